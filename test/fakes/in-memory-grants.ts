import { type Grant, isUsable } from '../../src/domain/grant.ts';
import type { IncidentChannel } from '../../src/domain/incident-channel.ts';
import { incidentOf } from '../../src/domain/incident-of.ts';
import type { Extension, GrantFilter, Grants, NewGrant } from '../../src/ports/grants.ts';
import { grantInMemory } from './grant-in-memory.ts';
import { grantRequest } from './in-memory-requests.ts';
import { earlier, type InMemoryTransaction, isDue, type KeptGrant, later } from './in-memory-state.ts';

/** Grants in memory. */
export function inMemoryGrants(tx: InMemoryTransaction): Grants {
  return { ...readings(tx), ...begins(tx), ...ends(tx) };
}

function readings(tx: InMemoryTransaction) {
  const { now } = tx;
  const byId = async (id: string) => grantInMemory(tx, id);
  return {
    byId,
    lock: byId,
    openOf: async (person, resource) => open(tx).find((grant) => isFor(grant, person, resource)),
    countOpen: async (person) => open(tx).filter((grant) => grant.holder.personId === person).length,
    ofRequest: async (id) => all(tx).find((grant) => tx.state.grants.get(grant.id)?.requests.includes(id)),
    holdersOfOpen: async () => [...new Set(open(tx).map((grant) => grant.holder.slackId))],
    lockActiveOf: async (slackId) => active(tx).filter((grant) => grant.holder.slackId === slackId),

    activeUnderOther: async (policy) =>
      active(tx)
        .filter((grant) => grant.policyHash !== policy)
        .toSorted(oldestFirst),
    lockActiveOfShared: async (limit) =>
      active(tx)
        .filter((grant) => isOfShared(tx, grant))
        .slice(0, limit),
    lockActive: async (limit) => active(tx).slice(0, limit),

    async resourcesGrantedSince(person, since) {
      const granted = all(tx).filter((grant) => grant.holder.personId === person && isDue(since, grant.startedAt));
      return new Set(granted.map((grant) => grant.resource)).size;
    },

    async incidentsOfOpen() {
      const ids = open(tx).flatMap((grant) => (grant.incident && grant.terms.endsWithIncident ? [grant.incident.id] : []));
      return [...new Set(ids)].sort();
    },

    resourcesOpenIn: async (incidentId) => [...new Set(openIn(tx, incidentId).map(({ resource }) => resource))].sort(),

    endingWithShift: async () =>
      open(tx)
        .filter(({ terms }) => terms.endsWithShift)
        .toSorted(oldestFirst),

    async list(filter, page) {
      const found = all(tx)
        .filter((grant) => matches(grant, filter, now()))
        .toSorted((a, b) => oldestFirst(b, a));
      return { grants: found.slice(page.offset, page.offset + page.limit), more: found.length > page.offset + page.limit };
    },
  } satisfies Partial<Grants>;
}

function begins(tx: InMemoryTransaction) {
  const { state, now, newId } = tx;
  const granted = (requestId: string | undefined, what: Parameters<typeof grantRequest>[2]) => {
    if (requestId !== undefined) grantRequest(tx, requestId, what);
    return requestId ?? newId();
  };
  return {
    async open(grant) {
      if (active(tx).some((one) => isFor(one, grant.holder.personId, grant.resource))) return 'already-open';
      const requestId = granted(grant.requestId, { person: grant.holder.personId, resource: grant.resource });
      const begun = asGrant(tx, grant, requestId);
      return keep(tx, { grant: begun, requests: [begun.requestId], askedIn: [grant.request.channel] });
    },

    async extend(id, { request, requestId, end, ...extension }) {
      const kept = state.grants.get(id);
      if (!kept || !isUsable(kept.grant, now())) return undefined;
      const grant = extended(kept.grant, { ...extension, end });
      const extending = granted(requestId, { person: grant.holder.personId, resource: grant.resource, extends: id });
      return keep(tx, {
        ...kept,
        grant,
        requests: [...kept.requests, extending],
        askedIn: [...kept.askedIn.slice(0, 1), request.channel],
      });
    },

    async claimEndingSoon(seconds, limit) {
      const claimed = open(tx)
        .filter((grant) => isEndingSoon(state.grants.get(grant.id) as KeptGrant, seconds, now()))
        .toSorted((a, b) => Temporal.Instant.compare(a.endsAt, b.endsAt))
        .slice(0, limit);
      for (const { id, endsAt } of claimed) keep(tx, { ...(state.grants.get(id) as KeptGrant), toldEnd: endsAt });
      return claimed;
    },
  } satisfies Partial<Grants>;
}

function ends(tx: InMemoryTransaction) {
  const { state, now } = tx;
  const change = (id: string, changed: Partial<Grant>) => {
    const kept = state.grants.get(id) as KeptGrant;
    return keep(tx, { ...kept, grant: { ...kept.grant, ...changed } });
  };
  const overdue = () => active(tx).filter((grant) => isDue(grant.endsAt, now()));
  return {
    async end(id, cause, by) {
      if (state.grants.get(id)?.grant.state !== 'active') return undefined;
      return change(id, { state: 'ended', ended: { at: now(), cause, ...(by && { by }) } });
    },

    lockDue: async (limit) =>
      overdue()
        .toSorted((a, b) => Temporal.Instant.compare(a.endsAt, b.endsAt))
        .slice(0, limit),
    lockOverdueOf: async (person, resource) => overdue().find((grant) => isFor(grant, person, resource)),

    async shortenToIncident(incidentId, resources, overAt, limit) {
      const due = openIn(tx, incidentId).filter(
        ({ resource, terms, endsAt }) =>
          resources.includes(resource) && Temporal.Instant.compare(overAt.add(terms.graceAfterResolve), endsAt) < 0,
      );
      const shortened = due.slice(0, limit).map(({ id, terms }) => {
        const endsAt = overAt.add(terms.graceAfterResolve);
        return change(id, { endsAt, endsBecause: 'incident' });
      });
      return shortened.toSorted(oldestFirst);
    },

    async keepHandOff(id, reading) {
      const kept = state.grants.get(id);
      if (!kept || !isUsable(kept.grant, now())) return;
      const { handOff: _, ...grant } = kept.grant;
      keep(tx, { ...kept, grant: { ...grant, ...(reading && { handOff: reading }) } });
    },

    async shortenToShift(id, shiftEnd) {
      const grant = state.grants.get(id)?.grant;
      const endsAt = later(shiftEnd, now());
      const applies = grant && isUsable(grant, now()) && Temporal.Instant.compare(endsAt, grant.endsAt) < 0;
      return applies ? change(id, { endsAt, endsBecause: 'shift' }) : undefined;
    },
  } satisfies Partial<Grants>;
}

function all(tx: InMemoryTransaction): Grant[] {
  return [...tx.state.grants.keys()].map((id) => grantInMemory(tx, id) as Grant);
}

function active(tx: InMemoryTransaction): Grant[] {
  return all(tx).filter((grant) => grant.state === 'active');
}

function openIn(tx: InMemoryTransaction, incidentId: string): Grant[] {
  return open(tx).filter(({ incident, terms }) => terms.endsWithIncident && incident?.id === incidentId);
}

function isOfShared({ state }: InMemoryTransaction, grant: Grant): boolean {
  const askedIn = state.grants.get(grant.id)?.askedIn ?? [];
  const channels = [...state.incidentChannels.values()];
  const isItsOwn = ({ incidentId, at }: NonNullable<IncidentChannel['bound']>) =>
    !channels.some(({ bound, sharedAt, archivedAt }) => {
      const isBefore = bound?.incidentId === incidentId && Temporal.Instant.compare(bound.at, at) < 0;
      return isBefore && !sharedAt && !archivedAt;
    });
  return channels.some(({ channel, formerIds, bound, sharedAt }) => {
    if (!sharedAt) return false;
    const isOfItsIncident = bound !== undefined && bound.incidentId === incidentOf(grant)?.id && isItsOwn(bound);
    return (isOfItsIncident && isDue(grant.startedAt, sharedAt)) || [channel, ...formerIds].some((id) => askedIn.includes(id));
  });
}

function open(tx: InMemoryTransaction): Grant[] {
  return all(tx).filter((grant) => isUsable(grant, tx.now()));
}

function keep(tx: InMemoryTransaction, kept: KeptGrant): Grant {
  tx.state.grants.set(kept.grant.id, kept);
  return grantInMemory(tx, kept.grant.id) as Grant;
}

function asGrant({ now, newId }: InMemoryTransaction, { request: _, end, ...grant }: NewGrant, requestId: string): Grant {
  if (Temporal.Instant.compare(end.at, now().add({ hours: 24 })) > 0) throw new Error('a grant lasts a day at most');
  return {
    ...grant,
    id: newId(),
    requestId,
    state: 'active',
    startedAt: now(),
    endsAt: end.at,
    endsBecause: end.because,
    approvedBy: [],
    extensions: 0,
    reveals: { count: 0, variables: [], exposed: [] },
  };
}

function extended(grant: Grant, { end, variables, terms, ...decided }: Omit<Extension, 'request' | 'requestId'>): Grant {
  const { incident: _, handOff: __, ...rest } = grant;
  const longest = earlier(grant.startedAt.add(grant.terms.atMost), grant.startedAt.add(terms.atMost));
  if (Temporal.Instant.compare(end.at, longest) > 0) throw new Error('a grant is not extended past its longest');
  const isLater = Temporal.Instant.compare(end.at, grant.endsAt) > 0;
  return {
    ...rest,
    ...decided,
    variables: [...new Set([...grant.variables, ...variables])],
    // The smaller stays, or a third decision could stretch what the first promised.
    terms: { ...terms, atMost: longest.since(grant.startedAt) },
    endsAt: later(grant.endsAt, end.at),
    endsBecause: isLater ? end.because : grant.endsBecause,
    extensions: grant.extensions + 1,
  };
}

function isEndingSoon({ grant, toldEnd }: KeptGrant, seconds: number, now: Temporal.Instant): boolean {
  const isLonger = grant.endsAt.since(grant.startedAt).total('seconds') > seconds;
  return isLonger && isDue(grant.endsAt.subtract({ seconds }), now) && !toldEnd?.equals(grant.endsAt);
}

function isFor(grant: Grant, person: string, resource: string): boolean {
  return grant.holder.personId === person && grant.resource === resource;
}

function matches(grant: Grant, filter: GrantFilter, now: Temporal.Instant): boolean {
  if (filter.state === 'open' && !isUsable(grant, now)) return false;
  if (filter.state === 'exposed' && grant.reveals.exposed.length === 0) return false;
  if (filter.holder !== undefined && grant.holder.personId !== filter.holder) return false;
  if (filter.resource !== undefined && grant.resource !== filter.resource) return false;
  if (filter.incident !== undefined && incidentOf(grant)?.id !== filter.incident) return false;
  return isDue(filter.startedSince, grant.startedAt);
}

function oldestFirst(a: Grant, b: Grant): number {
  return Temporal.Instant.compare(a.startedAt, b.startedAt) || (a.id < b.id ? -1 : 1);
}
