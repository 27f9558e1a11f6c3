import { describe, expect, it } from 'vitest';
import type { Shortfall } from '../../src/domain/condition.ts';
import type { CommandMistake, Refusal } from '../../src/domain/decision.ts';
import { sayRefusal } from '../../src/domain/say-refusal.ts';

const reader = { timezone: 'Europe/Berlin', now: Temporal.Instant.from('2026-11-22T03:17:00Z') };
const at7 = Temporal.Instant.from('2026-11-22T06:00:00Z');
const at9 = Temporal.Instant.from('2026-11-22T08:00:00Z');

const said = (refusal: Refusal) => sayRefusal(refusal, reader);
const notAllowed = (...shortfalls: [string, Shortfall][]): Refusal => ({
  code: 'not-allowed',
  resource: 'db-prod',
  shortfalls: shortfalls.map(([rule, because]) => ({ rule, because })),
});

const notOnCall = (...onCall: { name: string; until?: Temporal.Instant }[]): Shortfall => ({
  kind: 'not-on-call',
  targets: ['db-primary'],
  onCall,
});
const bobIs = notOnCall({ name: 'Bob', until: at7 });
const noIncident: Shortfall = { kind: 'no-open-incident' };
const notMember: Shortfall = { kind: 'not-a-member', groups: ['sre', 'security'] };
const several: Shortfall = {
  kind: 'several-open-incidents',
  open: [
    { number: 42, title: 'Replica lag' },
    { number: 43, title: 'Checkout slow' },
  ],
};

describe('a refusal in words', () => {
  it.each([
    [notAllowed(['a', bobIs]), "You're not on call for db-primary. Bob is, until 07:00."],
    [notAllowed(['a', notOnCall({ name: 'Bob' })]), "You're not on call for db-primary. Bob is."],
    [notAllowed(['a', notOnCall()]), "You're not on call for db-primary. Nobody is."],
    [
      notAllowed(['a', notOnCall({ name: 'Bob', until: at7 }, { name: 'Carol', until: at9 })]),
      "You're not on call for db-primary. Bob (until 07:00) and Carol (until 09:00) are.",
    ],
    [
      notAllowed(['a', { kind: 'not-linked', provider: 'PagerDuty' }]),
      "I don't know your PagerDuty user, so I can't see your shifts.",
    ],
    [notAllowed(['a', notMember]), "You're not in sre or security."],
    [notAllowed(['a', noIncident]), 'db-prod needs an open incident, and there is none.'],
    [notAllowed(['a', several]), 'Which incident? Open are INC-42 Replica lag and INC-43 Checkout slow.'],
    [notAllowed(['a', { kind: 'variable-not-given', variable: 'PGPASSWORD' }]), 'No rule that fits you gives PGPASSWORD.'],
    [
      notAllowed(['a', { kind: 'incident-too-old', number: 42, maxAge: Temporal.Duration.from({ hours: 12 }) }]),
      'INC-42 is over 12 h old.',
    ],
    [
      notAllowed(['a', { kind: 'incident-opened-by-caller', number: 42 }]),
      "You opened INC-42 yourself, so it doesn't count for you.",
    ],
    [notAllowed(), 'No rule opens db-prod for you.'],
    [
      { code: 'cannot-tell', resource: 'db-prod', unanswered: { source: 'PagerDuty', fault: 'timeout', about: 'on-call' } },
      "PagerDuty didn't answer, so I can't tell whether you're on call.",
    ],
    [
      { code: 'cannot-tell', resource: 'db-prod', unanswered: { source: 'Slack', fault: 'network', about: 'membership' } },
      "Slack didn't answer, so I can't tell whether you're in the group.",
    ],
    [
      { code: 'cannot-tell', resource: 'db-prod', unanswered: { source: 'PagerDuty', fault: 'auth', about: 'incident' } },
      "PagerDuty didn't accept my token, so I can't tell whether an incident is open.",
    ],
    [{ code: 'reason-required', resource: 'db-prod' }, 'db-prod needs a reason.'],
    [{ code: 'unknown-resource', word: 'db-prd', nearest: ['db-prod'] }, "There's no resource “db-prd”."],
    [
      { code: 'unknown-variable', word: 'PGPASWORD', resource: 'db-prod', nearest: ['PGPASSWORD'] },
      'db-prod has no variable PGPASWORD.',
    ],
    [
      { code: 'unknown-incident', resource: 'db-prod', name: 'INC-9', open: [{ number: 42, title: 'Lag' }] },
      "INC-9 isn't an open incident of db-prod.",
    ],
    [
      { code: 'not-understood', mistakes: [{ kind: 'bad-duration', word: '900h', why: 'too-long' }] },
      '“900h” is over the limit of 24h.',
    ],
    [
      {
        code: 'not-understood',
        mistakes: [
          { kind: 'bad-duration', word: 'banana', why: 'not-a-duration' },
          { kind: 'bad-time', word: 'noon' },
        ],
      },
      "“banana” isn't a duration: write 30m, 2h or 1h30m. “noon” isn't a time: write 07:30 or shift-end.",
    ],
    [{ code: 'not-understood', mistakes: [{ kind: 'said-twice', word: 'break-glass' }] }, '“break-glass” once is enough.'],
    [{ code: 'no-break-glass', resource: 'db-prod' }, "db-prod can't be opened by break-glass: none of its rules has it."],
    [
      { code: 'review-overdue', resource: 'db-prod', of: 'ledger-db', since: at7.subtract({ hours: 24 }), reviewers: ['carol'] },
      'Nobody has reviewed your use of ledger-db yet. That was due on Sat 21 Nov, 07:00.',
    ],
    [
      { code: 'too-few-approvers', resource: 'db-prod', count: 2, found: ['Bob'] },
      'db-prod needs a yes from 2 others, and only Bob can give one.',
    ],
    [
      { code: 'too-few-approvers', resource: 'db-prod', count: 1, found: [] },
      'db-prod needs a yes from somebody else, and nobody can give one.',
    ],
    [
      { code: 'approvers-unknown', resource: 'db-prod', unanswered: { source: 'Slack', fault: 'timeout', about: 'approvers' } },
      "Slack didn't answer, so I can't tell who may approve.",
    ],
    [
      {
        code: 'at-its-longest',
        resource: 'db-prod',
        atMost: Temporal.Duration.from({ hours: 1 }),
        since: Temporal.Instant.from('2026-11-22T02:17:00Z'),
      },
      'You have had db-prod since 03:17. 1 h is the most.',
    ],
    [{ code: 'outsider' }, 'This works only for full members of this workspace.'],
    [{ code: 'no-policy' }, "There's no policy in force, so nothing can be unlocked."],
    [{ code: 'too-many-requests', perMinute: 10 }, "That's more than 10 requests in a minute."],
    [{ code: 'too-many-grants', limit: 5 }, 'You hold 5 grants already, which is the most.'],
  ] satisfies [Refusal, string][])('%j', (refusal, text) => {
    expect(said(refusal).text).toBe(text);
  });

  it('always says what to do next, but to outsiders nothing at all', () => {
    expect(said({ code: 'outsider' })).not.toHaveProperty('help');
    expect(said(notAllowed(['a', bobIs])).help).toBe('Ask Bob, or try again when your shift has begun.');
    expect(said(notAllowed(['a', several])).help).toBe('Name one: /unlock db-prod in INC-42');
    expect(said({ code: 'unknown-resource', word: 'db-prd', nearest: ['db-prod'] }).help).toBe('Did you mean db-prod?');
    expect(
      said({ code: 'unknown-incident', resource: 'db-prod', name: 'INC-9', open: [{ number: 42, title: 'Lag' }] }).help,
    ).toBe('Open is INC-42 Lag.');
    expect(said({ code: 'no-break-glass', resource: 'db-prod' }).help).toBe('Try the normal way: /unlock db-prod');
    expect(
      said({ code: 'review-overdue', resource: 'db-prod', of: 'db-prod', since: at7, reviewers: ['carol', 'dave'] }).help,
    ).toBe('Ask carol or dave to press Mark reviewed in the audit channel, then try again.');
    expect(said({ code: 'too-few-approvers', resource: 'db-prod', count: 2, found: [] }).help).toBe(
      'Wake an owner: the policy needs more approvers.',
    );
    expect(said({ code: 'unknown-resource', word: 'database', nearest: [] }).help).toBe('/unlock alone lists what there is.');
  });

  it.each([
    [{ kind: 'bad-time', word: '25:99' }, '/unlock db-prod until 07:30'],
    [{ kind: 'bad-duration', word: '99999h', why: 'too-long' }, '/unlock db-prod for 30m because replica lag'],
    [{ kind: 'bad-incident', word: 'x' }, '/unlock db-prod in INC-42'],
    [{ kind: 'missing-after', word: 'until' }, '/unlock db-prod until 07:30'],
    [{ kind: 'missing-after', word: 'because' }, '/unlock db-prod for 30m because replica lag'],
    [{ kind: 'missing-after', word: 'history' }, '/grants history 7d'],
    [{ kind: 'said-twice', word: 'in' }, '/unlock db-prod in INC-42'],
    [{ kind: 'said-twice', word: 'db-replica' }, '/grants db-prod'],
    [{ kind: 'bad-history', word: '7' }, '/grants history 7d'],
    [{ kind: 'bad-person', word: '@bob' }, '/grants @someone'],
    [{ kind: 'said-twice', word: 'break-glass' }, '/unlock db-prod break-glass because replica lag'],
    [{ kind: 'said-twice', word: 'exposed' }, '/grants exposed'],
  ] satisfies [CommandMistake, string][])('to %j gives an example that has it right', (mistake, example) => {
    expect(said({ code: 'not-understood', mistakes: [mistake] }).help).toBe(`For example: ${example}`);
  });

  it.each([
    ['timeout', 'Try again. If it stays away, wake an owner.'],
    ['shape', 'Try again. If it goes on, wake an owner.'],
    ['rate-limited', 'Try again in a minute. If it goes on, wake an owner.'],
    ['auth', 'Wake an owner: Nightlatch needs a valid token for PagerDuty.'],
  ] as const)('because of a source (%s) says whom to wake', (fault, help) => {
    const unanswered = { source: 'PagerDuty', fault, about: 'on-call' } as const;
    expect(said({ code: 'cannot-tell', resource: 'db-prod', unanswered }).help).toBe(help);
  });

  it('for asking too often says from when on, if that is known', () => {
    const opensAt = Temporal.Instant.from('2026-11-22T03:18:29.4Z');
    expect(said({ code: 'too-many-requests', perMinute: 10, opensAt }).help).toBe('Try again from 04:18:30.');
    expect(said({ code: 'too-many-requests', perMinute: 10 }).help).toBe('Try again in a minute.');
  });
});

describe('with several rules', () => {
  it('the one with the fewest shortfalls is said', () => {
    expect(
      said(notAllowed(['on call, incident open', bobIs], ['on call, incident open', noIncident], ['members', notMember])).text,
    ).toBe("You're not in sre or security.");
  });

  it('of equal ones the one that is easiest to mend is said', () => {
    expect(said(notAllowed(['members', notMember], ['quiet', bobIs])).text).toBe(
      "You're not on call for db-primary. Bob is, until 07:00.",
    );
    expect(said(notAllowed(['quiet', bobIs], ['incident', several])).text).toContain('Which incident?');
  });

  it('of one rule its hardest shortfall is said', () => {
    expect(said(notAllowed(['on call, incident open', noIncident], ['on call, incident open', bobIs])).text).toContain(
      'not on call',
    );
  });
});
