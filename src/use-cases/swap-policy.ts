import type { Actor, Json } from '../domain/audit-entry.ts';
import type { ClosedChannel } from '../domain/diagnosis/slack-places.ts';
import type { InSteps } from '../domain/in-steps.ts';
import type { ChannelId, PolicyHash } from '../domain/names.ts';
import { oneLine } from '../domain/one-line.ts';
import type { Policy } from '../domain/policy.ts';
import type { PolicyChange } from '../domain/policy-difference/policy-change.ts';
import { policyDifference } from '../domain/policy-difference/policy-difference.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { PolicyReader } from '../ports/policy-reader.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { doneInSteps } from './done-in-steps.ts';
import { allPolicyLinks } from './identify-caller.ts';
import type { FoundClosed } from './look-at-slack.ts';

/** What every change of policy needs. `policy`: the one held, which is often the one before. */
export interface SwapNeeds {
  store: Store;
  reader: PolicyReader;
  policy: PolicyHolder;
  /** The channels of a policy in which nothing can be posted; absent where Slack can't be asked. Never rejects. */
  closedChannels?(policy: Policy): Promise<readonly FoundClosed[]>;
}

/** A policy with the text that is stored for it, and who wants it in force. */
export interface Wanted {
  policy: Policy;
  text: string;
  by: Actor;
}

/** What is in force before a change. */
export interface Before {
  from: PolicyHash | undefined;
  since: Temporal.Instant | undefined;
  /** Whether the policy that is wanted is in force or ever was. */
  isKnown: boolean;
  /** In what it differs from the one in force; undefined where that can't be read, or there is none. */
  changes: PolicyChange[] | undefined;
  /** Where audits are told by the one in force; as above. */
  auditChannel: ChannelId | undefined;
}

/** A change that is about to be made: what it is a change of, and what is to be told beside it. */
export interface Swap extends Omit<Before, 'isKnown'> {
  closed: readonly FoundClosed[];
}

/** Another policy came into force meanwhile; nothing of the transaction is kept. */
export class PolicyOvertaken extends Error {
  constructor() {
    super('another policy came into force meanwhile');
    this.name = 'PolicyOvertaken';
  }
}

const MOST_IN_ENTRY = 100;
const MOST_IN_NOTE = 15;
// A file can name thousands in one change.
const MOST_TEXT = 1000;
const MOST_AS = 200;

/** What the change would be a change of. Outside of any transaction: reading and comparing policies of thousands of resources takes its time. Throws StoreUnavailable. */
export async function lookBefore(
  { store, reader, policy: holder }: SwapNeeds,
  { policy }: Pick<Wanted, 'policy'>,
): Promise<Before> {
  const held = holder.current();
  const { from, since, isKnown, text } = await store.transaction(async (tx) => {
    const from = await tx.policies.inForce();
    const isHeld = from === undefined || from === held?.hash || from === policy.hash;
    const since = from === undefined ? undefined : await tx.policies.since(from);
    const isKnown = await tx.policies.isKnown(policy.hash);
    return { from, since, isKnown, text: isHeld ? undefined : await tx.policies.textOf(from) };
  });
  if (from === policy.hash) return { from, since, isKnown, changes: undefined, auditChannel: undefined };
  const before = from === held?.hash ? held : text === undefined ? undefined : await reader.read(text);
  const changes = before && (await doneInSteps(changesOf(before, policy)));
  return { from, since, isKnown, changes, auditChannel: before?.slack.auditChannel };
}

function* changesOf(before: Policy, after: Policy): InSteps<PolicyChange[]> {
  const changes: PolicyChange[] = [];
  for (const { text, opensMore } of yield* policyDifference(before, after)) {
    changes.push({ text: oneLine(text, MOST_TEXT), opensMore });
    yield;
  }
  return changes;
}

/** The change to that policy, with the channels in which it could not be told. A missing invitation keeps no policy from being put in force. Never throws. */
export async function swapTo({ closedChannels }: SwapNeeds, { policy }: Pick<Wanted, 'policy'>, before: Before): Promise<Swap> {
  return { ...before, closed: (await closedChannels?.(policy)) ?? [] };
}

/**
 * Puts the policy in force in place of the one before, with its people, an entry and a note to the audit channel that both say the difference; to the
 * one before too, or moving it away would go unseen. Throws PolicyOvertaken where another came into force meanwhile.
 */
export async function swapPolicy(tx: Transaction, wanted: Wanted, swap: Swap): Promise<void> {
  const { policy, text, by } = wanted;
  const { from, changes } = swap;
  // Before the row that says what is in force, as everywhere: whoever opens something holds its person when they come to that.
  await tx.people.keepAllFromPolicy(allPolicyLinks(policy));
  if (!(await tx.policies.putInForce(policy.hash, text, from))) throw new PolicyOvertaken();
  const about = { hash: policy.hash, from, ...(changes && differenceAsJson(changes)) };
  tx.record({ kind: 'policy-in-force', by, about });
  await tell(tx, wanted, swap);
}

function differenceAsJson(changes: readonly PolicyChange[]): { [key: string]: Json | undefined } {
  const said = changes.slice(0, MOST_IN_ENTRY).map(({ text, opensMore }) => ({ text, opensMore }));
  const more = changes.length - said.length;
  return { changes: said, more: more > 0 ? more : undefined };
}

async function tell(tx: Transaction, { policy, by }: Wanted, { changes, auditChannel, closed }: Swap): Promise<void> {
  const shown = changes?.slice(0, MOST_IN_NOTE);
  const difference = changes && shown ? { changes: shown, more: changes.length - shown.length } : {};
  const name = by.kind === 'nightlatch' ? {} : { by: by.name };
  const places = closed.length > 0 ? { closed: closed.map((found) => closedAsTold(found.closed)) } : {};
  const note = { kind: 'policy-in-force', hash: policy.hash, ...name, ...difference, ...places } as const;
  const channels = new Set([policy.slack.auditChannel, ...(auditChannel === undefined ? [] : [auditChannel])]);
  for (const channel of channels) await tx.cards.add({ kind: 'note', note }, { kind: 'channel', channel });
}

// Resources and rules may be called anything.
function closedAsTold(closed: ClosedChannel): ClosedChannel {
  return { ...closed, as: oneLine(closed.as, MOST_AS) };
}
