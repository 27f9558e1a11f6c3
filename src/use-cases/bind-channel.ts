import { type Actor, actorOf } from '../domain/audit-entry.ts';
import { incidentLabel } from '../domain/incident.ts';
import type { ChannelBinding } from '../domain/incident-channel.ts';
import type { ChannelId } from '../domain/names.ts';
import type { Person } from '../domain/person.ts';
import type { Logger } from '../ports/logger.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { type ApplyIncidentNeeds, applyIncident } from './apply-incident.ts';

export interface BindNeeds extends ApplyIncidentNeeds {
  store: Store;
  log: Logger;
}

/** What is to be bound, and who or what says so. */
export interface Binding {
  channel: ChannelId;
  incidentId: string;
  by: ChannelBinding;
  person?: Person;
}

/**
 * Binds a known channel to an incident as its source says it is now, with an entry, and has its panel drawn. It opens nothing by itself. False when it was bound
 * to that one already, or there is no such incident. Throws SourceUnavailable and StoreUnavailable.
 */
export async function bindChannel(needs: BindNeeds, binding: Binding): Promise<boolean> {
  await applyIncident(needs, binding.incidentId);
  const isBound = await needs.store.transaction((tx) => bind(tx, binding));
  // What an incident that is over leaves to tell is told in this channel too.
  if (isBound) await applyIncident(needs, binding.incidentId);
  return isBound;
}

async function bind(tx: Transaction, { channel, incidentId, by, person }: Binding): Promise<boolean> {
  const before = await tx.incidents.channel(channel);
  if (!(await tx.incidents.bind(channel, incidentId, by, person?.id))) return false;
  const incident = await tx.incidents.byId(incidentId);
  const actor: Actor = person ? actorOf(person) : { kind: 'nightlatch' };
  const about = {
    ...{ channel, name: before?.name, by, incidentId },
    incident: incident && incidentLabel(incident),
    instead: before?.bound?.incidentId,
  };
  tx.record({ kind: 'channel-bound', by: actor, about });
  await tx.cards.add({ kind: 'panel', channel }, { kind: 'channel', channel });
  await tx.cards.markPanels([channel]);
  return true;
}
