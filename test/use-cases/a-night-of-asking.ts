import type { Note } from '../../src/domain/card.ts';
import type { Member } from '../../src/domain/person.ts';
import type { ApprovalRule, Policy, Rule } from '../../src/domain/policy.ts';
import type { PendingRequest } from '../../src/domain/request.ts';
import { approveRequest } from '../../src/use-cases/approve-request.ts';
import { requestAccess } from '../../src/use-cases/request-access.ts';
import { aMember, BOB } from '../builders/a-member.ts';
import { aPolicy, aResource, aRule } from '../builders/a-policy.ts';
import { aUser } from '../builders/a-shift.ts';
import { aQuietNight, type Night, START } from './a-quiet-night.ts';

export const DAN = aMember({ slackId: 'U04DAN', displayName: 'Dan', email: 'dan@example.com' });

/** One of the leads must agree within a quarter of an hour. */
export const ONE_LEAD: ApprovalRule = {
  by: [{ kind: 'group', group: 'leads' }],
  count: 1,
  within: Temporal.Duration.from({ minutes: 15 }),
};
export const TWO_LEADS: ApprovalRule = { ...ONE_LEAD, count: 2 };

/** On call, and somebody must agree. */
export function anAskingRule(given: Partial<Rule> = {}): Rule {
  return aRule({ name: 'on call, quiet', when: { onCall: ['db-primary'] }, approve: ONE_LEAD, ...given });
}

/** Bob, Carol and Dan are leads (Slack's group S0LEADS); Alice is on call for db-primary until 05:17. */
export function anAskingPolicy(rules: Rule[], given: Partial<Policy> = {}): Policy {
  const base = aPolicy();
  return aPolicy({
    people: new Map([...base.people, ['dan', { name: 'dan', slack: ['U04DAN'], pagerduty: 'PDAN004' }]]),
    groups: new Map([
      ['leads', { name: 'leads', kind: 'slack-user-group', id: 'S0LEADS' }],
      ['sre', { name: 'sre', kind: 'people', members: ['alice', 'bob'] }],
    ]),
    resources: new Map([['db-prod', aResource({ approvers: 'leads', rules })]]),
    ...given,
  });
}

/** A night on which whoever wants db-prod must ask. */
export async function aNightOfAsking(rules: Rule[] = [anAskingRule()], given: Partial<Policy> = {}): Promise<Night> {
  const night = await aQuietNight(anAskingPolicy(rules, given));
  night.directory.put(DAN);
  night.directory.putGroup('S0LEADS', ['U02BOB', 'U03CAROL', 'U04DAN']);
  onCall(night, true);
  return night;
}

/** Whether Alice is on call for db-primary; otherwise Bob is. */
export function onCall(night: Night, isAlice: boolean): void {
  const user = isAlice ? aUser() : aUser('PBOB002', 'Bob');
  night.onCall.put('db-primary', [{ user, level: 1, start: START.subtract({ hours: 1 }), end: START.add({ hours: 2 }) }]);
}

/** `/unlock` by Alice, which must end in a request that waits. */
export async function asked(night: Night, words = 'db-prod because replica lag', window?: string): Promise<PendingRequest> {
  const outcome = await unlock(night, words, window);
  if (outcome.outcome !== 'asked') throw new Error(`not asked but ${outcome.outcome}`);
  return outcome.request;
}

export function unlock(night: Night, words = 'db-prod because replica lag', window?: string, by: Member = aMember()) {
  return requestAccess(night, {
    ...{ slackId: by.slackId, words, channel: 'C0INC' },
    ...(window !== undefined && { windowExternalId: window }),
  });
}

/** The request as it is now. */
export async function stateOf(night: Night, { id }: Pick<PendingRequest, 'id'>): Promise<PendingRequest> {
  const request = await night.tx((tx) => tx.requests.byId(id));
  if (!request) throw new Error('no such request');
  return request;
}

/** What came of it. */
export function grantOf(night: Night, { id }: Pick<PendingRequest, 'id'>) {
  return night.tx((tx) => tx.grants.ofRequest(id));
}

/** A click on Approve by that member. */
export function approve(night: Night, { id }: Pick<PendingRequest, 'id'>, by: Member = BOB, atMost?: Temporal.Duration) {
  return approveRequest(night, { slackId: by.slackId, requestId: id, ...(atMost && { atMost }) });
}

/** What that person was told directly, and once. */
export async function notesTo(night: Night, slackId: string): Promise<Note[]> {
  const cards = await night.cards();
  return cards.flatMap(({ subject, place }) =>
    subject.kind === 'note' && place.kind === 'direct' && place.to === slackId ? [subject.note] : [],
  );
}

/** The places of all cards about the request. */
export async function placesOf(night: Night, { id }: Pick<PendingRequest, 'id'>): Promise<string[]> {
  const cards = await night.cards();
  return cards.flatMap(({ subject, place }) => {
    if (subject.kind !== 'request' || subject.requestId !== id) return [];
    const where = place.kind === 'channel' ? place.channel : place.kind === 'direct' ? place.to : place.kind;
    return [subject.aspect ? `${subject.aspect} ${where}` : where];
  });
}
