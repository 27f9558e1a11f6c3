import type { Card } from '../../src/domain/card.ts';
import { isOver, type KnownIncident } from '../../src/domain/incident.ts';
import type { IncidentChannel } from '../../src/domain/incident-channel.ts';
import type { Incidents } from '../../src/ports/incidents.ts';
import { earlier, type InMemoryState, type InMemoryTransaction } from './in-memory-state.ts';

const MOST_OPEN = 500;
const MOST_OF_ONE = 20;

/** Incidents and their channels in memory. */
export function inMemoryIncidents(shared: InMemoryTransaction): Incidents {
  return { ...keeping(shared.state), ...finding(shared.state), ...changing(shared) };
}

function keeping({ incidents }: InMemoryState): Pick<Incidents, 'byId' | 'keep' | 'keepGone'> {
  const isLater = (kept: KnownIncident, readAt: Temporal.Instant) => Temporal.Instant.compare(kept.readAt, readAt) > 0;
  return {
    byId: async (id) => incidents.get(id),

    async keep(incident) {
      const before = incidents.get(incident.id);
      if (before && isLater(before, incident.readAt)) return undefined;
      incidents.set(incident.id, incident);
      return before ? { before } : {};
    },

    async keepGone(id, readAt) {
      const before = incidents.get(id);
      if (!before) return {};
      if (isLater(before, readAt)) return undefined;
      incidents.set(id, { ...before, status: 'gone', readAt });
      return { before };
    },
  };
}

function finding({
  incidents,
  incidentChannels,
}: InMemoryState): Pick<Incidents, 'channel' | 'channelsOf' | 'boundIncidents' | 'openChannels'> {
  const byJoined = (a: IncidentChannel, b: IncidentChannel) =>
    Temporal.Instant.compare(a.joinedAt, b.joinedAt) || (a.channel < b.channel ? -1 : 1);
  const all = () => [...incidentChannels.values()].toSorted(byJoined);
  return {
    channel: async (channel) => all().find(({ formerIds }) => formerIds.includes(channel)) ?? incidentChannels.get(channel),
    async channelsOf(incidentId) {
      const { open = [], archived = [] } = Object.groupBy(
        all().filter(({ bound }) => bound?.incidentId === incidentId),
        ({ archivedAt }) => (archivedAt ? 'archived' : 'open'),
      );
      return [...open, ...archived].slice(0, MOST_OF_ONE);
    },
    async boundIncidents(overSince) {
      const bound = all().flatMap((one) => (one.bound && !one.archivedAt ? [one.bound.incidentId] : []));
      const isFollowed = (incident: KnownIncident | undefined) =>
        incident && (!isOver(incident) || Temporal.Instant.compare(incident.resolvedAt ?? incident.readAt, overSince) >= 0);
      const followed = [...new Set(bound)].filter((id) => isFollowed(incidents.get(id)));
      return followed.toSorted().toReversed().slice(0, MOST_OPEN);
    },
    openChannels: async () =>
      all()
        .filter(({ archivedAt }) => archivedAt === undefined)
        .toReversed()
        .slice(0, MOST_OPEN),
  };
}

type Changing = 'addChannel' | 'renameChannel' | 'bind' | 'setShared' | 'setArchived' | 'changeChannelId';

function changing({ state, now }: InMemoryTransaction): Pick<Incidents, Changing> {
  const { incidentChannels: channels } = state;
  const change = (channel: string, changed: (kept: IncidentChannel) => IncidentChannel) => {
    const kept = channels.get(channel);
    if (kept) channels.set(channel, changed(kept));
  };
  const setSince = (channel: string, since: 'sharedAt' | 'archivedAt', isSo: boolean) => {
    const kept = channels.get(channel);
    if (!kept || (kept[since] !== undefined) === isSo) return false;
    const { [since]: _, ...rest } = kept;
    channels.set(channel, isSo ? { ...rest, [since]: now() } : rest);
    return true;
  };
  return {
    async addChannel(channel, name) {
      const isNew = !channels.has(channel);
      if (isNew) channels.set(channel, { channel, formerIds: [], name, joinedAt: now() });
      else change(channel, ({ archivedAt: _, ...kept }) => ({ ...kept, name }));
      return isNew;
    },

    renameChannel: async (channel, name) => change(channel, (kept) => ({ ...kept, name })),

    async bind(channel, incidentId, by, personId) {
      const kept = channels.get(channel);
      if (!kept || kept.bound?.incidentId === incidentId || !state.incidents.has(incidentId)) return false;
      const person = personId && state.people.get(personId)?.name;
      channels.set(channel, { ...kept, bound: { incidentId, by, ...(person && { person }), at: now() } });
      return true;
    },

    setShared: async (channel, shared) => setSince(channel, 'sharedAt', shared),
    setArchived: async (channel, archived) => setSince(channel, 'archivedAt', archived),
    changeChannelId: async (from, to) => changeId(state, from, to, now()),
  };
}

function changeId(state: InMemoryState, from: string, to: string, now: Temporal.Instant): void {
  const { incidentChannels: channels } = state;
  const before = channels.get(from);
  if (from === to) return;
  if (before) {
    channels.set(to, merged(channels.get(to), { ...before, channel: to, formerIds: [...before.formerIds, from] }));
    const { bound: _, ...left } = before;
    channels.set(from, { ...left, formerIds: [], archivedAt: before.archivedAt ?? now });
  }
  const hasPanel = [...state.cards.values()].some(({ card }) => card.subject.kind === 'panel' && card.subject.channel === to);
  for (const [id, kept] of state.cards) state.cards.set(id, { ...kept, card: moved(kept.card, from, to, hasPanel) });
}

function merged(there: IncidentChannel | undefined, before: IncidentChannel): IncidentChannel {
  if (!there) return before;
  const bound = there.bound ?? before.bound;
  const sharedAt = there.sharedAt ?? before.sharedAt;
  const formerIds = [...new Set([...there.formerIds, ...before.formerIds])].toSorted();
  const joinedAt = earlier(there.joinedAt, before.joinedAt);
  return { ...there, formerIds, joinedAt, ...(bound && { bound }), ...(sharedAt && { sharedAt }) };
}

function moved(card: Card, from: string, to: string, hasPanel: boolean): Card {
  const { subject, place, posted } = card;
  return {
    ...card,
    ...(subject.kind === 'panel' && subject.channel === from && !hasPanel && { subject: { ...subject, channel: to } }),
    ...(place.kind === 'channel' && place.channel === from && { place: { ...place, channel: to } }),
    ...(posted?.channel === from && { posted: { ...posted, channel: to } }),
  };
}
