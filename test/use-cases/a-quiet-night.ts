import type { Grant } from '../../src/domain/grant.ts';
import type { Caller, Member } from '../../src/domain/person.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { NewGrant } from '../../src/ports/grants.ts';
import type { Transaction } from '../../src/ports/store.ts';
import { callerOf } from '../../src/use-cases/identify-caller.ts';
import { aMember, BOB, CAROL } from '../builders/a-member.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { putInForce, READER } from '../builders/a-stored-policy.ts';
import { FakeCardSurface } from '../fakes/fake-card-surface.ts';
import { FakeChannels } from '../fakes/fake-channels.ts';
import { FakeCutOffAnswers } from '../fakes/fake-cut-off-answers.ts';
import { FakeDirectory } from '../fakes/fake-directory.ts';
import { FakeIncidentSource } from '../fakes/fake-incident-source.ts';
import { FakeOnCallSource } from '../fakes/fake-on-call-source.ts';
import { FakeSecretSource } from '../fakes/fake-secret-source.ts';
import { FakeSecretWindows } from '../fakes/fake-secret-windows.ts';
import { FakeSourceUsers } from '../fakes/fake-source-users.ts';
import { InMemoryDeliveries } from '../fakes/in-memory-deliveries.ts';
import { InMemoryStore } from '../fakes/in-memory-store.ts';
import { InMemoryWebhookDeliveries } from '../fakes/in-memory-webhook-deliveries.ts';
import { KeepingLogger } from '../fakes/keeping-logger.ts';

/** When the clocks of use cases start. */
export const START = Temporal.Instant.from('2026-03-01T03:17:00Z');

/**
 * Everything a use case can need, in memory, the policy in force; Alice, Bob and Carol (the owner) are full members and nobody is on call. It can be
 * handed to every use case as its needs.
 */
export async function aQuietNight(given: Policy = aPolicy()) {
  let held: Policy | undefined = given;
  const store = new InMemoryStore();
  const night = {
    ...{
      store,
      clock: store.clock,
      deliveries: new InMemoryDeliveries(store.clock),
      webhookDeliveries: new InMemoryWebhookDeliveries(store.clock),
      log: new KeepingLogger(),
    },
    ...{ directory: new FakeDirectory(), sourceUsers: new FakeSourceUsers(), onCall: new FakeOnCallSource() },
    ...{ incidents: new FakeIncidentSource(), secrets: new FakeSecretSource(), surface: new FakeCardSurface() },
    ...{ channels: new FakeChannels(), windows: new FakeSecretWindows(), answers: new FakeCutOffAnswers() },
    policy: {
      current: () => held,
      hold: (policy: Policy) => {
        held = policy;
      },
    },
    reader: READER,
    tx: <T>(work: (tx: Transaction) => Promise<T>) => store.transaction(work),
    /** This process holds another policy, or none, from now on; what is in force stays. */
    hold: (policy: Policy | undefined) => {
      held = policy;
    },
    /** Another policy comes into force everywhere. */
    putInForce: async (policy: Policy) => {
      held = policy;
      await putInForce(store, policy);
    },
    /** The record, but for the policy's own first entry. */
    recorded: () => store.records.slice(1),
    ofKind: (kind: string) => store.records.filter((entry) => entry.kind === kind),
    callerOf: (member: Member): Promise<Caller> => store.transaction((tx) => callerOf(tx, held ?? given, member)),
    cards: () => store.transaction((tx) => tx.cards.claimDirty(100, 0)),
  };
  for (const member of [aMember(), BOB, CAROL]) night.directory.put(member);
  await night.putInForce(given);
  return night;
}

export type Night = Awaited<ReturnType<typeof aQuietNight>>;

/** Opens `db-prod` for Alice for half an hour, whatever the policy says; what a test cares about is given. */
export async function opened(night: Night, given: Partial<NewGrant> & { for?: Member } = {}): Promise<Grant> {
  const { for: member = aMember(), ...changed } = given;
  const { person } = await night.callerOf(member);
  const grant = await night.tx((tx) =>
    tx.grants.open({
      holder: { personId: person.id, name: member.displayName, slackId: member.slackId },
      resource: 'db-prod',
      variables: ['DATABASE_URL', 'PGPASSWORD'],
      rule: 'a rule',
      breakGlass: false,
      reason: 'replica lag',
      policyHash: 'a'.repeat(64),
      evidence: { askedAt: night.clock.at, onCall: [] },
      terms: {
        atMost: Temporal.Duration.from({ hours: 1 }),
        showFor: Temporal.Duration.from({ seconds: 60 }),
        maxReveals: 10,
        graceAfterResolve: Temporal.Duration.from({ minutes: 15 }),
        endsWithIncident: false,
        endsWithShift: false,
      },
      request: { resource: 'db-prod', variables: [], time: { kind: 'default' }, breakGlass: false, channel: 'C0INC' },
      end: { at: night.clock.at.add({ minutes: 30 }), because: 'asked' },
      ...changed,
    }),
  );
  if (grant === 'already-open') throw new Error('there is an open grant already');
  return grant;
}

/** A grant by its id, as it is now. */
export async function present(night: Night, { id }: Pick<Grant, 'id'>): Promise<Grant> {
  const grant = await night.tx((tx) => tx.grants.byId(id));
  if (!grant) throw new Error('no such grant');
  return grant;
}
