import type { Refusal } from '../domain/decision.ts';
import type { ChannelId } from '../domain/names.ts';
import type { Transaction } from '../ports/store.ts';

/** Why nothing may be opened from that channel now: people of other workspaces are in it, or invited. Undefined when something may. */
export async function refusedForChannel(
  tx: Transaction,
  channel: ChannelId,
): Promise<Extract<Refusal, { code: 'channel-shared' }> | undefined> {
  const known = await tx.incidents.channel(channel);
  return known?.sharedAt && { code: 'channel-shared' };
}
