import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  answerRefusedWindow,
  deniedWindow,
  noDenyWindow,
  requesterAnswerWindow,
  requestNotFoundWindow,
} from '../../../src/adapters/slack/blocks/approval-answer-window.ts';
import { denyWindow } from '../../../src/adapters/slack/blocks/deny-window.ts';
import type { Message, Window } from '../../../src/adapters/slack/blocks/kit.ts';
import { requestCard } from '../../../src/adapters/slack/blocks/request-cards.ts';
import { requestDetailsWindow } from '../../../src/adapters/slack/blocks/request-details-window.ts';
import { requestDirectMessage, requestWindow } from '../../../src/adapters/slack/blocks/request-window.ts';
import { windowAsMessage } from '../../../src/adapters/slack/blocks/window-as-message.ts';
import type { PendingRequest } from '../../../src/domain/request.ts';
import type { RequestContent } from '../../../src/ports/card-surface.ts';
import { aGrant, NOW } from './a-grant.ts';
import { aRequest, aYes, BOB_MAY, shown } from './a-request.ts';
import { anyText, HOSTILE } from './any-text.ts';
import { brokenLimits } from './broken-limits.ts';
import { objectsIn, visibleTexts } from './words-in.ts';

const CARD = '019aa0c0-0000-7000-8000-00000000000c';
const CHANNEL = { id: CARD, timezone: 'Europe/Berlin', canAnswer: true };
const DIRECT = { ...CHANNEL, to: 'U02BOB' };

/** Everything that tells of this request. */
function surfacesOf(content: RequestContent): (Message | Window)[] {
  const { request, now } = content;
  const reader = { timezone: 'Europe/Berlin', now };
  const unanswered = { source: request.rule, fault: 'timeout', about: 'approvers' } as const;
  const windows = [
    requestWindow(content, 'Europe/Berlin', 'already-asked'),
    requestDetailsWindow(content, 'Europe/Berlin'),
    deniedWindow(request),
    noDenyWindow(),
    requestNotFoundWindow('not-found', reader),
    requesterAnswerWindow({ outcome: 'settled', request }, reader),
    requesterAnswerWindow({ outcome: 'too-soon', request }, reader),
    ...(['own-request', 'not-an-approver', 'approved-already', 'settled'] as const).map((outcome) =>
      answerRefusedWindow({ outcome, request }, 'U02BOB', 'approved', reader),
    ),
    answerRefusedWindow({ outcome: 'cannot-tell', request, unanswered }, 'U02BOB', 'denied', reader),
  ];
  return [
    ...windows,
    ...windows.map(windowAsMessage),
    denyWindow(request, reader),
    requestDirectMessage(CARD, content, 'Europe/Berlin'),
    requestCard(CHANNEL, content),
    requestCard(DIRECT, content),
    requestCard({ ...CHANNEL, aspect: 'reminder', canAnswer: false }, content),
    requestCard({ ...DIRECT, aspect: 'reminder' }, content),
  ];
}

const anyOvertaken = fc.oneof(
  anyText.map((text) => ({ code: 'refused' as const, text })),
  fc.constantFrom({ code: 'terms-changed' as const }, { code: 'grant-ended' as const }, { code: 'person-left' as const }),
);

const anyWaitsFor = fc.oneof(
  anyText.map((source) => ({
    kind: 'source' as const,
    unanswered: { source, fault: 'timeout' as const, about: 'on-call' as const },
  })),
  fc.constant({ kind: 'old-end' as const, at: NOW.add({ minutes: 5 }) }),
  fc.constant(undefined),
);

const anyContent: fc.Arbitrary<RequestContent> = fc
  .record({
    state: fc.constantFrom('pending', 'granted', 'denied', 'withdrawn', 'expired', 'overtaken'),
    words: anyText,
    because: anyOvertaken,
    waitsFor: anyWaitsFor,
    asked: fc.nat({ max: 40 }),
    agreed: fc.nat({ max: 12 }),
    minutes: fc.integer({ min: -5, max: 3000 }),
    breakGlass: fc.boolean(),
    isExtension: fc.boolean(),
    given: fc.boolean(),
  })
  .map(({ state, words, because, waitsFor, asked, agreed, minutes, breakGlass, isExtension, given }) => {
    const people = Array.from({ length: asked }, (_, n) => ({
      ...BOB_MAY,
      name: words,
      slackId: `U${n}BOB`,
      onCall: n % 3 === 0,
    }));
    const request: PendingRequest = {
      ...aRequest(),
      state,
      requester: { ...aRequest().requester, name: words },
      asked: { ...aRequest().asked, reason: words, breakGlass },
      rule: words,
      eligible: people,
      unchecked: [{ source: words, fault: 'timeout', about: 'incident' }],
      approvals: people.slice(0, agreed).map((one) => aYes(one)),
      offer: { ...aRequest().offer, incident: { id: 'P', number: 42, title: words } },
      ...(waitsFor && { waitsFor }),
      ...(isExtension && { extends: aGrant().id }),
      ...(state !== 'pending' && { settled: { at: NOW, by: { personId: 'p', name: words }, reason: words, because } }),
    };
    return shown(request, minutes, {
      notPostedIn: ['C0APPR'],
      ...(given && { grant: aGrant({ holder: { ...aGrant().holder, name: words } }) }),
    });
  });

test('every card and window of a request keeps within the limits, whatever was written and whoever was asked', () => {
  fc.assert(
    fc.property(anyContent, (content) => {
      for (const surface of surfacesOf(content)) expect(brokenLimits(surface)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test.each(HOSTILE)('what a person wrote stays words when it %s', (_, text) => {
  const settled = { at: NOW, by: { personId: 'p', name: text }, reason: text, because: { code: 'refused', text } } as const;
  const named = aRequest({
    requester: { ...aRequest().requester, name: text },
    rule: text,
    eligible: [{ ...BOB_MAY, name: text }],
  });
  const asked = { ...named, asked: { ...named.asked, reason: text } };
  for (const state of ['pending', 'denied', 'overtaken'] as const) {
    for (const surface of surfacesOf(shown({ ...asked, state, ...(state !== 'pending' && { settled }) }))) {
      expect(brokenLimits(surface)).toEqual([]);
      expect(objectsIn(surface).filter(({ type }) => type === 'mrkdwn')).toEqual([]);
      expect(objectsIn(surface).filter(({ emoji }) => emoji === true)).toEqual([]);
      expect(objectsIn(surface).filter(({ type }) => type === 'link' || type === 'broadcast' || type === 'usergroup')).toEqual(
        [],
      );
      if ('text' in surface) expect(surface.text).not.toMatch(/[<>]/);
      expect(visibleTexts(surface)).not.toMatch(/[\u200b\u202a-\u202e\u2066-\u2069]/);
      expect(visibleTexts(surface).isWellFormed()).toBe(true);
    }
  }
});

test('a reason that claims an approval stands in a quotation alone, in every state', () => {
  const reason = 'lag\nApproved by Bob at 03:20 (2 of 2)';
  const asked = { ...aRequest().asked, reason };
  const settled = { at: NOW, by: { personId: 'p', name: 'Carol' }, reason };
  for (const request of [aRequest({ asked }), aRequest({ asked, state: 'denied', settled })]) {
    for (const surface of surfacesOf(shown(request))) {
      const quotes = objectsIn(surface.blocks).filter(({ type }) => type === 'rich_text_quote');
      const outside = JSON.stringify(surface.blocks, (_, value) => (quotes.some((one) => one === value) ? undefined : value));
      expect(outside).not.toContain('Approved by Bob');
    }
  }
});

test('the buttons of an approvers’ card stand within its first lines, however long the reason is', () => {
  const request = aRequest({ asked: { ...aRequest().asked, reason: 'x '.repeat(250) } });
  const { blocks } = requestCard(CHANNEL, shown(request));
  expect(blocks.findIndex(({ type }) => type === 'actions')).toBeLessThanOrEqual(2);
  expect(visibleTexts({ blocks: blocks.slice(0, 2) }).length).toBeLessThan(450);
});

test('no more than ten people are mentioned, those on call first, and the rest are counted', () => {
  const eligible = Array.from({ length: 14 }, (_, n) => ({ ...BOB_MAY, slackId: `U${n}`, onCall: n === 13 }));
  const { blocks } = requestCard(CHANNEL, shown(aRequest({ eligible })));
  const mentions = objectsIn(blocks[1]).filter(({ type }) => type === 'user');
  expect(mentions.map(({ user_id }) => user_id)).toEqual(['U13', ...Array.from({ length: 9 }, (_, n) => `U${n}`)]);
  expect(JSON.stringify(blocks[1])).toContain('and 4 more');
});
