import type { IncomingEvent } from '../../incoming.ts';
import type { ListenerNeeds } from '../listener-needs.ts';

/** Something happened to a channel: only of its name the event is believed, and only to tell whether to ask Slack at all. */
export async function channelChanged(needs: ListenerNeeds, event: IncomingEvent): Promise<void> {
  if (event.event !== 'channel_changed') return;
  const { channel, name } = event;
  await needs.verbs.followChannel({ channel, ...(name !== undefined && { name }) });
  needs.kickCards();
}

/** Slack calls a channel by another id from now on. */
export async function channelIdChanged(needs: ListenerNeeds, event: IncomingEvent): Promise<void> {
  if (event.event !== 'channel_id_changed') return;
  await needs.verbs.changeChannelId(event.from, event.channel);
  needs.kickCards();
}
