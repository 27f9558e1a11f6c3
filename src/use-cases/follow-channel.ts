import { numbersInName } from '../domain/incident-channel.ts';
import type { ChannelId } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { Channels, SeenChannel } from '../ports/channels.ts';
import type { Transaction } from '../ports/store.ts';
import { bindByName } from './bind-by-name.ts';
import type { BindNeeds } from './bind-channel.ts';
import { endGrantsOfShared } from './end-grants-of-shared.ts';
import { type OpenIncidents, openIncidentsOfPolicy } from './open-incidents.ts';
import { triedTo } from './source-answer.ts';

export interface FollowChannelNeeds extends BindNeeds {
  channels: Channels;
}

/** A channel to which something happened; `name`: as an event says, which only tells whether to ask Slack at all. */
export interface ChannelNews {
  channel: ChannelId;
  name?: string;
}

/**
 * Makes of a channel what Slack says it is now. One that is about an incident by its name is known from then on: the bot comes in, binds it by the number in the
 * name, and its panel stands there. People of other workspaces in it end what was opened through it. Whatever happened in whichever order, it comes out the same.
 * What Slack or the source of incidents doesn't answer is left to the next call. Throws StoreUnavailable.
 */
export async function followChannel(
  needs: FollowChannelNeeds,
  { channel: id, name }: ChannelNews,
  openIncidents?: OpenIncidents,
): Promise<void> {
  const policy = needs.policy.current();
  const before = await needs.store.transaction((tx) => tx.incidents.channel(id));
  if (!policy || (!before && name !== undefined && !isAboutIncident(policy, name))) return;
  const channel = before?.channel ?? id;
  const seen = await triedTo(() => needs.channels.look(channel));
  if (!seen.known) {
    // Taken up by the job that looks after channels.
    if (!before && name !== undefined) await needs.store.transaction((tx) => tx.incidents.addChannel(channel, name));
    return needs.log.warn('channel not looked at', { channel, fault: seen.fault });
  }
  if (!seen.value) return before && gone(needs, channel);
  if (!before && !isAboutIncident(policy, seen.value.name)) return;
  await comeIn(needs, policy, { channel, seen: seen.value }, openIncidents);
}

/** Slack calls the channel by another id: everything that stood in it goes on under that. Throws StoreUnavailable. */
export async function changeChannelId(needs: FollowChannelNeeds, from: ChannelId, to: ChannelId): Promise<void> {
  await needs.store.transaction(async (tx) => {
    await tx.incidents.changeChannelId(from, to);
    await tx.cards.markPanels([to]);
  });
  await followChannel(needs, { channel: to });
}

function isAboutIncident({ slack }: Policy, name: string): boolean {
  return numbersInName(name, slack.incidentChannels) !== undefined;
}

// Deleted, or private and the bot was taken out of it.
async function gone({ store }: FollowChannelNeeds, channel: ChannelId): Promise<void> {
  await store.transaction((tx) => tx.incidents.setArchived(channel, true));
}

interface Seen {
  channel: ChannelId;
  seen: SeenChannel;
}

async function comeIn(
  needs: FollowChannelNeeds,
  policy: Policy,
  { channel, seen }: Seen,
  openIncidents: OpenIncidents = openIncidentsOfPolicy(needs.incidents, policy),
): Promise<void> {
  const isOpen = !seen.isArchived && !seen.isShared;
  const wasThere = await needs.store.transaction((tx) => keepSeen(tx, { channel, seen }));
  if (seen.isShared) await endGrantsOfShared(needs);
  if (!isOpen) return;
  // Whoever took the bot out meant it.
  if (!seen.isMember && (wasThere || !(await joined(needs, channel)))) return;
  // Before its panel, which would ask for what its name says.
  await bindByName(needs, policy, channel, openIncidents);
  await needs.store.transaction(async (tx) => {
    if (!(await tx.cards.panelOf(channel))) await tx.cards.add({ kind: 'panel', channel }, { kind: 'channel', channel });
  });
}

/** Keeps how it is now. Whether its panel was posted before, so that the bot was in it. */
async function keepSeen(tx: Transaction, { channel, seen }: Seen): Promise<boolean> {
  const before = await tx.incidents.channel(channel);
  if (!before) await tx.incidents.addChannel(channel, seen.name);
  else if (before.name !== seen.name) await tx.incidents.renameChannel(channel, seen.name);
  const isArchivedAnew = await tx.incidents.setArchived(channel, seen.isArchived);
  const isSharedAnew = await tx.incidents.setShared(channel, seen.isShared);
  if (isSharedAnew) {
    const kind = seen.isShared ? 'channel-shared' : 'channel-unshared';
    tx.record({ kind, by: { kind: 'nightlatch' }, about: { channel, name: seen.name, incident: before?.bound?.incidentId } });
  }
  if (isArchivedAnew || isSharedAnew) await tx.cards.markPanels([channel]);
  return before !== undefined && (await tx.cards.panelOf(channel))?.posted !== undefined;
}

async function joined({ channels, log }: FollowChannelNeeds, channel: ChannelId): Promise<boolean> {
  const answer = await triedTo(() => channels.join(channel));
  if (!answer.known) log.warn('channel not joined', { channel, fault: answer.fault });
  else if (!answer.value) log.warn('the bot may not join the channel: it must be invited', { channel });
  return answer.known && answer.value;
}
