import type { Grant } from '../../src/domain/grant.ts';
import type { Person } from '../../src/domain/person.ts';
import type { NewGrant } from '../../src/ports/grants.ts';
import type { Transaction } from '../../src/ports/store.ts';
import { START } from './under-test.ts';

/** A person of the policy, whose Slack id is `U` and the name in capitals; the policy that grants name is in force then. */
export async function aPerson(tx: Transaction, name = 'alice'): Promise<Person> {
  await tx.policies.putInForce('policy-1', 'version: 1');
  return tx.people.keepFromPolicy(name, [{ provider: 'slack', id: `U${name.toUpperCase()}` }]);
}

/** Something to open: db-prod for half an hour, not tied to an incident. */
export function aNewGrant(holder: Person, changed: Partial<NewGrant> = {}): NewGrant {
  return {
    holder: { personId: holder.id, name: holder.name, slackId: `U${holder.name.toUpperCase()}` },
    resource: 'db-prod',
    variables: ['PGPASSWORD'],
    rule: 'on call',
    breakGlass: false,
    reason: 'replica lag',
    policyHash: 'policy-1',
    evidence: { askedAt: START, onCall: [] },
    terms: {
      atMost: Temporal.Duration.from({ hours: 4 }),
      showFor: Temporal.Duration.from({ seconds: 60 }),
      maxReveals: 10,
      graceAfterResolve: Temporal.Duration.from({ minutes: 15 }),
      endsWithIncident: false,
      endsWithShift: false,
    },
    request: {
      resource: changed.resource ?? 'db-prod',
      variables: [],
      time: { kind: 'default' },
      breakGlass: false,
      channel: 'C0INC',
    },
    end: { at: START.add({ minutes: 30 }), because: 'asked' },
    ...changed,
  };
}

/** Ends with incident `QINC`. */
export function inIncident(id = 'QINC'): Partial<NewGrant> {
  const terms = { ...aNewGrant({ id: '', name: '', links: [] }).terms, endsWithIncident: true };
  return { incident: { id, number: 42, title: 'Replica lag' }, terms };
}

/** Opens it; fails the test when there is one already. */
export async function opened(tx: Transaction, grant: NewGrant): Promise<Grant> {
  const made = await tx.grants.open(grant);
  if (made === 'already-open') throw new Error('there is an open grant already');
  return made;
}
