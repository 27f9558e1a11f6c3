import type { types } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { colleagueWindow } from '../../../src/adapters/slack/blocks/colleague-windows.ts';
import { noteMessage } from '../../../src/adapters/slack/blocks/note-message.ts';
import { refusalWindow } from '../../../src/adapters/slack/blocks/refusal-window.ts';
import type { Refusal } from '../../../src/domain/decision.ts';
import type { UnlockForm } from '../../../src/domain/unlock-form.ts';
import { aResource, aRule } from '../../builders/a-policy.ts';
import { BERLIN } from './a-grant.ts';
import { buttonsIn, wordsIn } from './words-in.ts';

const again = { words: 'db-prod for 30m because replica lag', channel: 'C0INC42' };
const form: UnlockForm = {
  ...{ resource: 'db-prod', variables: ['PGPASSWORD'], time: '30m', incident: '', reason: 'replica lag', breakGlass: false },
};
const glass = aResource({ rules: [aRule({ name: 'on call' }), aRule({ name: 'break glass', breakGlass: true })] });
const plain = aResource();
const timedOut = { source: 'PagerDuty', fault: 'timeout', about: 'on-call' } as const;

function offCall(...names: string[]): Refusal {
  const onCall = names.map((name) => ({ name, until: Temporal.Instant.from('2026-11-22T06:00:00Z') }));
  const because = { kind: 'not-on-call', targets: ['db-primary'], onCall } as const;
  return { code: 'not-allowed', resource: 'db-prod', shortfalls: [{ rule: 'on call', because }] };
}

const labelsFor = (because: Refusal, asked: Parameters<typeof refusalWindow>[2] = again, resource = glass) =>
  buttonsIn(refusalWindow(because, BERLIN, asked, { resource })).map(({ label }) => label);
const carriedBy = (label: string, because: Refusal, asked: Parameters<typeof refusalWindow>[2] = again) =>
  JSON.parse(
    buttonsIn(refusalWindow(because, BERLIN, asked, { resource: glass })).find((one) => one.label === label)?.value ?? 'null',
  );

describe('a refusal', () => {
  test('of someone off call offers to ask whoever is on call, and to break glass', () => {
    expect(wordsIn(refusalWindow(offCall('Bob'), BERLIN, again, { resource: glass })).split('\n')).toEqual([
      "You're not on call for db-primary. Bob is, until 07:00.",
      'Ask Bob, or try again when your shift has begun.',
      '[Ask Bob][Break glass][Why?]',
    ]);
  });

  test.each([
    ['two are on call', offCall('Bob', 'Carol'), ['Ask Bob and Carol', 'Break glass', 'Why?']],
    ['many are', offCall('Bob', 'Carol', 'Dave'), ['Ask whoever is on call', 'Break glass', 'Why?']],
    ['nobody is', offCall(), ['Break glass', 'Why?']],
    [
      'no source answers',
      { code: 'cannot-tell', resource: 'db-prod', unanswered: timedOut },
      ['Try again', 'Break glass', 'Why?'],
    ],
    [
      'nobody knows who may approve',
      { code: 'approvers-unknown', resource: 'db-prod', unanswered: { ...timedOut, source: 'Slack', about: 'approvers' } },
      ['Try again', 'Break glass', 'Why?'],
    ],
    [
      'too few may approve',
      { code: 'too-few-approvers', resource: 'db-prod', count: 2, found: ['Bob'] },
      ['Break glass', 'Why?'],
    ],
    ['a reason is missing', { code: 'reason-required', resource: 'db-prod' }, ['Fill in the form', 'Why?']],
    [
      'a review is overdue',
      {
        code: 'review-overdue',
        resource: 'db-prod',
        of: 'db-prod',
        since: BERLIN.now.subtract({ hours: 1 }),
        reviewers: ['carol'],
      },
      ['Why?'],
    ],
    ['there is no glass to break', { code: 'no-break-glass', resource: 'db-prod' }, ['Why?']],
    ['too much was asked', { code: 'too-many-requests', perMinute: 10 }, []],
  ] as const)('when %s offers what could help', (_, because, labels) => {
    expect(labelsFor(because as Refusal)).toEqual(labels);
  });

  test.each([
    ['timeout', "Nothing was opened. Try again. If it can't wait, break glass."],
    ['rate-limited', "Nothing was opened. Try again in a minute. If it can't wait, break glass."],
    ['auth', "Nothing was opened. Wake an owner: Nightlatch needs a valid token for PagerDuty. If it can't wait, break glass."],
  ] as const)('of a source at fault (%s) says when to break the glass that it offers', (fault, help) => {
    const because = { code: 'cannot-tell', resource: 'db-prod', unanswered: { ...timedOut, fault } } as const;
    expect(wordsIn(refusalWindow(because, BERLIN, again, { resource: glass }))).toContain(help);
    expect(wordsIn(refusalWindow(because, BERLIN, again, { resource: plain }))).not.toContain('break glass');
  });

  test('offers no broken glass where the resource has no such rule, or none is known', () => {
    expect(labelsFor(offCall('Bob'), again, plain)).toEqual(['Ask Bob', 'Why?']);
    expect(buttonsIn(refusalWindow(offCall('Bob'), BERLIN, again)).map(({ label }) => label)).toEqual(['Why?']);
  });

  test('of broken glass offers it no second time', () => {
    expect(labelsFor(offCall('Bob'), { ...again, words: 'db-prod break-glass' })).toEqual(['Ask Bob', 'Why?']);
    expect(labelsFor(offCall('Bob'), { form: { ...form, breakGlass: true } })).toEqual(['Ask Bob', 'Why?']);
  });

  test('without anything to ask again has no buttons but what was handed in, where a source did not answer', () => {
    const retry = {
      type: 'button' as const,
      text: { type: 'plain_text' as const, text: 'Try again' },
      action_id: 'extend',
      value: 'x',
    };
    const unknown = { code: 'cannot-tell', resource: 'db-prod', unanswered: timedOut } as const;
    expect(buttonsIn(refusalWindow(offCall('Bob'), BERLIN, undefined, { resource: glass, retry }))).toEqual([]);
    expect(buttonsIn(refusalWindow(unknown, BERLIN, undefined, { retry }))).toEqual([
      { label: 'Try again', action: 'extend', value: 'x' },
    ]);
  });
});

describe('Why?', () => {
  test.each([
    ['unknown-resource', { code: 'unknown-resource', word: 'db-prd', nearest: [] }],
    ['unknown-variable', { code: 'unknown-variable', word: 'PW', resource: 'db-prod', nearest: [] }],
    ['unknown-incident', { code: 'unknown-incident', resource: 'db-prod', name: 'INC-1', open: [] }],
    ['not-understood', { code: 'not-understood', mistakes: [{ kind: 'bad-time', word: '25:00' }] }],
    ['outsider', { code: 'outsider' }],
    ['no-policy', { code: 'no-policy' }],
    ['too-many-requests', { code: 'too-many-requests', perMinute: 10 }],
  ] as const)('is not offered for %s, which no rule made', (_, because) => {
    expect(labelsFor(because as Refusal)).toEqual([]);
  });

  test('carries what was asked, to the letter', () => {
    expect(carriedBy('Why?', offCall('Bob'))).toEqual(again);
    expect(carriedBy('Why?', offCall('Bob'), { form })).toEqual({ form });
  });

  test('explains what is handed in where nothing can be asked again', () => {
    const window = refusalWindow(offCall('Bob'), BERLIN, undefined, { explain: { words: 'db-prod' } });
    expect(buttonsIn(window)).toEqual([{ label: 'Why?', action: 'why', value: '{"words":"db-prod"}' }]);
    expect(buttonsIn(refusalWindow({ code: 'outsider' }, BERLIN, undefined, { explain: { words: 'db-prod' } }))).toEqual([]);
  });
});

describe('Break glass', () => {
  test('asks once more, in red, and says who is told', () => {
    const { blocks } = refusalWindow(offCall('Bob'), BERLIN, again, { resource: glass });
    const { elements } = blocks.find(({ type }) => type === 'actions') as types.ActionsBlock;
    expect(elements[1]).toMatchObject({
      action_id: 'break_glass',
      style: 'danger',
      confirm: {
        title: { text: 'Break glass for db-prod?' },
        text: { type: 'plain_text', text: 'The audit channel is told. Somebody reviews it.' },
        confirm: { text: 'Break glass' },
        deny: { text: 'Cancel' },
        style: 'danger',
      },
    });
  });

  test.each([
    ['db-prod', 'db-prod break-glass'],
    ['  db-prod for 30m because it said: break-glass never', 'db-prod break-glass for 30m because it said: break-glass never'],
    ['db-prod\nbecause two\nlines', 'db-prod break-glass\nbecause two\nlines'],
  ])('carries the words %j behind the resource, where no reason swallows them', (words, carried) => {
    expect(carriedBy('Break glass', offCall('Bob'), { ...again, words })).toEqual({ words: carried, channel: 'C0INC42' });
  });

  test('carries a form with its box ticked', () => {
    expect(carriedBy('Break glass', offCall('Bob'), { form })).toEqual({ form: { ...form, breakGlass: true } });
  });

  test('stays for a long reason, of which it carries what is kept', () => {
    const reason = 'the disk is full '.repeat(125);
    const { words } = carriedBy('Break glass', offCall('Bob'), { ...again, words: `db-prod for 30m because ${reason}` });
    expect(words).toMatch(/^db-prod break-glass for 30m because "the disk is full .*…"$/);
    expect(words.length).toBeLessThan(600);
    const { form: carried } = carriedBy('Break glass', offCall('Bob'), { form: { ...form, reason } });
    expect([carried.time, carried.breakGlass, carried.reason.length]).toEqual(['30m', true, 500]);
  });

  test('is not offered for words that do not fit into a button', () => {
    const words = `db-prod ${'PGPASSWORD '.repeat(190)}`;
    expect(labelsFor(offCall('Bob'), { ...again, words })).toEqual(['Ask Bob']);
  });
});

describe('Ask', () => {
  test('carries the resource, the reason and the channel, and no name', () => {
    expect(carriedBy('Ask Bob', offCall('Bob'))).toEqual({ resource: 'db-prod', reason: 'replica lag', channel: 'C0INC42' });
    expect(carriedBy('Ask Bob', offCall('Bob'), { form })).toEqual({ resource: 'db-prod', reason: 'replica lag' });
    expect(carriedBy('Ask Bob', offCall('Bob'), { ...again, words: 'db-prod' })).toMatchObject({ reason: '' });
  });

  test('leaves out a reason that a button cannot hold', () => {
    const words = `db-prod because ${'\u{1F513}"\\'.repeat(200)}`;
    expect(JSON.stringify(carriedBy('Ask Bob', offCall('Bob'), { ...again, words })).length).toBeLessThanOrEqual(2000);
  });

  test.each([
    [{ outcome: 'asked', names: ['Bob'] }, ['I wrote to Bob.', 'It gives you no access: whoever is on call can use db-prod.']],
    [
      { outcome: 'too-soon', names: ['Bob', 'Carol'] },
      ['You asked Bob and Carol within the last 5 minutes.', 'Nothing more was sent. Better call them.'],
    ],
    [
      { outcome: 'nobody', unreachable: [] },
      ['Nobody else is on call for db-prod now.', 'Nobody was asked. Ask for an override in PagerDuty, then try again.'],
    ],
    [
      { outcome: 'nobody', unreachable: ['Dave'] },
      ["I don't know the Slack account of Dave.", 'Nobody was asked. Call them, or page them.'],
    ],
    [
      { outcome: 'cannot-tell', unanswered: timedOut },
      [
        "PagerDuty gave no answer, so I can't tell who is on call.",
        'Nobody was asked. Try again in a few seconds, or call them.',
        '[Try again]',
      ],
    ],
    [
      { outcome: 'not-found' },
      ["I don't know that resource any more, so nobody was asked.", '/unlock alone lists what there is.'],
    ],
    [{ outcome: 'outsider' }, ['This works only for full members of this workspace.']],
  ] as const)('answers %j', (outcome, words) => {
    expect(wordsIn(colleagueWindow(outcome, 'db-prod', BERLIN, '{"resource":"db-prod"}')).split('\n')).toEqual(words);
  });

  test('tells the colleague who, what and why, and that it gives no access', () => {
    const note = { kind: 'colleague-asked', person: 'Alice', slackId: 'U01ALICE', resource: 'db-prod' } as const;
    expect(wordsIn(noteMessage({ ...note, reason: 'replica lag', channel: 'C0INC42' }, 'Europe/Berlin')).split('\n')).toEqual([
      'Alice asks for your help with db-prod.',
      'replica lag',
      "You're on call and they aren't. This gives nobody access: you can use /unlock db-prod, they can't.",
      '[Unlock]',
      'Account: @U01ALICE in <#C0INC42>',
    ]);
    const direct = noteMessage({ ...note, reason: '', channel: 'D0ALICE' }, 'Europe/Berlin');
    expect(wordsIn(direct).split('\n')).toHaveLength(4);
    expect(buttonsIn(direct)).toEqual([{ label: 'Unlock', action: 'open_form', value: 'db-prod' }]);
    expect(JSON.stringify(direct)).not.toContain('D0ALICE');
  });
});
