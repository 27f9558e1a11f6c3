import type { Actor, Json } from '../domain/audit-entry.ts';
import type { Policy } from '../domain/policy.ts';
import type { PolicyChange } from '../domain/policy-difference/policy-change.ts';
import type { Transaction } from '../ports/store.ts';
import { allPolicyLinks } from './identify-caller.ts';
import type { PolicyBefore } from './policy-before.ts';

/** A policy with the text that is stored for it, and who wants it in force. */
export interface PolicySwap {
  policy: Policy;
  text: string;
  by: Actor;
  /** The one that it replaces, as it was found and compared before. */
  from: PolicyBefore;
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

/**
 * Puts the policy in force in place of that one, with its people, an entry and a note that both say the difference: the note also where audits were told
 * until now, or moving them away would go unseen. Throws PolicyOvertaken.
 */
export async function swapPolicy(tx: Transaction, swap: PolicySwap): Promise<void> {
  const { policy, text, by, from } = swap;
  // Before the row that says what is in force, as everywhere: whoever opens something holds its person when they come to that.
  await tx.people.keepAllFromPolicy(allPolicyLinks(policy));
  if (!(await tx.policies.putInForce(policy.hash, text, from.hash))) throw new PolicyOvertaken();
  const about = { hash: policy.hash, from: from.hash, ...(from.compared && differenceAsJson(from.compared.changes)) };
  tx.record({ kind: 'policy-in-force', by, about });
  await tell(tx, swap);
}

function differenceAsJson(changes: readonly PolicyChange[]): { [key: string]: Json | undefined } {
  const said = changes.slice(0, MOST_IN_ENTRY).map(({ text, opensMore }) => ({ text, opensMore }));
  const more = changes.length - said.length;
  return { changes: said, more: more > 0 ? more : undefined };
}

async function tell(tx: Transaction, { policy, by, from: { compared } }: PolicySwap): Promise<void> {
  const shown = compared?.changes.slice(0, MOST_IN_NOTE);
  const difference = compared && shown ? { changes: shown, more: compared.changes.length - shown.length } : {};
  const name = by.kind === 'nightlatch' ? {} : { by: by.name };
  const note = { kind: 'policy-in-force', hash: policy.hash, ...name, ...difference } as const;
  const channels = new Set([policy.slack.auditChannel, ...(compared ? [compared.auditChannel] : [])]);
  for (const channel of channels) await tx.cards.add({ kind: 'note', note }, { kind: 'channel', channel });
}
