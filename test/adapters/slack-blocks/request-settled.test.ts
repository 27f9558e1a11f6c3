import { describe, expect, test } from 'vitest';
import { requestCard } from '../../../src/adapters/slack/blocks/request-cards.ts';
import { requestDirectMessage, requestWindow } from '../../../src/adapters/slack/blocks/request-window.ts';
import type { PendingRequest } from '../../../src/domain/request.ts';
import { aGrant, aGrantGivenBack, NOW } from './a-grant.ts';
import { aRequest, aSettled, aYes, CAROL_MAY, shown } from './a-request.ts';
import { buttonsIn, linesOf } from './words-in.ts';

const CARD = '019aa0c0-0000-7000-8000-00000000000c';
const byTwo = { terms: { ...aRequest().terms, count: 2 } };
const PAGERDUTY = { source: 'PagerDuty', fault: 'timeout', about: 'on-call' } as const;
const NOT_ON_CALL = "You're not on call for db-primary. Bob is, until 07:00.";

const card = (...content: Parameters<typeof shown>) =>
  requestCard({ id: CARD, timezone: 'Europe/Berlin', canAnswer: true }, shown(...content));
const direct = (...content: Parameters<typeof shown>) => requestDirectMessage(CARD, shown(...content), 'Europe/Berlin');
const window = (...content: Parameters<typeof shown>) => requestWindow(shown(...content), 'Europe/Berlin');
const labels = (surface: { blocks: readonly unknown[] }) => buttonsIn(surface).map(({ label }) => label);

describe('a request that was settled', () => {
  const denied = aSettled('denied', { by: { personId: 'p', name: 'Carol' }, reason: 'use the replica' });
  const overtaken = (because: NonNullable<PendingRequest['settled']>['because']) =>
    aSettled('overtaken', because && { because }, { approvals: [aYes()] });

  test('by a yes says who said it, until when it lasts, and later how it ended', () => {
    const granted = aSettled('granted', {}, { approvals: [aYes()] });
    const open = aGrant({ startedAt: NOW.add({ minutes: 3 }), endsAt: NOW.add({ minutes: 33 }), endsBecause: 'asked' });
    const message = card(granted, 4, { grant: open });
    expect(linesOf(message).slice(0, 5)).toEqual([
      '🔓 db-prod until 03:50 (30 min) · Alice',
      'Approved by Bob at 03:20',
      'Alice wanted db-prod for 30 min:',
      'replica lag',
      'INC-42 · on call for db-primary until 07:00',
    ]);
    expect(labels(message)).toEqual(['Details']);
    expect(linesOf(card(granted, 50, { grant: aGrantGivenBack() })).slice(0, 3)).toEqual([
      '🔒 db-prod · Alice',
      'Given back by Alice at 04:02. Locked. No value was shown.',
      'Approved by Bob at 03:20',
    ]);
    expect(linesOf(direct(granted, 4, { grant: open })).slice(0, 2)).toEqual([
      'Approved by Bob at 03:20.',
      '🔓 db-prod until 03:50 · its buttons are in its own message',
    ]);
    expect(linesOf(direct(granted, 50, { grant: aGrantGivenBack() })).slice(1, 4)).toEqual([
      '🔒 db-prod ended at 04:02',
      'replica lag',
      'To ask again: /unlock db-prod',
    ]);
  });

  test('by two, of whom one limited it, names that one', () => {
    const approvals = [aYes(), aYes(CAROL_MAY, { atMost: Temporal.Duration.from({ minutes: 15 }) })];
    const approvedBy = approvals.map(({ personId, name }) => ({ personId, name }));
    const grant = aGrant({ endsAt: NOW.add({ minutes: 15 }), endsBecause: 'approver', approvedBy });
    expect(linesOf(card(aSettled('granted', {}, { ...byTwo, approvals }), 4, { grant })).slice(0, 2)).toEqual([
      '🔓 db-prod until 03:32 (15 min, as Carol allowed) · Alice',
      'Approved by Bob at 03:20 and Carol at 03:20, for 15 min at most (2 of 2)',
    ]);
  });

  test('behind broken glass says so once', () => {
    const asked = { ...aRequest().asked, breakGlass: true };
    const granted = card(aSettled('granted', {}, { asked, approvals: [aYes()] }), 4, { grant: aGrant({ breakGlass: true }) });
    expect(linesOf(granted)[0]).toMatch(/^🚨 Break glass: 🔓 db-prod/);
    for (const message of [granted, card(aSettled('denied', {}, { asked }), 4)])
      expect(linesOf(message).join('\n').match(/🚨/g)).toHaveLength(1);
  });

  test('behind broken glass says how to break it again', () => {
    const asked = { ...aRequest().asked, breakGlass: true };
    expect(linesOf(direct(aSettled('withdrawn', {}, { asked }), 4))).toContain(
      'To ask again: /unlock db-prod break-glass because …',
    );
  });

  test('by a no says whose and why', () => {
    const message = card(denied, 4);
    expect(linesOf(message).slice(0, 4)).toEqual([
      'Denied by Carol at 03:21:',
      'use the replica',
      'Alice wanted db-prod for 30 min:',
      'replica lag',
    ]);
    expect(message.text).toBe('Denied by Carol at 03:21 · Alice wanted db-prod for 30 min');
    expect(linesOf(window(denied, 4)).slice(0, 5)).toEqual([
      'Denied by Carol at 03:21:',
      'use the replica',
      'db-prod for 30 min',
      'replica lag',
      'To ask again: /unlock db-prod',
    ]);
    expect(buttonsIn(window(denied, 4))).toEqual([]);
  });

  test('by its requester says so, to themselves without their name', () => {
    const withdrawn = aSettled('withdrawn', { by: { personId: 'p', name: 'Alice' } });
    expect(linesOf(card(withdrawn, 4))[0]).toBe('Withdrawn by Alice at 03:21');
    expect(linesOf(direct(withdrawn, 4))[0]).toBe('Withdrawn by you at 03:21.');
  });

  test.each([
    [aRequest(), ['Expired at 03:32: nobody answered', 'Alice wanted db-prod for 30 min:']],
    [aRequest({ ...byTwo, approvals: [aYes()] }), ['Expired at 03:32 with 1 of 2', 'Approved by Bob at 03:20 (1 of 2)']],
    [
      aRequest({ approvals: [aYes()], waitsFor: { kind: 'source', unanswered: PAGERDUTY } }),
      ["Expired at 03:32: PagerDuty didn't answer in time", 'Approved by Bob at 03:20'],
    ],
  ])('by time says so from its last second on, before any job has written it down', (request, words) => {
    expect(linesOf(card(request, 15)).slice(0, 2)).toEqual(words);
    expect(linesOf(card(aSettled('expired', {}, request), 16)).slice(0, 2)).toEqual(words);
    expect(labels(card(request, 15))).toEqual(['Details']);
    expect(buttonsIn(window(request, 15))).toEqual([]);
  });

  test.each([
    [{ code: 'refused', text: NOT_ON_CALL }, 'Not given: the last check at 03:21 said no to Alice:'],
    [{ code: 'terms-changed' }, 'Not given at 03:21: the policy changed and asks for other approvals now'],
    [{ code: 'grant-ended' }, 'Not given at 03:21: the grant that it would have extended has ended'],
    [{ code: 'person-left' }, 'Not given at 03:21: Alice is no longer a full member here'],
  ] as const)('because something changed says what: %j', (because, words) => {
    expect(linesOf(card(overtaken(because), 4))[0]).toBe(words);
  });

  test('because the last check said no shows its words, and who had agreed', () => {
    const request = aSettled(
      'overtaken',
      { because: { code: 'refused', text: NOT_ON_CALL } },
      { approvals: [aYes(), aYes(CAROL_MAY)], ...byTwo },
    );
    expect(linesOf(card(request, 4)).slice(1, 3)).toEqual([NOT_ON_CALL, 'Approved by Bob at 03:20 and Carol at 03:20 (2 of 2)']);
    expect(linesOf(direct(request, 4)).slice(1, 6)).toEqual([
      NOT_ON_CALL,
      'Approved by Bob at 03:20 and Carol at 03:20 (2 of 2).',
      'db-prod for 30 min',
      'replica lag',
      'To ask again: /unlock db-prod',
    ]);
  });
});
