import { explainAccess } from '../../src/domain/explain-access.ts';
import type { Facts } from '../../src/domain/facts.ts';
import type { Rule } from '../../src/domain/policy.ts';
import type { AccessRequest } from '../../src/domain/request.ts';
import { aResource, aRule } from '../builders/a-policy.ts';
import { fromPagerDuty } from '../builders/a-shift.ts';

// 03:17 in Berlin, on the night on which clocks are put forward there.
export const AT = Temporal.Instant.from('2026-03-29T01:17:00Z');
export const READER = { timezone: 'Europe/Berlin', now: AT };
export const minutes = (count: number) => Temporal.Duration.from({ minutes: count });
export const OPEN = { maxAge: Temporal.Duration.from({ hours: 12 }), openedBy: 'others' } as const;
export const LEADS = { by: [{ kind: 'group', group: 'leads' }], count: 1, within: minutes(15) } as const;

export const inIncident = aRule({ name: 'on call, incident open', when: { onCall: ['db-primary'], incident: OPEN } });
export const quiet = aRule({ name: 'on call, quiet', when: { onCall: ['db-primary'] }, approve: LEADS });
export const free = aRule({ name: 'everyone' });
export const member = aRule({ name: 'members', when: { member: ['sre', 'dba'] } });
export const glass = aRule({
  name: 'break glass',
  breakGlass: true,
  when: { member: ['sre'] },
  grant: { default: minutes(15), atMost: minutes(30) },
});

export const PAGERDUTY_SILENT = { known: false, source: 'PagerDuty', fault: 'timeout' } as const;
export const SLACK_SILENT = { known: false, source: 'Slack', fault: 'rate-limited' } as const;
const aShift = (id: string, name: string, end = '2026-03-29T05:00:00Z') => ({
  ...{ target: 'db-primary', user: { provider: 'pagerduty' as const, id, name }, level: 1 },
  ...{ start: AT.subtract({ hours: 2 }), end: Temporal.Instant.from(end) },
});
const ALICE_ON_CALL: Facts['shifts'] = new Map([
  ['db-primary', fromPagerDuty({ known: true, value: [aShift('PALICE1', 'Alice')] })],
]);
export const BOB_ON_CALL: Facts['shifts'] = new Map([
  ['db-primary', fromPagerDuty({ known: true, value: [aShift('PBOB002', 'Bob')] })],
]);
export const NOBODY_ON_CALL: Facts['shifts'] = new Map([['db-primary', fromPagerDuty({ known: true, value: [] })]]);

/** Alice is on call and in sre, and nothing is wrong. */
export function facts(given: Partial<Facts> = {}): Facts {
  return {
    person: 'alice',
    plans: new Map(),
    sourceUser: { known: true, value: 'PALICE1' },
    shifts: ALICE_ON_CALL,
    incidents: { known: true, value: [] },
    members: new Map([
      ['sre', { known: true, value: true }],
      ['dba', { known: true, value: false }],
    ]),
    ...given,
  };
}

/** What would be said to a request for all of db-prod under these rules. */
export function explained(rules: Rule[], given: Facts, asked: Partial<AccessRequest> = {}) {
  const request: AccessRequest = {
    resource: 'db-prod',
    variables: [],
    time: { kind: 'default' },
    breakGlass: false,
    channel: 'C0INC',
    ...asked,
  };
  return explainAccess(request, aResource({ rules }), given, AT);
}
