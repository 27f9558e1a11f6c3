import { describe, expect, test } from 'vitest';
import { denyWindow } from '../../../src/adapters/slack/blocks/deny-window.ts';
import { requestCard } from '../../../src/adapters/slack/blocks/request-cards.ts';
import { requestDetailsWindow } from '../../../src/adapters/slack/blocks/request-details-window.ts';
import { requestDirectMessage, requestWindow } from '../../../src/adapters/slack/blocks/request-window.ts';
import { aGrant, BERLIN, NOW } from './a-grant.ts';
import { aRequest, aYes, CAROL_MAY, shown } from './a-request.ts';
import { buttonsIn, linesOf } from './words-in.ts';

const CARD = '019aa0c0-0000-7000-8000-00000000000c';
const CHANNEL = { id: CARD, timezone: 'Europe/Berlin', canAnswer: true };
const DIRECT = { ...CHANNEL, to: 'U02BOB' };
const minutes = (count: number) => Temporal.Duration.from({ minutes: count });
const byTwo = { terms: { ...aRequest().terms, count: 2 } };
const PAGERDUTY = { source: 'PagerDuty', fault: 'timeout', about: 'on-call' } as const;

const card = (...content: Parameters<typeof shown>) => requestCard(CHANNEL, shown(...content));
const direct = (...content: Parameters<typeof shown>) => requestDirectMessage(CARD, shown(...content), 'Europe/Berlin');
const window = (...content: Parameters<typeof shown>) => requestWindow(shown(...content), 'Europe/Berlin');
const labels = (surface: { blocks: readonly unknown[] }) => buttonsIn(surface).map(({ label }) => label);

describe('a request that waits', () => {
  test('says to approvers who wants what, why, what speaks for it and how many have agreed, and mentions whoever is on call first', () => {
    expect(linesOf(card(aRequest()))).toEqual([
      'Alice wants db-prod for 30 min:',
      'replica lag',
      'INC-42 · on call for db-primary until 07:00 · 0 of 1 · answer by 03:32',
      'Asked: @U02BOB (on call), @U03CAROL',
      '[Approve][Deny][Approve for 15m][Details]',
      'Account: @U01ALICE · Times: Europe/Berlin',
    ]);
  });

  test('rings with the same in short, their words last', () => {
    expect(card(aRequest()).text).toBe(
      'Alice wants db-prod for 30 min · INC-42 · on call for db-primary until 07:00 · 0 of 1: “replica lag”',
    );
  });

  test('carries the request in every button and the card in their row', () => {
    const message = card(aRequest());
    expect(buttonsIn(message).map(({ action, value }) => [action, value])).toEqual(
      ['approve', 'deny', 'approve_15m', 'details'].map((action) => [action, aRequest().id]),
    );
    expect(message.blocks.find(({ type }) => type === 'actions')?.block_id).toBe(`card:${CARD}`);
  });

  test('is told to an approver directly without mentioning them', () => {
    expect(linesOf(requestCard(DIRECT, shown(aRequest()))).slice(3)).toEqual([
      'Also asked: @U03CAROL',
      '[Approve][Deny][Approve for 15m][Details]',
      'Account: @U01ALICE',
    ]);
  });

  test.each([
    [15, ['Approve', 'Deny', 'Details']],
    [16, ['Approve', 'Deny', 'Approve for 15m', 'Details']],
  ])('for %i minutes offers %j', (length, offered) => {
    const offer = { ...aRequest().offer, length: minutes(length) };
    expect(labels(card(aRequest({ offer })))).toEqual(offered);
  });

  test('has no buttons where it is only to be read', () => {
    expect(buttonsIn(requestCard({ ...CHANNEL, canAnswer: false }, shown(aRequest())))).toEqual([]);
  });

  test('behind broken glass looks it, and says who is not on call', () => {
    const evidence = { askedAt: NOW, onCall: [{ provider: 'PagerDuty', target: 'db-primary', answer: 'no' as const }] };
    const asked = { ...aRequest().asked, breakGlass: true };
    const message = card(aRequest({ asked, evidence }));
    expect(linesOf(message).slice(0, 3)).toEqual([
      '🚨 Break glass: Alice wants db-prod for 30 min:',
      'replica lag',
      'INC-42 · not on call for db-primary · 0 of 1 · answer by 03:32',
    ]);
    expect(message.text).toMatch(/^🚨 Break glass: Alice wants db-prod/);
  });

  test.each([
    ['as much as its rule gives', { kind: 'longer', than: NOW.add({ minutes: 4 }) }, 'Alice wants 30 min more of db-prod:'],
    ['a time they named', { kind: 'until', at: NOW.add({ minutes: 34 }) }, 'Alice wants db-prod longer, until 03:51:'],
  ] as const)('to last longer by %s says so, and cannot be cut short', (_, time, headline) => {
    const extending = {
      extends: aGrant().id,
      asked: { ...aRequest().asked, time },
      offer: { ...aRequest().offer, length: minutes(34) },
    };
    const message = card(aRequest(extending));
    expect(linesOf(message)[0]).toBe(headline);
    expect(labels(message)).toEqual(['Approve', 'Deny', 'Details']);
  });

  test.each([
    ['as it wished', { kind: 'for', duration: minutes(60) }, 60, 'db-prod for 1 h'],
    ['half a minute less', { kind: 'for', duration: minutes(60) }, 59.5, 'db-prod for 1 h'],
    ['less than was asked for', { kind: 'for', duration: minutes(120) }, 60, 'db-prod for 1 h, the most this rule gives'],
    [
      'an end before the one that was asked for',
      { kind: 'until', at: NOW.add({ hours: 3 }) },
      60,
      'db-prod for 1 h, the most this rule gives',
    ],
    ['an end before that of the shift', { kind: 'until-shift-end' }, 60, 'db-prod for 1 h, the most this rule gives'],
    ['the end of the shift', { kind: 'for', duration: minutes(240) }, 223, 'db-prod for 3 h 43 min, until the shift ends'],
    ['the end of the shift, as was asked', { kind: 'until-shift-end' }, 223, 'db-prod for 3 h 43 min'],
  ] as const)('that would get %s says so, in card and window', (_, time, length, words) => {
    const offer = { ...aRequest().offer, length: Temporal.Duration.from({ seconds: length * 60 }) };
    const request = aRequest({ asked: { ...aRequest().asked, time }, offer });
    expect(linesOf(card(request))[0]).toBe(`Alice wants ${words}:`);
    expect(linesOf(window(request))[1]).toBe(`${words} · 0 of 1 has agreed · answer by 03:32`);
  });

  test('for some variables only names them', () => {
    const asked = { ...aRequest().asked, variables: ['PGPASSWORD'] };
    const message = card(aRequest({ asked, offer: { ...aRequest().offer, variables: ['PGPASSWORD'] } }));
    expect(linesOf(message)[2]).toMatch(/^PGPASSWORD · INC-42 · /);
  });

  test("says above the buttons what couldn't be checked", () => {
    const unchecked = [PAGERDUTY, { ...PAGERDUTY, about: 'incident' as const }];
    expect(linesOf(card(aRequest({ unchecked })))[3]).toBe(
      "Couldn't be checked: who is on call and which incidents are open (PagerDuty).",
    );
  });

  test('without a reason shows the title of its incident, set apart like a reason', () => {
    const { reason: _, ...asked } = aRequest().asked;
    expect(linesOf(card(aRequest({ asked })))[1]).toBe('Replica lag on db-primary');
  });

  test('after one yes of two says whose and for how long at most, and asks the others still', () => {
    const message = card(aRequest({ ...byTwo, approvals: [aYes(undefined, { atMost: minutes(15) })] }), 4);
    expect(linesOf(message).slice(2, 5)).toEqual([
      'INC-42 · on call for db-primary until 07:00 · 1 of 2 · answer by 03:32',
      'Approved by Bob at 03:20, for 15 min at most (1 of 2)',
      'Asked: @U03CAROL',
    ]);
  });

  test('tells whoever has approved that they did, and offers them no second yes', () => {
    const one = requestCard(DIRECT, shown(aRequest({ ...byTwo, approvals: [aYes()] }), 4));
    expect(linesOf(one).slice(3)).toEqual([
      'You approved at 03:20.',
      'Also asked: @U03CAROL',
      '[Deny][Details]',
      'Account: @U01ALICE',
    ]);
    const terms = { ...aRequest().terms, count: 3 };
    const two = requestCard(DIRECT, shown(aRequest({ terms, approvals: [aYes(), aYes(CAROL_MAY)] }), 4));
    expect(linesOf(two).slice(3, 5)).toEqual(['You approved at 03:20.', 'Approved by Bob at 03:20 and Carol at 03:20 (2 of 3)']);
    const others = requestCard(DIRECT, shown(aRequest({ ...byTwo, approvals: [aYes(CAROL_MAY)] }), 4));
    expect(labels(others)).toContain('Approve');
  });

  test.each([
    [undefined, 'Approved by Bob at 03:20. Checking once more…'],
    [{ kind: 'source', unanswered: PAGERDUTY }, 'Approved by Bob at 03:20. Waiting for PagerDuty, tried again until 03:32.'],
    [
      { kind: 'old-end', at: NOW.add({ minutes: 6 }) },
      'Approved by Bob at 03:20. It begins at 03:23, when the present grant ends.',
    ],
  ] as const)('that all have agreed to says what it waits for, and needs no more yes', (waitsFor, words) => {
    const request = aRequest({ approvals: [aYes()], ...(waitsFor && { waitsFor }) });
    expect(linesOf(card(request, 4))[3]).toBe(words);
    expect(labels(card(request, 4))).toEqual(['Deny', 'Details']);
    expect(linesOf(window(request, 4))[0]).toBe(words);
    expect(labels(window(request, 4))).toEqual(['Withdraw']);
    expect(direct(request, 4).text).toBe(`db-prod: ${words}`);
  });

  test('reminds with how long is left, and keeps its buttons', () => {
    const message = requestCard({ ...CHANNEL, aspect: 'reminder' }, shown(aRequest(), 8));
    expect(message.text).toMatch(/^Alice still waits for db-prod \(7 min left\)/);
    expect(linesOf(message)[0]).toBe('Alice still waits for db-prod (7 min left):');
    expect(labels(message)).toEqual(['Approve', 'Deny', 'Approve for 15m', 'Details']);
  });

  test('tells its requester whom it asked and until when, and that the window may be closed', () => {
    expect(linesOf(window(aRequest())).slice(0, 4)).toEqual([
      "Asked Bob and Carol. You can close this window; I'll write to you.",
      'db-prod for 30 min · 0 of 1 has agreed · answer by 03:32',
      '[Nudge][Withdraw]',
      'replica lag',
    ]);
    expect(linesOf(direct(aRequest())).slice(0, 3)).toEqual([
      "Asked Bob and Carol. I'll write to you when they have answered.",
      'db-prod for 30 min · 0 of 1 has agreed · answer by 03:32',
      '[Nudge][Withdraw]',
    ]);
  });

  test('that one of several incidents might have spared is told so to its requester, in window and message', () => {
    const open = [44, 45].map((number) => ({ number, title: 'Lag' }));
    const one = aRequest({ evidence: { ...aRequest().evidence, severalOpen: open } });
    const said = 'INC-44 and INC-45 are open. Naming one may need nobody: /unlock db-prod in INC-44';
    expect(linesOf(window(one))).toContain(said);
    expect(linesOf(direct(one))).toContain(said);
    expect(linesOf(card(one))).not.toContain(said);
    expect(linesOf(window({ ...one, approvals: [aYes()] }))).not.toContain(said);
    expect(linesOf(window({ ...one, extends: aGrant().id }))).not.toContain(said);
  });

  test('asked for twice, or nudged too soon, says that above the rest', () => {
    const first = (happened: 'already-asked' | 'too-soon', after = 0) =>
      linesOf(requestWindow(shown(aRequest(), after), 'Europe/Berlin', happened))[0];
    expect(first('already-asked')).toBe(
      'You asked for this already. Nothing changed. Withdraw it first to change the time or reason.',
    );
    expect(first('too-soon')).toBe('They were asked only just now. Nudge works once in five minutes.');
    expect(first('already-asked', 15)).toBe('Expired at 03:32: nobody answered.');
  });

  test('that was nudged says when', () => {
    expect(linesOf(window(aRequest({ nudgedAt: NOW.add({ minutes: 5 }) }), 6))).toContain('Asked again at 03:22.');
  });

  test('whose card has no channel to stand in says who was written to', () => {
    const surface = window(aRequest(), 0, { notPostedIn: ['C0APPR'] });
    expect(linesOf(surface)[2]).toBe("I couldn't post in <#C0APPR>. I wrote to Bob directly. If nobody answers, call them.");
    expect(JSON.stringify(surface.blocks)).toContain('"channel_id":"C0APPR"');
  });
});

test('the details name rule, evidence, who may approve, variables and what could not be checked, on the reader’s clock', () => {
  const content = shown(aRequest({ unchecked: [PAGERDUTY] }));
  expect(linesOf(requestDetailsWindow(content, 'America/New_York'))).toEqual([
    'Alice wants db-prod for 30 min',
    'replica lag',
    'State: 0 of 1 has agreed · answer by 21:32',
    'Variables: DATABASE_URL and PGPASSWORD',
    'Rule: “on call, quiet”, policy aaaaaaaaaaaa',
    'On call: Alice for db-primary until Sun 22 Nov 01:00 (PagerDuty), asked at 21:17',
    'Incident: INC-42 Replica lag on db-primary · Checkout · high · opened by a monitor at 21:17',
    'May approve: Bob (on call), Carol · 1 of them, within 15 min',
    'Asked by: Alice at 21:17',
    'Account: @U01ALICE',
    "Couldn't be checked: who is on call (PagerDuty).",
    'Times are on your clock (America/New_York).',
  ]);
});

test('the form of Deny says what it denies, asks why, and carries the request', () => {
  const form = denyWindow(aRequest(), BERLIN);
  expect([form.callback_id, form.private_metadata, form.submit?.text, form.close?.text]).toEqual([
    'deny_submit',
    aRequest().id,
    'Deny',
    'Cancel',
  ]);
  expect(form.blocks[1]).toMatchObject({ type: 'input', optional: true, element: { type: 'plain_text_input', max_length: 300 } });
  expect(linesOf(form)[0]).toBe('Alice wants db-prod for 30 min');
});
