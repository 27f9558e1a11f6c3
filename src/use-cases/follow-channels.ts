import { isOver } from '../domain/incident.ts';
import type { IncidentChannel } from '../domain/incident-channel.ts';
import type { Transaction } from '../ports/store.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { type FollowChannelNeeds, followChannel } from './follow-channel.ts';
import { openIncidentsOfPolicy } from './open-incidents.ts';

const JOB = 'follow-channels';
const EVERY_SECONDS = 60;
// Slack answers 50 such questions a minute, and cards ask too.
const MOST = 20;
const AT_ONCE = 4;

/**
 * Once a minute, by one replica, looks at channels that aren't archived and whose incident isn't over, at most twenty: Slack may not have told what happened to them,
 * doesn't tell that somebody of another workspace was invited, and an incident may have come after its channel. Throws StoreUnavailable.
 */
export async function followChannels(needs: FollowChannelNeeds): Promise<void> {
  const channels = await needs.store.transaction(async (tx) =>
    (await tx.jobs.claim(JOB, EVERY_SECONDS)) ? channelsToFollow(tx) : [],
  );
  const policy = needs.policy.current();
  if (!policy) return;
  const openIncidents = openIncidentsOfPolicy(needs.incidents, policy);
  await fewAtATime(channels, AT_ONCE, ({ channel }) => followChannel(needs, { channel }, openIncidents));
}

async function channelsToFollow(tx: Transaction): Promise<IncidentChannel[]> {
  const following: IncidentChannel[] = [];
  for (const channel of await inTurn(tx)) {
    const incident = channel.bound && (await tx.incidents.byId(channel.bound.incidentId));
    if (!incident || !isOver(incident)) following.push(channel);
    if (following.length === MOST) break;
  }
  // What it can be about changes without anybody telling.
  await tx.cards.markPanels(following.flatMap(({ channel, bound }) => (bound ? [] : [channel])));
  return following;
}

// Each minute from another one on: whoever makes many channels keeps no older one from being looked at.
async function inTurn(tx: Transaction): Promise<IncidentChannel[]> {
  const open = await tx.incidents.openChannels();
  const minute = Math.floor((await tx.now()).epochMilliseconds / 60_000);
  const first = (minute * MOST) % Math.max(open.length, 1);
  return [...open.slice(first), ...open.slice(0, first)];
}
