import { numbersInName } from '../domain/incident-channel.ts';
import type { ChannelId } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import { type BindNeeds, bindChannel } from './bind-channel.ts';
import type { OpenIncidents } from './open-incidents.ts';
import { triedTo } from './source-answer.ts';

/**
 * Binds a known channel to the open incident whose number is in its name, where exactly one is; its panel asks otherwise. What somebody bound stays so, and so does
 * what was bound by a name that still has the number. A source that doesn't answer changes nothing. Throws StoreUnavailable.
 */
export async function bindByName(
  needs: BindNeeds,
  { slack }: Policy,
  channel: ChannelId,
  openIncidents: OpenIncidents,
): Promise<void> {
  const { known, incident } = await needs.store.transaction(async (tx) => {
    const known = await tx.incidents.channel(channel);
    return { known, incident: known?.bound && (await tx.incidents.byId(known.bound.incidentId)) };
  });
  const numbers = (known && numbersInName(known.name, slack.incidentChannels)) ?? [];
  const isSettled = known?.bound !== undefined && known.bound.by !== 'name';
  if (isSettled || numbers.length === 0 || (incident && numbers.includes(incident.number))) return;
  const answer = await triedTo(async () => {
    const [one, ...others] = (await openIncidents()).filter(({ number }) => numbers.includes(number));
    if (one && others.length === 0) await bindChannel(needs, { channel, incidentId: one.id, by: 'name' });
  });
  if (!answer.known) needs.log.warn('channel not bound yet', { channel, fault: answer.fault });
}
