import { query } from './query.ts';

/** What the database refuses a move with that isn't legal. */
export const REFUSED = '23000';

let made = 0;

/** Makes what rows refer to: Alice, Bob and Carol with an account each, and a policy. */
export async function withPeople(url: string): Promise<void> {
  await query(url, "INSERT INTO people (name) VALUES ('alice'), ('bob'), ('carol')");
  await query(
    url,
    "INSERT INTO person_links (provider, external_id, person_id, made_by) SELECT 'slack', 'U' || upper(name), id, 'policy' FROM people",
  );
  await query(url, "INSERT INTO policies (hash, text) VALUES ('h', '')");
}

/** A person's id, for a statement. */
export function idOf(name: string): string {
  return `(SELECT id FROM people WHERE name = '${name}')`;
}

/** Alice's open grant for an hour, of a resource that is nobody else's. */
export async function aGrantRow(url: string): Promise<string> {
  const resource = `resource-${++made}`;
  return theId(
    url,
    `WITH r AS (
       INSERT INTO requests (person_id, resource, time, channel, policy_hash, evidence, state)
       VALUES (${idOf('alice')}, '${resource}', '{}', 'C', 'h', '{}', 'granted') RETURNING id
     )
     INSERT INTO grants (request_id, person_id, holder_name, holder_slack_id, resource, variables, rule, reason, at_most_seconds, show_for_seconds,
       max_reveals, grace_seconds, ends_with_incident, ends_at, ends_because)
     SELECT id, ${idOf('alice')}, 'alice', 'UALICE', '${resource}', '{A}', 'rule', 'why', 7200, 60, 10, 900, false,
       nightlatch.now() + interval '1 hour', 'asked' FROM r RETURNING id`,
  );
}

/** Alice's request that waits a quarter of an hour for one person's yes; for what `grant` gives, if it is to extend that. */
export function aRequestRow(url: string, changed: Record<string, string> = {}): Promise<string> {
  const columns: Record<string, string> = {
    ...{
      person_id: idOf('alice'),
      slack_id: "'UALICE'",
      requester_name: "'alice'",
      resource: `'resource-${++made}'`,
      time: "'{}'",
    },
    ...{
      channel: "'C'",
      policy_hash: "'h'",
      evidence: "'{}'",
      state: "'pending'",
      rule: "'rule'",
      approvers: "'[]'",
      needed: '1',
    },
    ...{ within_seconds: '900', eligible: "'[]'", offer: "'{}'", unchecked: "'[]'" },
    ...changed,
  };
  return theId(
    url,
    `INSERT INTO requests (${Object.keys(columns).join(', ')}) VALUES (${Object.values(columns).join(', ')}) RETURNING id`,
  );
}

/** A request decided at once that extends the grant. */
export function anExtensionRow(url: string, grant: string): Promise<string> {
  return theId(
    url,
    `INSERT INTO requests (person_id, resource, time, channel, policy_hash, evidence, state, extends_grant_id)
     SELECT person_id, resource, '{}', 'C', 'h', '{}', 'granted', id FROM grants WHERE id = '${grant}' RETURNING id`,
  );
}

/** The statement of a person's yes, from their account unless told otherwise. */
export function approve(request: string, name: string, slackId = `U${name.toUpperCase()}`): string {
  return `INSERT INTO approvals (request_id, person_id, nth, name, slack_id, given_by)
    VALUES ('${request}', ${idOf(name)}, 1, '${name}', '${slackId}', 'click')`;
}

async function theId(url: string, sql: string): Promise<string> {
  const [row] = await query<{ id: string }>(url, sql);
  return (row as { id: string }).id;
}
