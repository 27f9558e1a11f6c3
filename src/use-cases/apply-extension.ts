import { actorOf } from '../domain/audit-entry.ts';
import type { Grant } from '../domain/grant.ts';
import { incidentLabel } from '../domain/incident.ts';
import type { Caller } from '../domain/person.ts';
import type { Extension } from '../ports/grants.ts';
import type { Transaction } from '../ports/store.ts';
import { homesOf } from './homes-of.ts';
import { evidenceAsJson } from './open-grant.ts';

/**
 * Moves the end of a locked grant later, or adds variables to it, with its audit entry, and has its cards drawn again. Undefined when it isn't open
 * any more. `caller` is who asked for it.
 */
export async function applyExtension(
  tx: Transaction,
  { caller, grant, extension }: { caller: Caller; grant: Grant; extension: Extension },
): Promise<Grant | undefined> {
  const extended = await tx.grants.extend(grant.id, extension);
  if (!extended) return undefined;
  recordExtended(tx, caller, { before: grant, after: extended, extension });
  await tx.cards.markDirty(grant.id);
  await tx.cards.markHomes(homesOf(extended));
  return extended;
}

function recordExtended(
  tx: Transaction,
  { person, member }: Caller,
  { before, after, extension }: { before: Grant; after: Grant; extension: Extension },
): void {
  const { resource, holder, variables, rule, breakGlass, policyHash, incident } = after;
  tx.record({
    kind: 'grant-extended',
    by: actorOf(person),
    about: {
      grant: after.id,
      request: extension.requestId,
      ...{ slackId: member.slackId, resource, holder, variables, rule, policyHash },
      reason: extension.request.reason,
      breakGlass: breakGlass || undefined,
      endedAt: before.endsAt.toString(),
      endsAt: after.endsAt.toString(),
      endsBecause: after.endsBecause,
      incident: incident ? incidentLabel(incident) : undefined,
      approvedBy: after.approvedBy.length > 0 ? after.approvedBy : undefined,
      evidence: evidenceAsJson(after.evidence),
    },
  });
}
