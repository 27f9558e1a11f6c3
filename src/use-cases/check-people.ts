import { isUsable } from '../domain/grant.ts';
import type { SlackUserId } from '../domain/names.ts';
import type { Member } from '../domain/person.ts';
import type { PendingRequest } from '../domain/request.ts';
import type { Directory } from '../ports/directory.ts';
import type { Logger } from '../ports/logger.ts';
import { SourceUnavailable } from '../ports/on-call-source.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { closeGrant } from './close-grant.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { homesOf } from './homes-of.ts';
import { settleRequest } from './settle-request.ts';

export interface CheckPeopleNeeds {
  store: Store;
  directory: Directory;
  log: Logger;
}

const JOB = 'check-people';
const EVERY_SECONDS = 60;
const AT_ONCE = 5;

/**
 * Once a minute, by one replica, asks Slack afresh about everyone who holds a grant, waits for one or agreed to one that waits. What an account that
 * is no full member any more holds ends. One that Slack can't say keeps what it has and keeps no other from being asked after. Throws
 * StoreUnavailable.
 */
export async function checkPeople(needs: CheckPeopleNeeds): Promise<void> {
  const involved = await needs.store.transaction(async (tx) => ((await tx.jobs.claim(JOB, EVERY_SECONDS)) ? involvedIn(tx) : []));
  await fewAtATime(involved, AT_ONCE, (slackId) => check(needs, slackId));
}

/** The same for one account that Slack says has changed, at once. Nobody is asked about one that nothing depends on. Throws StoreUnavailable. */
export async function checkPerson(needs: CheckPeopleNeeds, slackId: SlackUserId): Promise<void> {
  const involved = await needs.store.transaction(involvedIn);
  if (involved.includes(slackId)) await check(needs, slackId);
}

async function involvedIn(tx: Transaction): Promise<SlackUserId[]> {
  return [...new Set([...(await tx.grants.holdersOfOpen()), ...(await tx.requests.peopleInvolved())])];
}

// Two transactions: two people who leave at once and agreed to each other's requests would wait for one another's rows in one.
async function check(needs: CheckPeopleNeeds, slackId: SlackUserId): Promise<void> {
  const standing = await standingNow(needs, slackId);
  if (standing === undefined || standing === 'full') return;
  await needs.store.transaction((tx) => voidApprovals(tx, slackId, standing));
  await needs.store.transaction((tx) => endAll(tx, slackId));
}

async function standingNow({ directory, log }: CheckPeopleNeeds, slackId: SlackUserId): Promise<Member['standing'] | undefined> {
  try {
    return (await directory.member(slackId, 'fresh')).standing;
  } catch (error) {
    if (!(error instanceof SourceUnavailable)) throw error;
    log.warn('person not checked', { slackId, fault: error.kind });
    return undefined;
  }
}

async function voidApprovals(tx: Transaction, slackId: SlackUserId, standing: Member['standing']): Promise<void> {
  for (const request of await tx.requests.voidApprovals(slackId)) await noteVoid(tx, request, slackId, standing);
}

// All rows are locked before anything is written, requests before grants as everywhere, so that nobody waits in a circle.
async function endAll(tx: Transaction, slackId: SlackUserId): Promise<void> {
  const pending = await tx.requests.lockPendingOf(slackId);
  const active = await tx.grants.lockActiveOf(slackId);
  const now = await tx.now();
  for (const request of pending) {
    await settleRequest(tx, request, 'overtaken', { actor: { kind: 'nightlatch' }, because: { code: 'person-left' } });
  }
  // Where its time came first, the record must not say that leaving ended it.
  for (const grant of active) await closeGrant(tx, grant, { kind: isUsable(grant, now) ? 'person-left' : 'by-time' });
}

async function noteVoid(tx: Transaction, request: PendingRequest, slackId: SlackUserId, standing: Member['standing']) {
  const { id, requester, asked, approvals } = request;
  const about = { request: id, resource: asked.resource, requester, slackId, standing, left: approvals.length };
  tx.record({ kind: 'approval-void', by: { kind: 'nightlatch' }, about });
  await tx.cards.markRequestDirty(id);
  await tx.cards.markHomes(homesOf(request));
}
