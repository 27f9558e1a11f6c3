import type { Grant } from '../../src/domain/grant.ts';
import type { Extension, NewGrant } from '../../src/ports/grants.ts';
import type { Transaction } from '../../src/ports/store.ts';
import { aNewGrant, aPerson, opened } from './a-new-grant.ts';
import { START } from './under-test.ts';

/** When grants end that aren't extended. */
export const END = START.add({ minutes: 30 });

/** An hour from the start, as a fresh decision of another rule and policy says. */
export function anExtension(changed: Partial<Extension> = {}): Extension {
  return {
    variables: ['PGPASSWORD'],
    ...{ rule: 'with a second person', breakGlass: true },
    terms: {
      ...aNewGrant({ id: '', name: '', links: [] }).terms,
      showFor: Temporal.Duration.from({ seconds: 30 }),
      maxReveals: 5,
    },
    policyHash: 'policy-2',
    evidence: { askedAt: START, onCall: [], member: [{ group: 'sre', found: true }] },
    end: { at: START.add({ hours: 1 }), because: 'approver' },
    request: {
      ...{ resource: 'db-prod', variables: [], time: { kind: 'longer', than: END } },
      ...{ breakGlass: false, channel: 'C0INC' },
    },
    ...changed,
  };
}

/** Alice's grant, and a second policy to extend it by. */
export async function aGrant(tx: Transaction, changed: Partial<NewGrant> = {}): Promise<Grant> {
  const grant = await opened(tx, aNewGrant(await aPerson(tx), changed));
  await tx.policies.putInForce('policy-2', 'version: 1', 'policy-1');
  return grant;
}

/** Extends it, locked. */
export async function extended(tx: Transaction, id: string, changed: Partial<Extension> = {}): Promise<Grant | undefined> {
  await tx.grants.lock(id);
  return tx.grants.extend(id, anExtension(changed));
}
