import { expect, it } from 'vitest';
import type { ApprovalTerms } from '../../src/domain/policy.ts';
import { sameTerms } from '../../src/domain/same-terms.ts';

const minutes = (count: number) => Temporal.Duration.from({ minutes: count });
const terms: ApprovalTerms = {
  by: [
    { kind: 'group', group: 'leads' },
    { kind: 'person', person: 'carol' },
    { kind: 'on-call', target: 'db-second' },
  ],
  count: 2,
  within: minutes(15),
};

it('terms are the same in another order and with another time to answer', () => {
  expect(sameTerms(terms, { ...terms, by: terms.by.toReversed(), within: minutes(5) })).toBe(true);
});

it.each<[string, Partial<ApprovalTerms>]>([
  ['more people', { count: 3 }],
  ['fewer people', { count: 1 }],
  ['one of them less', { by: terms.by.slice(1) }],
  ['one of them more', { by: [...terms.by, { kind: 'person', person: 'bob' }] }],
  [
    'a group in place of the person of that name',
    { by: [...terms.by.slice(0, 1), { kind: 'group', group: 'carol' }, ...terms.by.slice(2)] },
  ],
])('terms that want %s are others', (_what, given) => {
  expect(sameTerms(terms, { ...terms, ...given })).toBe(false);
});
