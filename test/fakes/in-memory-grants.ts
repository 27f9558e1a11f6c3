import { type Grant, isUsable } from '../../src/domain/grant.ts';
import type { GrantFilter, Grants, NewGrant } from '../../src/ports/grants.ts';
import { type InMemoryTransaction, isDue } from './in-memory-state.ts';

/** Grants in memory. */
export function inMemoryGrants(tx: InMemoryTransaction): Grants {
  const { state, now } = tx;
  const all = () => [...state.grants.values()].map((grant) => withReveals(tx, grant));
  const byId = async (id: string) => all().find((grant) => grant.id === id);
  const keep = (grant: Grant) => {
    state.grants.set(grant.id, grant);
    return withReveals(tx, grant);
  };
  const open = () => all().filter((grant) => isUsable(grant, now()));
  const overdue = () => all().filter((grant) => grant.state === 'active' && isDue(grant.endsAt, now()));
  return {
    async open(grant) {
      if (all().some((one) => one.state === 'active' && isFor(one, grant.holder.personId, grant.resource))) return 'already-open';
      return keep(begun(tx, grant));
    },

    byId,
    lock: byId,
    openOf: async (person, resource) => open().find((grant) => isFor(grant, person, resource)),
    countOpen: async (person) => open().filter((grant) => grant.holder.personId === person).length,

    async resourcesGrantedSince(person, since) {
      const granted = all().filter((grant) => grant.holder.personId === person && isDue(since, grant.startedAt));
      return new Set(granted.map((grant) => grant.resource)).size;
    },

    async end(id, cause, by) {
      const grant = state.grants.get(id);
      if (grant?.state !== 'active') return undefined;
      return keep({ ...grant, state: 'ended', ended: { at: now(), cause, ...(by && { by }) } });
    },

    lockDue: async (limit) =>
      overdue()
        .toSorted((a, b) => Temporal.Instant.compare(a.endsAt, b.endsAt))
        .slice(0, limit),
    lockOverdueOf: async (person, resource) => overdue().find((grant) => isFor(grant, person, resource)),

    async incidentsOfOpen() {
      const ids = open().flatMap((grant) => (grant.incident && grant.terms.endsWithIncident ? [grant.incident.id] : []));
      return [...new Set(ids)].sort();
    },

    async shortenToIncident(incidentId, resolvedAt) {
      const shortened = open().flatMap((grant) => {
        const endsAt = resolvedAt.add(grant.terms.graceAfterResolve);
        const applies =
          grant.incident?.id === incidentId && grant.terms.endsWithIncident && Temporal.Instant.compare(endsAt, grant.endsAt) < 0;
        return applies ? [keep({ ...grant, endsAt, endsBecause: 'incident' as const })] : [];
      });
      return shortened.toSorted(oldestFirst);
    },

    async list(filter, page) {
      const found = all()
        .filter((grant) => matches(grant, filter, now()))
        .toSorted((a, b) => oldestFirst(b, a));
      return { grants: found.slice(page.offset, page.offset + page.limit), more: found.length > page.offset + page.limit };
    },
  };
}

function begun({ now, newId }: InMemoryTransaction, { request, end, ...grant }: NewGrant): Grant {
  if (Temporal.Instant.compare(end.at, now().add({ hours: 24 })) > 0) throw new Error('a grant lasts a day at most');
  return {
    ...grant,
    id: newId(),
    requestId: newId(),
    state: 'active',
    startedAt: now(),
    endsAt: end.at,
    endsBecause: end.because,
    reveals: { count: 0, variables: [] },
  };
}

function withReveals({ state }: InMemoryTransaction, grant: Grant): Grant {
  const seen = [...state.reveals.values()].filter(
    ({ reveal, recorded, failed }) => reveal.grantId === grant.id && recorded && !failed,
  );
  const variables = [...new Set(seen.flatMap(({ reveal }) => reveal.variables))].sort();
  return { ...grant, reveals: { count: seen.length, variables } };
}

function isFor(grant: Grant, person: string, resource: string): boolean {
  return grant.holder.personId === person && grant.resource === resource;
}

function matches(grant: Grant, filter: GrantFilter, now: Temporal.Instant): boolean {
  if (filter.state === 'open' && !isUsable(grant, now)) return false;
  if (filter.holder !== undefined && grant.holder.personId !== filter.holder) return false;
  if (filter.resource !== undefined && grant.resource !== filter.resource) return false;
  return isDue(filter.startedSince, grant.startedAt);
}

function oldestFirst(a: Grant, b: Grant): number {
  return Temporal.Instant.compare(a.startedAt, b.startedAt) || (a.id < b.id ? -1 : 1);
}
