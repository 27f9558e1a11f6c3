import type { Incident } from '../../src/domain/incident.ts';
import type { Member } from '../../src/domain/person.ts';
import type { Directory } from '../../src/ports/directory.ts';
import type { IncidentSource } from '../../src/ports/incident-source.ts';
import type { OnCallSource } from '../../src/ports/on-call-source.ts';
import type { SourceUsers } from '../../src/ports/source-users.ts';

/** What Slack and PagerDuty say. */
export interface Said {
  /** The members of user groups. */
  groups: ReadonlyMap<string, readonly string[]>;
  /** The users on call, whatever is asked about. */
  onCall: readonly string[];
  incident: Incident;
}

/** Sources that answer at once, so that only what is behind them is measured. Everybody is a full member, and links nobody by e-mail. */
export function sourcesThatSay({ groups, onCall, incident }: Said) {
  const directory: Directory = {
    member: async (slackId): Promise<Member> => ({ slackId, displayName: slackId, standing: 'full', timezone: 'Europe/Berlin' }),
    memberByEmail: async () => undefined,
    groupMembers: async (userGroup) => [...(groups.get(userGroup) ?? [])],
  };
  const shifts: OnCallSource = {
    shiftsOn: async ({ target }, start, until) =>
      onCall.map((id) => ({
        target,
        user: { provider: 'pagerduty', id, name: id },
        level: 1,
        start,
        end: until.add({ hours: 12 }),
      })),
  };
  const incidents: IncidentSource = { openIncidents: async () => [incident], incidentById: async () => incident };
  const sourceUsers: SourceUsers = { userByEmail: async () => 'none', emailOf: async () => undefined };
  return { directory, onCall: shifts, incidents, sourceUsers };
}
