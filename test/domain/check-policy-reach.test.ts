import { describe, expect, it } from 'vitest';
import type { Rule } from '../../src/domain/policy.ts';
import { aRule } from '../builders/a-policy.ts';
import { asking, foundIn, foundWith, GLASS } from './a-checked-policy.ts';

const hours = (count: number) => Temporal.Duration.from({ hours: count });
const open = (maxAge: number, openedBy: 'others' | 'anyone' = 'others') => ({ incident: { maxAge: hours(maxAge), openedBy } });
const a = (given: Partial<Rule>) => aRule({ name: 'a', ...given });
const b = (given: Partial<Rule>) => aRule({ name: 'b', ...given });
const c = (given: Partial<Rule>) => aRule({ name: 'c', ...given });

const NEVER = 'warning rule db-prod b: is never reached: “a” above holds whenever this one does';
const MOVE = ' | Move it up, or take it out.';

describe('a rule is never reached below one that holds whenever it does', () => {
  it.each<[string, Rule, Rule]>([
    ['with the same conditions', a({ when: { onCall: ['one'] } }), b({ when: { onCall: ['one'] } })],
    ['for more targets', a({ when: { onCall: ['one', 'two'] } }), b({ when: { onCall: ['two'] } })],
    ['with fewer conditions', a({ when: { onCall: ['one'] } }), b({ when: { onCall: ['one'], ...open(4), member: ['sre'] } })],
    ['for older incidents', a({ when: open(12) }), b({ when: open(12) })],
    ['for older incidents, whoever opened them', a({ when: open(12, 'anyone') }), b({ when: open(4) })],
    ['for one of Slack’s groups more', a({ when: { member: ['sre', 'leads'] } }), b({ when: { member: ['leads'] } })],
    ['for a group with all of its people', a({ when: { member: ['sre'] } }), b({ when: { member: ['db'] } })],
    ['for groups with all of its people', a({ when: { member: ['db', 'sre'] } }), b({ when: { member: ['sre', 'db'] } })],
    ['for more variables', a({ when: { onCall: ['one'] } }), b({ when: { onCall: ['one'] }, variables: ['PGPASSWORD'] })],
    [
      'with the same yes',
      a({ when: { onCall: ['one'] }, approve: asking(1) }),
      b({ when: { onCall: ['one'] }, approve: asking(1) }),
    ],
    ['that asks', a({ when: { onCall: ['one'] }, approve: asking(1) }), b({ when: { onCall: ['one'] } })],
  ])('%s', (_, above, below) => {
    expect(foundIn([above, below])).toEqual([`${NEVER}${MOVE}`]);
  });

  it('and it is said what is lost', () => {
    const when = { onCall: ['one'] };
    expect(foundIn([a({ when }), b({ when, approve: asking(1) })])).toEqual([`${NEVER}, and opens without anybody's yes${MOVE}`]);
    expect(foundIn([a({ when, approve: asking(1) }), b({ when, approve: asking(2) })])).toEqual([
      `${NEVER}, and asks for 1 where this one asks for 2${MOVE}`,
    ]);
  });

  it('or below several of which one always does', () => {
    const either = 'is never reached: “a” or “b” above holds whenever this one does';
    const rules = [a({ when: { onCall: ['one'] } }), b({ when: { onCall: ['two'] } }), c({ when: { onCall: ['one', 'two'] } })];
    expect(foundIn(rules)).toEqual([`warning rule db-prod c: ${either}${MOVE}`]);
    const groups = new Map([
      ['sre', { name: 'sre', kind: 'people' as const, members: ['alice', 'bob'] }],
      ['db', { name: 'db', kind: 'people' as const, members: ['alice'] }],
      ['ops', { name: 'ops', kind: 'people' as const, members: ['bob'] }],
    ]);
    const byPeople = [a({ when: { member: ['db'] } }), b({ when: { member: ['ops'] } }), c({ when: { member: ['sre'] } })];
    expect(foundIn(byPeople, { groups })).toEqual([`warning rule db-prod c: ${either}${MOVE}`]);
  });
});

describe('a rule is reached below one', () => {
  it.each<[string, Rule, Rule]>([
    ['for another target', a({ when: { onCall: ['one'] } }), b({ when: { onCall: ['two'] } })],
    ['for one of its targets', a({ when: { onCall: ['one'] } }), b({ when: { onCall: ['one', 'two'] } })],
    ['with more conditions', a({ when: { onCall: ['one'], ...open(4) } }), b({ when: { onCall: ['one'] } })],
    ['for younger incidents', a({ when: open(4) }), b({ when: open(12) })],
    ['for incidents of others', a({ when: open(12) }), b({ when: open(4, 'anyone') })],
    ['for a group without some of its people', a({ when: { member: ['db'] } }), b({ when: { member: ['sre'] } })],
    ['for a group of Slack, whose people are not known', a({ when: { member: ['leads'] } }), b({ when: { member: ['sre'] } })],
    ['for fewer variables', a({ when: { onCall: ['one'] }, variables: ['PGPASSWORD'] }), b({ when: { onCall: ['one'] } })],
  ])('%s', (_, above, below) => {
    expect(foundIn([above, below])).toEqual([]);
  });

  it('that opens at once while a rule above them may be unknown, and then it asks', () => {
    const rules = [
      c({ when: { onCall: ['two'] }, variables: ['PGPASSWORD'] }),
      a({ when: { onCall: ['one'] } }),
      b({ when: { onCall: ['one'] }, approve: asking(1) }),
    ];
    expect(foundIn(rules)).toEqual([
      "note rule db-prod b: decides only where a source doesn't answer for the rules above: “a” above holds whenever this one does",
    ]);
    expect(foundIn(rules.slice(1))).toHaveLength(1);
    expect(foundIn([c({ when: { member: ['db'] } }), ...rules.slice(1)])).toEqual([
      `${NEVER}, and opens without anybody's yes${MOVE}`,
    ]);
  });
});

describe('a rule for anyone', () => {
  it('makes all below it pointless, which is said of it', () => {
    const rules = [a({ when: {} }), b({ when: { onCall: ['one'] } }), c({ when: { member: ['sre'] }, approve: asking(1) })];
    expect(foundWith({ rules })).toEqual([
      'warning rule db-prod a: holds for anyone at any time, so “b” and “c” below are pointless | Give it conditions, or move it to the end.',
      'note resource db-prod rules: none of them may be used to break the glass',
    ]);
    expect(foundWith({ rules: [...rules, GLASS] })[0]).toContain('so “b”, “c” and “glass” below are pointless');
  });

  it('may stand at the end', () => {
    expect(foundIn([b({ when: { onCall: ['one'] } }), a({ when: {}, approve: asking(1) })])).toEqual([]);
  });
});

describe('broken glass', () => {
  const glass = (given: Partial<Rule>) => ({ ...GLASS, ...given });

  it('is weighed apart: a rule that asks, or may be unknown, hides none', () => {
    expect(foundWith({ rules: [a({ when: { member: ['guild'] }, approve: asking(1) }), GLASS] })).toEqual([]);
    expect(foundWith({ rules: [c({ when: { onCall: ['one'] } }), a({ when: { member: ['guild'] } }), GLASS] })).toEqual([]);
    expect(foundWith({ rules: [GLASS, b({ when: { member: ['guild'] }, variables: ['PGPASSWORD'] })] })).toEqual([]);
  });

  it('is pointless where a normal rule opens at once whenever it would', () => {
    const hidden =
      'warning rule db-prod glass: is never reached: “a” opens at once whenever it would, without breaking the glass | Take it out, or narrow what opens at once.';
    expect(foundWith({ rules: [a({ when: { member: ['guild'] } }), GLASS] })).toEqual([hidden]);
    expect(foundWith({ rules: [glass({ approve: asking(1) }), a({ when: { member: ['guild'] } })] })).toEqual([hidden]);
  });

  it('is pointless below what asks others only, as far as their groups are listed here', () => {
    const rules = (...others: string[]) => [
      c({ when: { member: others }, approve: asking(1, [{ kind: 'person', person: 'bob' }]) }),
      a({ when: { member: ['sec'] } }),
      glass({ when: { member: ['sec'] }, review: { by: ['alice'], within: hours(24) } }),
    ];
    expect(foundWith({ rules: rules('db') })).toHaveLength(1);
    expect(foundWith({ rules: rules('db', 'leads') })).toEqual([]);
  });

  it('hides other rules of its kind only', () => {
    const rules = [a({ when: { onCall: ['one'] } }), GLASS, { ...GLASS, name: 'again' }, b({ when: { member: ['leads'] } })];
    expect(foundWith({ rules })).toEqual([
      `warning rule db-prod again: is never reached: “glass” above holds whenever this one does${MOVE}`,
    ]);
  });
});
