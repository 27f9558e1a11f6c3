import { describe, expect, it } from 'vitest';
import { BOB_ON_CALL, explained, facts, free, glass, inIncident, PAGERDUTY_SILENT, quiet } from './explained.ts';

/** Each rule's name and how it stood. */
function standings(...given: Parameters<typeof explained>): [string, string][] {
  return explained(...given).rules.map(({ rule, standing }) => [rule.name, standing]);
}

describe('a rule', () => {
  it('with a false condition is passed over, and the one below decides', () => {
    expect(standings([inIncident, quiet, free], facts())).toEqual([
      ['on call, incident open', 'passed-over'],
      ['on call, quiet', 'decides'],
      ['everyone', 'not-reached'],
    ]);
  });

  it('that can’t be told keeps one below from allowing at once, but not from asking', () => {
    const silent = facts({ incidents: PAGERDUTY_SILENT });
    expect(standings([inIncident, free], silent)).toEqual([
      ['on call, incident open', 'cannot-tell'],
      ['everyone', 'behind-unknown'],
    ]);
    expect(standings([inIncident, free, quiet], silent)).toEqual([
      ['on call, incident open', 'cannot-tell'],
      ['everyone', 'behind-unknown'],
      ['on call, quiet', 'decides'],
    ]);
  });

  it('that is false besides being unknown is passed over', () => {
    expect(standings([inIncident], facts({ shifts: BOB_ON_CALL, incidents: PAGERDUTY_SILENT }))).toEqual([
      ['on call, incident open', 'passed-over'],
    ]);
  });

  it('for broken glass only counts when glass is broken, and its conditions are told all the same', () => {
    const { rules } = explained([inIncident, glass], facts());
    expect(rules[1]).toMatchObject({ standing: 'only-break-glass' });
    expect(rules[1]?.conditions).toContainEqual(expect.objectContaining({ kind: 'member', finding: { truth: 'true' } }));
  });

  it('for broken glass decides when glass is broken, and one that wants a yes gives way to it', () => {
    expect(standings([quiet, free, glass], facts(), { breakGlass: true })).toEqual([
      ['on call, quiet', 'gives-way'],
      ['everyone', 'not-reached'],
      ['break glass', 'decides'],
    ]);
  });

  it('that allows at once comes before broken glass', () => {
    expect(standings([free, glass], facts(), { breakGlass: true })).toEqual([
      ['everyone', 'decides'],
      ['break glass', 'not-reached'],
    ]);
  });

  it('that fits is held back where a reason is missing', () => {
    const wanting = { ...free, reasonRequired: true };
    expect(standings([wanting], facts())).toEqual([['everyone', 'held-back']]);
    expect(standings([wanting], facts(), { reason: 'replica lag' })).toEqual([['everyone', 'decides']]);
  });

  it('isn’t looked at for an incident that isn’t open', () => {
    const lost = explained([inIncident, glass], facts(), { incident: { number: 7 } });
    expect(lost.rules.map(({ standing, conditions }) => [standing, conditions])).toEqual([
      ['not-reached', []],
      ['only-break-glass', []],
    ]);
    expect(lost.decision).toMatchObject({ outcome: 'refuse', because: { code: 'unknown-incident' } });
  });
});
