import type { PersonId } from './names.ts';
import type { Person } from './person.ts';

/** Who did it: a person, Nightlatch itself, or someone at the host's terminal. */
export type Actor = { kind: 'person'; id: PersonId; name: string } | { kind: 'nightlatch' } | { kind: 'operator'; name: string };

/** A person as the one who did it: by the name that the policy knows, never by one that they choose themselves. */
export function actorOf({ id, name }: Pick<Person, 'id' | 'name'>): Actor {
  return { kind: 'person', id, name };
}

/** Plain JSON: what an entry's details may hold. Never a secret's value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

export type AuditKind =
  | 'access-granted'
  | 'access-asked'
  | 'access-approved'
  | 'access-denied'
  | 'request-withdrawn'
  | 'request-expired'
  | 'request-overtaken'
  | 'approval-void'
  | 'approvers-reminded'
  | 'colleague-asked'
  | 'grant-extended'
  | 'reviewed'
  | 'review-overdue'
  | 'marked-rotated'
  | 'refused'
  | 'refused-again'
  | 'revealed'
  | 'reveal-failed'
  | 'grant-shortened'
  | 'grant-ended'
  | 'hand-off-offered'
  | 'person-linked'
  | 'link-suspended'
  | 'policy-in-force'
  | 'locked-down'
  | 'lockdown-lifted'
  | 'many-resources'
  | 'source-down'
  | 'source-up'
  | 'secret-set'
  | 'secret-removed'
  | 'secret-resealed'
  | 'channel-bound'
  | 'channel-shared'
  | 'channel-unshared'
  | 'log-read'
  | 'digest-made'
  | 'digest-reviewed';

/** One entry of the audit log, before the database gives it its number and time. */
export interface AuditEntry {
  kind: AuditKind;
  by: Actor;
  about: { readonly [key: string]: Json | undefined };
}

/**
 * The entry's canonical text: JSON with keys in code-point order, no blanks, instants as ISO text. The hash covers this text and nothing
 * derived from it; `seq` and `at` are set before it by the database.
 */
export function canonicalText(entry: AuditEntry): string {
  return canonicalJson({ about: entry.about, by: { ...entry.by }, kind: entry.kind });
}

/** The one text of a JSON value: keys in code-point order, no blanks, fields that are undefined left out. */
export function canonicalJson(value: Json | undefined): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`)
    .join(',')}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
