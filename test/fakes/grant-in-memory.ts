import type { Grant } from '../../src/domain/grant.ts';
import type { InMemoryTransaction } from './in-memory-state.ts';

/** The grant of that id with what requests, reviews, reveals and rotations say of it. */
export function grantInMemory(tx: InMemoryTransaction, id: string): Grant | undefined {
  const kept = tx.state.grants.get(id);
  if (!kept) return undefined;
  const review = tx.state.reviews.get(id)?.review;
  const approvals = tx.state.requests.get(kept.requests.at(-1) ?? '')?.request.approvals ?? [];
  const approvedBy = approvals.map(({ personId, name }) => ({ personId, name }));
  return { ...kept.grant, approvedBy, reveals: revealsOf(tx, kept.grant), ...(review && { review }) };
}

function revealsOf({ state }: InMemoryTransaction, { id, resource }: Grant): Grant['reveals'] {
  const seen = [...state.reveals.values()].flatMap(({ reveal, recordedAt, failed }) =>
    reveal.grantId === id && recordedAt && !failed ? [{ variables: reveal.variables, recordedAt }] : [],
  );
  const variables = [...new Set(seen.flatMap((reveal) => reveal.variables))].sort();
  const showings = (variable: string) => seen.filter((reveal) => reveal.variables.includes(variable));
  const marks = state.rotations.filter(
    (mark) => mark.resource === resource && showings(mark.variable).some((shown) => !isAfter(shown.recordedAt, mark.at)),
  );
  const exposed = variables.filter((variable) =>
    showings(variable).some((shown) => !marks.some((mark) => mark.variable === variable && !isAfter(shown.recordedAt, mark.at))),
  );
  const last = marks.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at)).at(-1);
  return { count: seen.length, variables, exposed, ...(last && { rotated: { at: last.at, by: last.by } }) };
}

function isAfter(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) > 0;
}
