import { isOver } from '../domain/incident.ts';
import type { ChannelId } from '../domain/names.ts';
import type { ApprovalRule, Policy } from '../domain/policy.ts';
import type { Transaction } from '../ports/store.ts';

/** Where approvers are asked: the rule's channel, else the channel it was asked in where that is bound to an open incident, else the policy's. */
export async function approvalChannelFor(
  tx: Transaction,
  { slack }: Policy,
  approve: Pick<ApprovalRule, 'channel'> | undefined,
  askedIn: ChannelId,
): Promise<ChannelId> {
  return approve?.channel ?? (await incidentChannel(tx, askedIn)) ?? slack.approvalChannel;
}

async function incidentChannel(tx: Transaction, askedIn: ChannelId): Promise<ChannelId | undefined> {
  const known = await tx.incidents.channel(askedIn);
  if (!known?.bound || known.sharedAt || known.archivedAt) return undefined;
  const incident = await tx.incidents.byId(known.bound.incidentId);
  return incident && !isOver(incident) ? known.channel : undefined;
}
