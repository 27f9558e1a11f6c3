import type { Grant } from '../domain/grant.ts';
import { rulesOfShift } from '../domain/hand-off.ts';
import { incidentLabel, isOver } from '../domain/incident.ts';
import { incidentOf } from '../domain/incident-of.ts';
import type { GrantId } from '../domain/names.ts';
import type { Policy, Resource } from '../domain/policy.ts';
import type { IncidentSource } from '../ports/incident-source.ts';
import type { Logger } from '../ports/logger.ts';
import type { OnCallSource } from '../ports/on-call-source.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Transaction } from '../ports/store.ts';
import { type Colleague, colleaguesOf } from './colleagues-of.ts';
import { personNameOf } from './identify-caller.ts';
import { triedTo } from './source-answer.ts';
import type { SourceUserNeeds } from './source-user-of.ts';

export interface OfferNeeds extends SourceUserNeeds {
  onCall: OnCallSource;
  incidents: IncidentSource;
  policy: PolicyHolder;
  log: Logger;
}

/** A grant that ended with its holder's shift, and its incident. */
interface HandedOver {
  grant: Grant;
  incident: { id: string; number: number };
  resource: Resource;
  now: Temporal.Instant;
}

const AT_ONCE = 10;
const AT_MOST = 10;
const AGAIN_SECONDS = 60;
const TRIED_FOR = Temporal.Duration.from({ hours: 1 });

/**
 * Writes once to whoever came on call that a grant of their incident ended with its holder's shift. It opens nothing: its button asks as `/unlock` does. Where
 * nobody can be found, or told to be, it is tried again each minute for an hour. Throws StoreUnavailable.
 */
export async function offerHandOffs(needs: OfferNeeds): Promise<void> {
  const policy = needs.policy.current();
  if (!policy) return;
  const due = await needs.store.transaction((tx) => tx.handOffs.claim(AT_ONCE, AGAIN_SECONDS));
  await Promise.all(due.map((id) => offer(needs, policy, id)));
}

async function offer(needs: OfferNeeds, policy: Policy, id: GrantId): Promise<void> {
  const handedOver = await needs.store.transaction((tx) => lookUp(tx, policy, id));
  if (!handedOver || (await isIncidentOver(needs, handedOver))) return giveUp(needs, id, 'nothing to hand over');
  const found = await triedTo(() => onCallNow(needs, policy, handedOver));
  const incoming = found.known ? found.value : [];
  if (incoming.length > 0) return needs.store.transaction((tx) => tell(tx, handedOver, incoming));
  const endedAt = handedOver.grant.ended?.at ?? handedOver.grant.endsAt;
  const isLast = Temporal.Instant.compare(handedOver.now, endedAt.add(TRIED_FOR)) >= 0;
  if (isLast) await giveUp(needs, id, found.known ? 'nobody on call' : 'no answer');
}

async function lookUp(tx: Transaction, policy: Policy, id: GrantId): Promise<HandedOver | undefined> {
  const grant = await tx.grants.byId(id);
  const incident = grant && incidentOf(grant);
  const resource = grant && policy.resources.get(grant.resource);
  return incident && resource ? { grant, incident, resource, now: await tx.now() } : undefined;
}

async function isIncidentOver({ incidents }: OfferNeeds, { incident: { id } }: HandedOver): Promise<boolean> {
  const answer = await triedTo(() => incidents.incidentById(id));
  return answer.known && (answer.value === undefined || isOver(answer.value));
}

// By the rule that gave it: whoever is on call for another one has nothing to do with this shift.
async function onCallNow(needs: OfferNeeds, policy: Policy, { grant, resource, now }: HandedOver): Promise<Colleague[]> {
  const rules = rulesOfShift(resource, grant.rule);
  const { colleagues } = await colleaguesOf(needs, policy, { ...resource, rules }, now);
  return colleagues.filter(({ person }) => person !== personNameOf(policy, grant.holder.slackId)).slice(0, AT_MOST);
}

async function tell(tx: Transaction, { grant, incident, resource }: HandedOver, incoming: readonly Colleague[]): Promise<void> {
  const told: Colleague[] = [];
  for (const colleague of incoming) if (!(await holdsIt(tx, colleague, resource))) told.push(colleague);
  const names = told.map(({ person }) => person);
  if (!(await tx.handOffs.offered(grant.id, names)) || told.length === 0) return;
  for (const { slackId } of told) {
    await tx.cards.add({ kind: 'grant', grantId: grant.id, aspect: 'offer' }, { kind: 'direct', to: slackId });
  }
  const to = told.map(({ person, slackId }) => ({ person, slackId }));
  const about = { grant: grant.id, resource: resource.name, holder: grant.holder, incident: incidentLabel(incident), to };
  tx.record({ kind: 'hand-off-offered', by: { kind: 'nightlatch' }, about });
}

async function holdsIt(tx: Transaction, { person: name }: Colleague, { name: resource }: Resource): Promise<boolean> {
  const person = await tx.people.byName(name);
  return person !== undefined && (await tx.grants.openOf(person.id, resource)) !== undefined;
}

async function giveUp({ store, log }: OfferNeeds, id: GrantId, because: string): Promise<void> {
  if (await store.transaction((tx) => tx.handOffs.offered(id, [])))
    log.warn('hand-off offered to nobody', { grant: id, because });
}
