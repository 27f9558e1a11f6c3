import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainHelpWindow } from '../../../src/adapters/slack/blocks/explain-windows.ts';
import { explanationWindow } from '../../../src/adapters/slack/blocks/explanation-window.ts';
import { explainingWindow } from '../../../src/adapters/slack/blocks/waiting-windows.ts';
import { windowAsMessage } from '../../../src/adapters/slack/blocks/window-as-message.ts';
import { aMember } from '../../builders/a-member.ts';
import { aPendingRequest } from '../../builders/a-pending-request.ts';
import { aResource, aRule } from '../../builders/a-policy.ts';
import { fromPagerDuty } from '../../builders/a-shift.ts';
import { AT, BOB_ON_CALL, free, glass, inIncident, PAGERDUTY_SILENT, quiet } from '../../domain/explained.ts';
import { aGrant } from './a-grant.ts';
import { anExplanation } from './an-explanation.ts';
import { anyText, HOSTILE } from './any-text.ts';
import { brokenLimits } from './broken-limits.ts';
import { buttonsIn, linesOf, objectsIn, visibleTexts, wordsIn } from './words-in.ts';

const again = { words: 'db-prod', channel: 'C0INC42' };
const labels = (...given: Parameters<typeof explanationWindow>) =>
  buttonsIn(explanationWindow(...given)).map(({ label }) => label);

test('a refusal is said first, then what would help, then rule by rule why', () => {
  const window = explanationWindow(anExplanation([inIncident, quiet, glass], { facts: { shifts: BOB_ON_CALL } }), again);
  expect(linesOf(window)).toEqual([
    "You're not on call for db-primary. Bob is, until 07:00.",
    'Ask Bob, or try again when your shift has begun.',
    '[Ask Bob][Break glass][Try again]',
    '✗ on call, incident open: passed over',
    "✗ You're not on call for db-primary. Bob is, until 07:00.✗ db-prod needs an open incident, and there is none.Gives it at once, for 30 min, 1 h at most.",
    '✗ on call, quiet: passed over',
    "✗ You're not on call for db-primary. Bob is, until 07:00.Gives it with a yes from leads, for 30 min, 1 h at most.",
    '– break glass: only when you break glass',
    "✓ You're in sre.Gives it at once, for 15 min, 30 min at most.",
    'This only explains: nothing was asked for.',
    'Times are on your clock (Europe/Berlin).',
  ]);
  expect(window.title.text).toBe('db-prod');
});

describe('what comes next', () => {
  test('is asking for it, where it would be given or asked of others', () => {
    expect(labels(anExplanation([free]), again)).toEqual(['Unlock']);
    expect(labels(anExplanation([quiet]), again)).toEqual(['Unlock']);
    const [unlock] = buttonsIn(explanationWindow(anExplanation([free]), again));
    expect(unlock).toEqual({ label: 'Unlock', action: 'try_again', value: JSON.stringify(again) });
  });

  test('is asked about once more, where glass would be broken', () => {
    const { request } = anExplanation([glass]);
    const words = { words: 'db-prod break-glass because outage' };
    const window = explanationWindow(anExplanation([glass], { request: { ...request, breakGlass: true } }), words);
    expect(buttonsIn(window)).toEqual([{ label: 'Break glass', action: 'break_glass', value: JSON.stringify(words) }]);
    expect(JSON.stringify(window)).toContain('Break glass for db-prod?');
  });

  test('is Try again, never Why?, where it is no', () => {
    const silent = { shifts: new Map([['db-primary', fromPagerDuty(PAGERDUTY_SILENT)]]) };
    expect(labels(anExplanation([quiet], { facts: silent }), again)).toEqual(['Try again']);
    expect(labels(anExplanation([{ ...free, reasonRequired: true }]), again)).toEqual(['Fill in the form', 'Try again']);
  });

  test('is nothing, for somebody else or for words that no button holds', () => {
    expect(labels(anExplanation([free], { of: aMember() }), again)).toEqual([]);
    expect(labels(anExplanation([free]), undefined)).toEqual([]);
    expect(labels(anExplanation([free]), { words: `db-prod ${'PGPASSWORD '.repeat(300)}` })).toEqual([]);
  });
});

describe('beside the rules', () => {
  test('what stands in the way comes first', () => {
    const window = explanationWindow(anExplanation([free], { obstacle: { code: 'too-many-grants', limit: 5 } }), again);
    expect(wordsIn(window).split('\n').slice(0, 4)).toEqual([
      'You hold 5 grants already, which is the most.',
      'Give one back first: /grants',
      'By the rules alone: “everyone” opens db-prod at once, until 03:47 (30 min).',
      '[Try again]',
    ]);
  });

  test('what is held and what waits is said', () => {
    const held = aGrant({ endsAt: AT.add({ minutes: 20 }) });
    const waiting = aPendingRequest({ expiresAt: AT.add({ minutes: 10 }) });
    const words = wordsIn(explanationWindow(anExplanation([free], { held, waiting }), again));
    expect(words).toContain('You have it now, until 03:37.');
    expect(words).toContain('Your request for db-prod waits, until 03:27.');
  });

  test('what rules above could not find out is said', () => {
    const words = wordsIn(
      explanationWindow(anExplanation([inIncident, quiet], { facts: { incidents: PAGERDUTY_SILENT } }), again),
    );
    expect(words.split('\n').slice(0, 3)).toEqual([
      '“on call, quiet” opens db-prod with a yes from leads, until 03:47 (30 min).',
      'Whoever is asked has 15 min to agree.',
      "PagerDuty didn't answer, so I can't tell whether an incident is open.",
    ]);
  });
});

test('about somebody else it speaks of them by name, and says that asking is on record', () => {
  const of = aMember({ displayName: 'Alice' });
  const held = aGrant({ endsAt: AT.add({ minutes: 20 }) });
  const obstacle = { code: 'too-many-grants', limit: 5 } as const;
  const words = wordsIn(explanationWindow(anExplanation([quiet], { of, held, obstacle, facts: { shifts: BOB_ON_CALL } }), again));
  expect(words.split('\n').slice(0, 3)).toEqual([
    'They would be told: You hold 5 grants already, which is the most.',
    'By the rules alone: No rule opens db-prod for Alice.',
    'Alice has it now, until 03:37.',
  ]);
  expect(words).toContain("✗ Alice isn't on call for db-primary. Bob is, until 07:00.");
  expect(words).toContain('Asking about others is put on record.');
});

describe('many rules', () => {
  const never = Array.from({ length: 200 }, (_, n) => aRule({ name: `never ${n}`, when: { onCall: ['db-secondary'] } }));

  test('are cut, and counted', () => {
    const window = explanationWindow(anExplanation(never), again);
    expect(wordsIn(window)).toContain('and 170 more rules');
    expect(brokenLimits(window)).toEqual([]);
    expect(brokenLimits(windowAsMessage(window))).toEqual([]);
    expect(windowAsMessage(window).blocks.map(({ type }) => type)).toContain('actions');
  });

  test('never hide the one that decides', () => {
    const words = wordsIn(explanationWindow(anExplanation([...never, free]), again));
    expect(words).toContain('✓ everyone: decides');
    expect(words).toContain('and 170 more rules');
    expect(wordsIn(explanationWindow(anExplanation([...never.slice(0, 30), free, ...never.slice(0, 1)]), again))).toContain(
      'and 1 more rule',
    );
  });
});

describe('whatever names there are', () => {
  const surfaces = (text: string) => {
    const rules = [
      aRule({ name: text, when: { onCall: [text], member: [text] } }),
      aRule({ name: text, approve: { ...quiet.approve!, by: [{ kind: 'person', person: text }] } }),
    ];
    const window = explanationWindow(anExplanation(rules, { of: aMember({ displayName: text }) }), { words: text });
    const own = explanationWindow(anExplanation(rules), { words: text });
    return [
      window,
      own,
      windowAsMessage(window),
      windowAsMessage(own),
      explainingWindow({ words: text }),
      explainHelpWindow([aResource()]),
    ];
  };

  test('Slack’s limits are kept', () => {
    fc.assert(
      fc.property(anyText, (text) => surfaces(text).every((one) => brokenLimits(one).length === 0)),
      { numRuns: 60 },
    );
  });

  test.each(HOSTILE)('they stay words when one %s', (_, text) => {
    for (const surface of surfaces(text)) {
      expect(brokenLimits(surface)).toEqual([]);
      expect(objectsIn(surface).filter(({ type }) => type === 'mrkdwn')).toEqual([]);
      if ('text' in surface) expect(surface.text).not.toMatch(/[<>]/);
      expect(visibleTexts(surface)).not.toMatch(/[\u200b\u202a-\u202e\u2066-\u2069]/);
    }
  });
});
