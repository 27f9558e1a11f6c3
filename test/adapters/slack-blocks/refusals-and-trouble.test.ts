import { describe, expect, test } from 'vitest';
import { endRefusedWindow } from '../../../src/adapters/slack/blocks/end-refused-window.ts';
import { grantsHelpWindow, helpWindow } from '../../../src/adapters/slack/blocks/help-windows.ts';
import { noteMessage } from '../../../src/adapters/slack/blocks/note-message.ts';
import { orphanMessage } from '../../../src/adapters/slack/blocks/orphan-message.ts';
import { refusalWindow } from '../../../src/adapters/slack/blocks/refusal-window.ts';
import { revealRefusedWindow } from '../../../src/adapters/slack/blocks/reveal-refused-window.ts';
import { troubleWindow } from '../../../src/adapters/slack/blocks/trouble-window.ts';
import { checkingWindow } from '../../../src/adapters/slack/blocks/waiting-windows.ts';
import { windowAsMessage } from '../../../src/adapters/slack/blocks/window-as-message.ts';
import { aRule } from '../../builders/a-policy.ts';
import { aGrant, aGrantGivenBack, aResource, BERLIN } from './a-grant.ts';
import { buttonsIn, wordsIn } from './words-in.ts';

const again = { words: 'db-prod for 30m', channel: 'C0INC42' };
const bobUntilSeven = { name: 'Bob', until: Temporal.Instant.from('2026-11-22T06:00:00Z') };
const notOnCall = { kind: 'not-on-call', targets: ['db-primary'], onCall: [bobUntilSeven] } as const;

test('the window opens with who is being asked about, and what was typed', () => {
  expect(wordsIn(checkingWindow({ words: 'db-prod for 30m' }))).toBe('Checking who is on call…\n/unlock db-prod for 30m');
});

describe('a refusal', () => {
  test('of someone off call says who is on call, and offers to say why', () => {
    const because = { code: 'not-allowed', resource: 'db-prod', shortfalls: [{ rule: 'on call', because: notOnCall }] } as const;
    const window = refusalWindow(because, BERLIN, again);
    expect(wordsIn(window).split('\n')[0]).toBe("You're not on call for db-primary. Bob is, until 07:00.");
    expect(buttonsIn(window)).toEqual([{ label: 'Why?', action: 'why', value: JSON.stringify(again) }]);
  });

  test('by several rules for different reasons says each reason once', () => {
    const shortfalls = [
      { rule: 'on call', because: notOnCall },
      { rule: 'both', because: notOnCall },
      { rule: 'both', because: { kind: 'no-open-incident' } },
      { rule: 'incident open', because: { kind: 'no-open-incident' } },
    ] as const;
    const words = wordsIn(refusalWindow({ code: 'not-allowed', resource: 'db-prod', shortfalls }, BERLIN, again));
    expect(words.split('\n').slice(3)).toEqual([
      'Rules tried:',
      "“on call” and “both”: You're not on call for db-primary. Bob is, until 07:00.",
      '“both” and “incident open”: as above.',
    ]);
  });

  test('that every rule gives for the same reason lists no rules', () => {
    const shortfalls = ['on call', 'on call, incident open'].map((rule) => ({ rule, because: notOnCall }));
    const words = wordsIn(refusalWindow({ code: 'not-allowed', resource: 'db-prod', shortfalls }, BERLIN, again));
    expect(words).not.toContain('Rules tried');
  });

  test('because a source did not answer offers Try again with the same words', () => {
    const because = {
      code: 'cannot-tell',
      resource: 'db-prod',
      unanswered: { source: 'PagerDuty', fault: 'timeout', about: 'on-call' },
    } as const;
    const window = refusalWindow(because, BERLIN, again);
    expect(wordsIn(window).split('\n').slice(0, 2)).toEqual([
      "PagerDuty didn't answer, so I can't tell whether you're on call.",
      'Nothing was opened. Try again. If it stays away, wake an owner.',
    ]);
    expect(buttonsIn(window)).toEqual([
      { label: 'Try again', action: 'try_again', value: JSON.stringify(again) },
      { label: 'Why?', action: 'why', value: JSON.stringify(again) },
    ]);
  });

  test('offers no Try again when the words do not fit into a button', () => {
    const because = {
      code: 'cannot-tell',
      resource: 'db-prod',
      unanswered: { source: 'PagerDuty', fault: 'timeout', about: 'on-call' },
    } as const;
    expect(buttonsIn(refusalWindow(because, BERLIN, { words: 'x'.repeat(2000), channel: 'C1' }))).toEqual([]);
    expect(buttonsIn(refusalWindow(because, BERLIN, undefined))).toEqual([]);
  });
});

describe('trouble', () => {
  test('with the database says that nothing was opened', () => {
    const window = troubleWindow('database', again);
    expect(wordsIn(window).split('\n')[0]).toBe("The database didn't answer, so nothing was opened.");
    expect(buttonsIn(window).map(({ action }) => action)).toEqual(['try_again']);
  });

  test('of an unknown kind claims nothing and points to /grants', () => {
    const words = wordsIn(troubleWindow('unexpected'));
    expect(words).toContain("I can't say whether it was opened");
    expect(words).toContain('/grants');
  });

  test.each(['unlock', 'show-values', 'end', 'list'] as const)('while doing %s never speaks of another', (doing) => {
    const words = wordsIn(troubleWindow('slack', undefined, doing));
    expect(words.includes('nothing was opened')).toBe(doing === 'unlock');
    expect(words.includes('no value was shown')).toBe(doing === 'show-values');
  });
});

describe('no value is shown', () => {
  test('when the grant has ended, with how it ended and how to ask again', () => {
    const words = wordsIn(revealRefusedWindow({ code: 'ended', grant: aGrantGivenBack() }, BERLIN));
    expect(words).toContain(
      'db-prod has ended. Locked. No value was shown.\nTo ask again: /unlock db-prod\nGiven back by you at 04:02',
    );
  });

  test('when it was shown often enough, with Give back', () => {
    const grant = aGrant({ reveals: { count: 10, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] } });
    const window = revealRefusedWindow({ code: 'shown-often-enough', grant }, BERLIN);
    expect(wordsIn(window)).toContain('Shown 10 times, which is the most for one grant.');
    expect(buttonsIn(window).map(({ action }) => action)).toEqual(['give_back']);
  });

  test.each(['no-key', 'wrong-key', 'missing', 'damaged', 'unavailable'] as const)('when the source says %s', (fault) => {
    const words = wordsIn(revealRefusedWindow({ code: 'secret-unavailable', fault, grant: aGrant() }, BERLIN));
    expect(words).toContain('so no value is shown.');
    expect(words).toContain('Your grant stays open.');
  });

  test.each(['outsider', 'no-policy', 'not-found'] as const)('to whom %s applies, without any button', (code) => {
    expect(buttonsIn(revealRefusedWindow({ code }, BERLIN))).toEqual([]);
  });
});

test('who may not end a grant learns nothing about it', () => {
  expect(wordsIn(endRefusedWindow('not-found', BERLIN))).toContain("There's no grant here that you can end.");
});

describe('help', () => {
  test("has examples with the policy's own names, and lists what there is", () => {
    const words = wordsIn(helpWindow([aResource(), aResource('payments-api')], BERLIN));
    expect(words).toContain('/unlock db-prod for 30m because replica lag');
    expect(words).toContain('which says 03:17');
    expect(words).toContain('/unlock db-prod DATABASE_URL');
    expect(words).toContain('payments-api Production database');
  });

  test('says how to get more time, and where a rule has them, how to break glass and that somebody may have to agree', () => {
    const approve = {
      by: [{ kind: 'person', person: 'bob' }],
      count: 1,
      within: Temporal.Duration.from({ minutes: 15 }),
    } as const;
    const glass = { ...aResource('payments-api'), rules: [aRule({ breakGlass: true, approve })] };
    const words = wordsIn(helpWindow([aResource(), glass], BERLIN));
    expect(words).toContain('/unlock db-prod for 1h while you hold it: more time');
    expect(words).toContain("/unlock payments-api break-glass because … when the normal way can't work; others are told");
    expect(words).toContain('Somebody may have to agree first: the window says who is asked.');
    const withoutBoth = wordsIn(helpWindow([aResource()], BERLIN));
    expect(withoutBoth).toContain('break-glass: no resource has a rule for it.');
    expect(withoutBoth).not.toContain('agree');
  });

  test('counts what no longer fits', () => {
    const many = Array.from({ length: 400 }, (_, i) => aResource(`db-${i}`));
    expect(wordsIn(helpWindow(many, BERLIN))).toContain('and 370 more');
  });

  test('of /grants says that looking at others is on record', () => {
    expect(wordsIn(grantsHelpWindow())).toContain("Looking at others' grants is put on record.");
  });
});

test('a window that could not be opened is a message with the same words and buttons', () => {
  const window = troubleWindow('database', again);
  const message = windowAsMessage(window);
  expect(message.text).toBe("The database didn't answer, so nothing was opened.");
  expect(message.blocks).toEqual(window.blocks);
});

test.each([
  [
    { kind: 'person-linked', person: 'Alice', slackId: 'U01ALICE', provider: 'PagerDuty' },
    'Alice is now linked to a PagerDuty user',
  ],
  [
    { kind: 'link-suspended', person: 'Alice', slackId: 'U01ALICE', provider: 'PagerDuty' },
    'is suspended: an e-mail address changed',
  ],
  [{ kind: 'policy-in-force', hash: 'abcdef0123456789' }, 'A new policy is in force: abcdef012345'],
  [{ kind: 'request-answered', resource: 'db-prod', outcome: 'expired' }, 'Nobody answered your request for db-prod in time.'],
  [
    { kind: 'request-answered', resource: 'db-prod', outcome: 'expired', text: '1 of 2 had agreed.' },
    'Your request for db-prod expired. 1 of 2 had agreed.',
  ],
  [
    { kind: 'request-answered', resource: 'db-prod', outcome: 'overtaken', by: 'Carol' },
    "Your request for db-prod can't be granted any more, because Carol revoked your grant.",
  ],
  [
    { kind: 'grant-revoked', resource: 'db-prod', by: 'Carol', at: '2026-11-22T10:45:12.345Z' },
    'Carol revoked db-prod at 11:45.',
  ],
  [{ kind: 'many-resources', person: 'Alice', slackId: 'U01ALICE', count: 6 }, 'Alice was given 6 resources within 10 minutes.'],
] as const)('the note %j is told', (note, words) => {
  expect(wordsIn(noteMessage(note, 'Europe/Berlin'))).toContain(words);
  expect(noteMessage(note, 'Europe/Berlin').text).toContain(words);
});

test('the note of an answer to broken glass says how to break it again', () => {
  const note = { kind: 'request-answered', resource: 'db-prod', outcome: 'expired', breakGlass: true } as const;
  expect(wordsIn(noteMessage(note, 'Europe/Berlin'))).toContain('To ask again: /unlock db-prod break-glass because …');
});

test('a second copy of a card has only the way to the card', () => {
  const { blocks } = orphanMessage('https://example.slack.test/archives/C1/p1');
  expect(JSON.stringify(blocks)).toContain('"url":"https://example.slack.test/archives/C1/p1"');
  expect(buttonsIn({ blocks })).toEqual([]);
});
