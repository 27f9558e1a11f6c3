import { describe, expect, test } from 'vitest';
import {
  judgeOnCallToken,
  judgeRefusedKey,
  judgeTarget,
  noSuchService,
  servicesOf,
  servicesThere,
} from '../../../src/domain/diagnosis/on-call.ts';
import type { OnCallNow } from '../../../src/domain/live-world.ts';
import type { TargetSource } from '../../../src/domain/policy.ts';
import { aPolicy, aResource } from '../../builders/a-policy.ts';

type PagerDutySource = Extract<TargetSource, { provider: 'pagerduty' }>;

const target = (given: Partial<PagerDutySource> = {}): PagerDutySource => ({
  ...{ target: 'db-primary', provider: 'pagerduty', of: { schedule: 'PABC123' }, levels: 1, countPermanent: false },
  ...given,
});
const schedule = { id: 'PABC123', name: 'Primary' };
const policy = { id: 'PXYZ789', name: 'Checkout', levels: 2 };
const entry = (name: string, given: Partial<OnCallNow> = {}): OnCallNow => ({
  ...{ user: { id: `P${name}`, name }, level: 1, isPermanent: false },
  ...given,
});
const judged = (...args: Parameters<typeof judgeTarget>) =>
  judgeTarget(...args).map(({ outcome, says, mend }) => [outcome, says, mend].filter((part) => part !== undefined));

describe('a token that is refused', () => {
  const make = 'ake a key in PagerDuty under Integrations, API Access Keys (tick Read-only), and put it into PAGERDUTY_TOKEN.';

  test.each([
    ['us', "Does your account's address in PagerDuty end in .eu.pagerduty.com? Then set PAGERDUTY_REGION=eu."],
    ['eu', "Does your account's address in PagerDuty end in .pagerduty.com, without .eu? Then set PAGERDUTY_REGION=us."],
  ] as const)('is wrong or of the other region, as long as nobody asked there: %s', (region, mend) => {
    expect(judgeRefusedKey(region, undefined)).toEqual({
      area: 'pagerduty',
      outcome: 'failure',
      says: `PagerDuty (region ${region}) refuses the token: it is wrong or was taken back, or the account is in the other region.`,
      mend: `${mend} Otherwise m${make}`,
    });
  });

  test('and taken in the other region is set to that one', () => {
    expect(judgeRefusedKey('us', 'takes')).toMatchObject({
      outcome: 'failure',
      says: 'PagerDuty (region us) refuses the token, and region eu takes it: the account is there.',
      mend: 'Set PAGERDUTY_REGION=eu.',
    });
    expect(judgeRefusedKey('eu', 'takes')).toMatchObject({ mend: 'Set PAGERDUTY_REGION=us.' });
  });

  test('in both regions is wrong', () => {
    expect(judgeRefusedKey('us', 'refuses')).toMatchObject({
      outcome: 'failure',
      says: 'PagerDuty refuses the token in both regions, us and eu: it is wrong, or was taken back.',
      mend: `M${make}`,
    });
  });
});

test('whether a token is read-only can not be known, which is nothing to mend', () => {
  expect(judgeOnCallToken('eu', true)).toMatchObject([{ outcome: 'ok' }]);
  expect(judgeOnCallToken('eu', false)).toMatchObject([
    { outcome: 'ok', says: 'PagerDuty takes the token (region eu).' },
    { outcome: 'note', says: "PagerDuty doesn't say whether the key is read-only. Nightlatch writes nothing with it." },
  ]);
});

describe('a target', () => {
  test('that is there, with somebody on call', () => {
    expect(judged(target(), schedule, [entry('Alice')])).toEqual([
      ['ok', 'db-primary (schedule Primary): Alice is on call now.'],
    ]);
    expect(judged(target(), schedule, [entry('Alice'), entry('Bob'), entry('Alice')])).toEqual([
      ['ok', 'db-primary (schedule Primary): Alice and Bob are on call now.'],
    ]);
  });

  test('that PagerDuty does not have', () => {
    expect(judged(target(), undefined, [])).toEqual([
      [
        'failure',
        'PagerDuty has no schedule PABC123, which is onCall.db-primary in the policy.',
        "Correct the id: it stands at the end of the page's address in PagerDuty. It may also be another account's.",
      ],
    ]);
    expect(judged(target({ of: { escalationPolicy: 'PXYZ789' } }), undefined, [])[0]?.[1]).toBe(
      'PagerDuty has no escalation policy PXYZ789, which is onCall.db-primary in the policy.',
    );
  });

  test('that is asked in the place of another is told as that', () => {
    const fallback = { ...target(), isFallback: true as const };
    expect(judged(fallback, schedule, [entry('Alice')])[0]?.[1]).toBe(
      "db-primary's fallback (schedule Primary): Alice is on call now.",
    );
    expect(judged(fallback, undefined, [])[0]?.[1]).toBe(
      'PagerDuty has no schedule PABC123, which is onCall.db-primary.fallback in the policy.',
    );
  });

  test('that is a service has the levels of its escalation policy', () => {
    const service = target({ of: { service: 'PSVC123' }, levels: 3 });
    expect(judged(service, { id: 'PSVC123', name: 'Checkout', levels: 2 }, [entry('Alice')])).toEqual([
      [
        'warning',
        'db-primary (service Checkout) has 2 levels, the policy counts 3.',
        'Write levels: 2 under onCall.db-primary, or look whether it is the one that was meant.',
      ],
      ['ok', 'db-primary (service Checkout): Alice is on call now.'],
    ]);
    expect(judged(service, undefined, [])[0]?.[1]).toBe(
      'PagerDuty has no service PSVC123, which is onCall.db-primary in the policy.',
    );
  });

  test('with nobody on call', () => {
    expect(judged(target(), schedule, [])).toEqual([
      [
        'warning',
        'db-primary (schedule Primary): nobody is on call now.',
        'Look at the schedule in PagerDuty. One that stands on no escalation policy counts for nobody: put it on one.',
      ],
    ]);
  });

  test('that stands on a higher level than counts', () => {
    expect(judged(target(), schedule, [entry('Carol', { level: 2 })])).toEqual([
      [
        'warning',
        'db-primary (schedule Primary): whoever is on call now stands on level 2, and only level 1 counts.',
        'If that is meant, nobody can use it; otherwise write levels: 2 under onCall.db-primary.',
      ],
    ]);
  });

  test('of which only permanent entries are left', () => {
    const now = [entry('Alice', { isPermanent: true })];
    expect(judged(target(), schedule, now)).toEqual([
      [
        'warning',
        "db-primary (schedule Primary): only permanent entries are on call now, and they don't count.",
        'Put a schedule on the escalation policy, or write countPermanent: true under onCall.db-primary.',
      ],
    ]);
    expect(judged(target({ countPermanent: true }), schedule, now)[0]?.[0]).toBe('ok');
  });

  test.each([
    [1, []],
    [2, []],
    [
      3,
      [
        [
          'warning',
          'db-primary (escalation policy Checkout) has 2 levels, the policy counts 3.',
          'Write levels: 2 under onCall.db-primary, or look whether it is the one that was meant.',
        ],
      ],
    ],
  ])('%i levels of an escalation policy that has two', (levels, said) => {
    const of = { escalationPolicy: 'PXYZ789' };
    expect(judged(target({ of, levels }), policy, [entry('Alice')]).slice(0, -1)).toEqual(said);
  });
});

describe('services', () => {
  test('are those that resources name, each once; any names none', () => {
    const resources = new Map([
      ['db-prod', aResource({ name: 'db-prod', services: ['PSVC123', 'PPAY456'] })],
      ['db-copy', aResource({ name: 'db-copy', services: ['PSVC123'] })],
      ['flags', aResource({ name: 'flags', services: 'any' })],
    ]);
    expect(servicesOf(aPolicy({ resources }))).toEqual(
      new Map([
        ['PSVC123', ['db-prod', 'db-copy']],
        ['PPAY456', ['db-prod']],
      ]),
    );
  });

  test('that are not there open nothing', () => {
    expect(noSuchService('PSVC999', ['db-prod', 'db-copy'])).toEqual({
      area: 'pagerduty',
      outcome: 'failure',
      says: 'PagerDuty has no service PSVC999, which db-prod and db-copy name: no incident of it ever opens anything.',
      mend: "Correct the id under services: it stands at the end of the page's address in PagerDuty.",
    });
    expect(servicesThere(1).says).toBe('The service that the policy names is there.');
    expect(servicesThere(3).says).toBe('All 3 services that the policy names are there.');
  });
});
