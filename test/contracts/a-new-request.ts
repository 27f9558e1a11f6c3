import type { Person } from '../../src/domain/person.ts';
import type { Approval, PendingRequest } from '../../src/domain/request.ts';
import type { NewPendingRequest } from '../../src/ports/requests.ts';
import type { Transaction } from '../../src/ports/store.ts';
import { aPerson } from './a-new-grant.ts';
import { START } from './under-test.ts';

/** Something that Bob or Carol must agree to within a quarter of an hour: db-prod for half an hour. */
export function aNewRequest(requester: Person, changed: Partial<NewPendingRequest> = {}): NewPendingRequest {
  return {
    requester: { personId: requester.id, name: requester.name, slackId: `U${requester.name.toUpperCase()}` },
    asked: { resource: 'db-prod', variables: [], time: { kind: 'default' }, breakGlass: false, channel: 'C0INC' },
    rule: 'with a second person',
    terms: { by: [{ kind: 'group', group: 'leads' }], count: 1, within: Temporal.Duration.from({ minutes: 15 }) },
    eligible: ['bob', 'carol'].map((name) => ({ person: name, slackId: `U${name.toUpperCase()}`, name, onCall: false })),
    offer: { variables: ['PGPASSWORD'], length: Temporal.Duration.from({ minutes: 30 }) },
    unchecked: [],
    policyHash: 'policy-1',
    evidence: { askedAt: START, onCall: [] },
    ...changed,
  };
}

/** The same for another resource. */
export function forResource(resource: string): Partial<NewPendingRequest> {
  return { asked: { resource, variables: [], time: { kind: 'default' }, breakGlass: false, channel: 'C0INC' } };
}

/** Needs that many people. */
export function needing(count: number): Partial<NewPendingRequest> {
  return { terms: { by: [{ kind: 'group', group: 'leads' }], count, within: Temporal.Duration.from({ minutes: 15 }) } };
}

/** Alice asks; fails the test when she has asked for it already. */
export async function asked(tx: Transaction, changed: Partial<NewPendingRequest> = {}, by = 'alice'): Promise<PendingRequest> {
  const made = await tx.requests.ask(aNewRequest(await aPerson(tx, by), changed));
  if (made === 'already-pending') throw new Error('there is a pending request already');
  return made;
}

/** That person's yes, as the click gives it. */
export function yesOf({ id, name }: Person, changed: Partial<Approval> = {}): Omit<Approval, 'at'> {
  return { personId: id, name, slackId: `U${name.toUpperCase()}`, by: 'click', ...changed };
}

/** They agree, one after the other, with the request locked; whether each yes was kept. */
export async function agreed(tx: Transaction, id: string, ...names: string[]): Promise<boolean[]> {
  const people: Person[] = [];
  for (const name of names) people.push(await aPerson(tx, name));
  await tx.requests.lock(id);
  const kept: boolean[] = [];
  for (const person of people) kept.push(await tx.requests.addApproval(id, yesOf(person)));
  return kept;
}

/** Alice asks and Bob agrees, which is enough. */
export async function askedAndAgreed(tx: Transaction, changed: Partial<NewPendingRequest> = {}): Promise<PendingRequest> {
  const request = await asked(tx, changed);
  await agreed(tx, request.id, 'bob');
  return request;
}

/** As text, with every duration in seconds: two that mean the same are the same then. */
export function plain(value: unknown): unknown {
  if (value instanceof Temporal.Duration) return `${value.total('seconds')} s`;
  if (value instanceof Temporal.Instant) return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}
