import type { SourceUser } from '../live-world.ts';
import { type Finding, failure, note, ok } from './finding.ts';

const WRITES = 'The key must be one that may write: made without Read-only.';

/** Whether access records can be noted on incidents' timelines in the name of the user with the address `from`, of those that PagerDuty has. */
export function judgeTimeline(from: string, users: readonly SourceUser[]): Finding[] {
  const user = users.find(({ email }) => email.toLowerCase() === from.toLowerCase());
  if (!user) {
    const says = `PagerDuty has no user ${from}, which is PAGERDUTY_FROM: nothing can be noted on incidents' timelines.`;
    return [failure('pagerduty', says, 'Set it to the address that a user of PagerDuty signs in with, or leave it out.')];
  }
  return [
    ok('pagerduty', `Access records are noted on incidents' timelines as ${user.name}.`),
    note('pagerduty', "PagerDuty doesn't say whether the key may write notes.", WRITES),
  ];
}

/** That nobody is named in whose name a note could be written. */
export function noTimeline(): Finding {
  const says = "Nothing is noted on incidents' timelines: PAGERDUTY_FROM isn't set.";
  return note('pagerduty', says, `To have access records there, set it to the address of a PagerDuty user. ${WRITES}`);
}
