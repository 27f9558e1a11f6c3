import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';

const INCIDENT_SERVICE = 'PSVC123';
const SHIFT = { hours: 20 };

/** Whoever of them agrees to a request: a user group of the sandbox. */
const LEADS = { id: 'S0LEADS', handles: ['bob', 'carol'] };

/** A person alone on call for two resources of their own. */
export interface Team {
  slackId: string;
  /** Granted to them at once while the sandbox's incident is open. */
  resource: string;
  /** Granted once `lead` agreed; its requests are posted to `channel`, where nothing else is. */
  asking: { resource: string; channel: string; lead: string };
}

/** What the values of every team's variables are sealed under, and what they hold: made up, and looked for in windows. */
export const SEALED: Readonly<Record<string, string>> = {
  'team/url': 'postgresql://oncall@db.internal:5432/shop',
  'team/password': 'only-a-bench-password',
};

const VARIABLES = `    variables:
      DATABASE_URL: { sealed: team/url }
      PGPASSWORD: { sealed: team/password }
`;

/** So many teams, in Slack and in PagerDuty. */
export function addTeams(sandbox: Sandbox, count: number): Team[] {
  const now = sandbox.clock.now();
  return Array.from({ length: count }, (_, nth) => {
    const no = String(nth + 1).padStart(2, '0');
    const ids = { user: `PTEAM${no}`, schedule: `PSCHED${no}`, policy: `PPOLICY${no}` };
    const asking = {
      ...{ resource: `asking-${no}`, channel: addApprovals(sandbox, no) },
      lead: LEADS.handles[nth % LEADS.handles.length] as string,
    };
    const resource = `team-${no}`;
    const slackId = addPerson(sandbox, `U1TEAM${no}`, resource);
    const { state } = sandbox.pagerDuty;
    const person = { id: ids.user, name: resource, email: `${resource}@example.com`, timezone: 'Europe/Berlin' };
    state.users.set(ids.user, { ...person, invitationSent: false });
    const shift = { user: ids.user, start: now.subtract({ hours: 1 }), end: now.add(SHIFT) };
    state.addSchedule({ id: ids.schedule, name: resource, timezone: 'Europe/Berlin', shifts: [shift] });
    state.policies.set(ids.policy, { id: ids.policy, name: resource, levels: [[{ type: 'schedule', id: ids.schedule }]] });
    return { slackId, resource, asking };
  });
}

function addApprovals({ slack: { workspace } }: Sandbox, no: string): string {
  const id = `C1APPR${no}`;
  const members = [...LEADS.handles.map((handle) => workspace.person(handle).id), workspace.botUserId];
  workspace.addChannel({ id, name: `approvals-${no}`, kind: 'private', members });
  return id;
}

/** Full members whom no policy names, for crowds that ask; their Slack ids. */
export function addCrowd(sandbox: Sandbox, count: number, called = 'crowd'): string[] {
  const id = called.toUpperCase();
  return Array.from({ length: count }, (_, nth) => addPerson(sandbox, `U1${id}${nth + 1}`, `${called}-${nth + 1}`));
}

/** What anybody is given at once while an incident of its service is open, and loses a second after that is resolved. */
export const IN_INCIDENT = { resource: 'in-incident', service: 'PINCIDENT' };

function addPerson({ slack: { workspace } }: Sandbox, id: string, handle: string): string {
  const like = workspace.person('alice');
  const { pagerDutyId: _, ...rest } = like;
  workspace.addPerson({ ...rest, id, handle, name: handle, email: `${handle}@example.com` });
  for (const channel of ['C0INC42', 'C0AUDIT']) workspace.channel(channel).members.add(id);
  return id;
}

/** The policy that serves them, as the text of a `nightlatch.yml`. */
export function policyOf(teams: readonly Team[]): string {
  const numbered = teams.map((team) => ({ ...team, no: team.resource.slice(-2) }));
  return `
version: 1
slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }
defaults: { timezone: Europe/Berlin, showFor: 60s, settled: 0m }
roles: { owners: [carol] }
people:
  carol: { slack: U03CAROL, pagerduty: PCAROL3 }
${numbered.map(({ slackId, resource, no }) => `  ${resource}: { slack: ${slackId}, pagerduty: PTEAM${no} }`).join('\n')}
groups:
  leads: { slackUserGroup: ${LEADS.id} }
onCall:
${numbered.map(({ resource, no }) => `  ${resource}: { pagerduty: { schedule: PSCHED${no} } }`).join('\n')}
resources:
${inIncidentText()}${teams.map((team) => atOnceText(team) + askingText(team)).join('')}`;
}

function inIncidentText(): string {
  return `  ${IN_INCIDENT.resource}:
    services: [${IN_INCIDENT.service}]
    rules:
      - name: incident open
        when: { incident: { state: open, openedBy: anyone } }
        grant: { default: 30m, atMost: 4h }
        graceAfterResolve: 1s
        showFor: 5m
${VARIABLES}`;
}

function atOnceText({ resource }: Team): string {
  return `  ${resource}:
    services: [${INCIDENT_SERVICE}]
    onCall: ${resource}
    rules:
      - name: on call, incident open
        when: { onCall: own, incident: open }
        grant: { default: 30m, atMost: 4h }
${VARIABLES}`;
}

function askingText({ resource, asking }: Team): string {
  return `  ${asking.resource}:
    onCall: ${resource}
    approvers: leads
    rules:
      - name: on call, quiet
        when: { onCall: own }
        approve: { channel: ${asking.channel} }
        grant: { default: 30m, atMost: 4h }
${VARIABLES}`;
}
