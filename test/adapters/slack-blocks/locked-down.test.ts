import { describe, expect, test } from 'vitest';
import { answerRefusedWindow } from '../../../src/adapters/slack/blocks/approval-answer-window.ts';
import { grantDirectMessage } from '../../../src/adapters/slack/blocks/grant-cards.ts';
import { liftedWindow, lockdownOfferWindow, lockedDownWindow } from '../../../src/adapters/slack/blocks/lockdown-windows.ts';
import { noteMessage } from '../../../src/adapters/slack/blocks/note-message.ts';
import { refusalWindow } from '../../../src/adapters/slack/blocks/refusal-window.ts';
import { revealRefusedWindow } from '../../../src/adapters/slack/blocks/reveal-refused-window.ts';
import { sayEnd } from '../../../src/adapters/slack/blocks/say-settled.ts';
import type { Note } from '../../../src/domain/card.ts';
import { aLockdown } from '../slack/good-lockdown-verbs.ts';
import { aGrant, aResource, BERLIN, NOW } from './a-grant.ts';
import { aRequest, aSettled } from './a-request.ts';
import { HOSTILE } from './any-text.ts';
import { brokenLimits } from './broken-limits.ts';
import { visibleTexts } from './words-in.ts';

const CARD = '019aa0c0-0000-7000-8000-00000000000c';
const said = visibleTexts;
const ended = (cause: 'lockdown' | 'policy-changed', by?: { personId: string; name: string }) =>
  aGrant({ state: 'ended', ended: { at: NOW, cause, ...(by && { by }) } });
const card = (grant: ReturnType<typeof aGrant>) =>
  said(grantDirectMessage(CARD, { grant, resource: aResource(), now: NOW }, 'Europe/Berlin'));

const LOCKED = 'Everything is locked down since 03:17 by Carol: a laptop was stolen';

describe('while everything is locked down', () => {
  test('a refusal says since when, by whom, why and who lifts it, and offers no way around', () => {
    const again = { words: 'db-prod', channel: 'C1' };
    const window = refusalWindow({ code: 'locked-down', lockdown: aLockdown() }, BERLIN, again, { resource: aResource() });
    expect(said(window)).toContain(LOCKED);
    expect(said(window)).toContain('Another owner can lift it: /nightlatch lift');
    expect(JSON.stringify(window)).not.toContain('"button"');
  });

  test('a yes and Show values say the same', () => {
    const lockdown = aLockdown();
    const yes = answerRefusedWindow({ outcome: 'locked-down', request: aRequest(), lockdown }, 'U02BOB', 'approved', BERLIN);
    expect(said(yes)).toContain(LOCKED);
    expect(said(yes)).toContain('So nothing was approved.');
    expect(said(revealRefusedWindow({ code: 'locked-down', grant: aGrant(), lockdown }, BERLIN))).toContain(LOCKED);
  });

  test('cards say what ended it, and by whom where a person did', () => {
    expect(card(ended('lockdown', { personId: 'c', name: 'Carol' }))).toContain('everything was locked down by Carol');
    expect(card(ended('lockdown'))).toContain('Ended at 03:17: everything was locked down');
    expect(card(ended('policy-changed'))).toContain('Ended at 03:17, because the policy changed');
    const settled = aSettled('overtaken', { because: { code: 'locked-down', by: 'Carol', reason: 'a laptop was stolen' } });
    const content = { request: settled, resource: aResource(), now: NOW };
    expect(sayEnd(content, { ...BERLIN, isRequester: true })).toMatchObject({
      text: expect.stringContaining('everything was locked down by Carol'),
      quote: 'a laptop was stolen',
    });
  });
});

const NOTES: [Note, string][] = [
  [{ kind: 'locked-down', by: 'Carol', slackId: 'U03CAROL', reason: 'theft' }, 'until another owner types /nightlatch lift'],
  [{ kind: 'locked-down', by: 'ops@db1', reason: 'theft' }, 'until an owner types /nightlatch lift'],
  [{ kind: 'lockdown-lifted', by: 'Dan', slackId: 'U04DAN' }, 'Dan lifted the lockdown.'],
  [
    { kind: 'grant-locked-down', resource: 'db-prod', by: 'Carol', reason: 'theft', at: NOW.toString() },
    'db-prod ended at 03:17: Carol locked everything down.',
  ],
  [
    { kind: 'grant-not-given', resource: 'db-prod', at: NOW.toString() },
    "db-prod ended at 03:17: the policy changed and doesn't give it any more.",
  ],
  [
    {
      kind: 'incident-over',
      resource: 'db-prod',
      incident: 'INC-42',
      endsAt: NOW.add({ minutes: 15 }).toString(),
      at: NOW.toString(),
    },
    'INC-42 is resolved: db-prod locks at 03:32.',
  ],
  [
    { kind: 'incident-over', resource: 'db-prod', incident: 'INC-42', endsAt: NOW.toString(), at: NOW.toString() },
    'INC-42 is resolved: db-prod is locked.',
  ],
  [
    {
      kind: 'incident-over',
      resource: 'db',
      incident: 'INC-42',
      service: 'Checkout',
      endsAt: NOW.toString(),
      at: NOW.toString(),
    },
    'INC-42 went to Checkout: db is locked.',
  ],
  [
    { kind: 'incident-over', resource: 'db', incident: 'INC-42', gone: true, endsAt: NOW.toString(), at: NOW.toString() },
    'INC-42 was deleted: db is locked.',
  ],
];

test.each(NOTES)('the note %o', (note, words) => {
  expect(said(noteMessage(note, 'Europe/Berlin'))).toContain(words);
});

test.each(HOSTILE)('whatever is in names and reasons, Slack takes it: it %s', (_, words) => {
  const lockdown = aLockdown({ by: { name: words }, reason: words });
  const surfaces = [
    lockdownOfferWindow({ outcome: 'offer', grants: 0, requests: 2, reason: words.slice(0, 500) || 'why' }, BERLIN),
    lockedDownWindow({ outcome: 'locked-down', lockdown }, BERLIN),
    lockedDownWindow({ outcome: 'locked-down-already', lockdown }, BERLIN),
    liftedWindow({ outcome: 'own-lockdown', lockdown }, BERLIN),
    refusalWindow({ code: 'locked-down', lockdown }, BERLIN, undefined),
    noteMessage({ kind: 'locked-down', by: words, reason: words }, 'Europe/Berlin'),
    noteMessage({ kind: 'grant-locked-down', resource: 'db', by: words, reason: words, at: NOW.toString() }, 'Europe/Berlin'),
    noteMessage(
      { kind: 'incident-over', resource: 'db', incident: 'INC-42', service: words, endsAt: NOW.toString(), at: NOW.toString() },
      'Europe/Berlin',
    ),
  ];
  for (const surface of surfaces) expect(brokenLimits(surface)).toEqual([]);
});
