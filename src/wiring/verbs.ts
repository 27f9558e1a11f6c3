import { coalesced } from '../adapters/schedule/coalesce.ts';
import type { TimedVerbs, Workers } from '../adapters/schedule/jobs.ts';
import type { SlackVerbs } from '../adapters/slack/listeners/listener-needs.ts';
import type { Logger } from '../ports/logger.ts';
import { adoptCard } from '../use-cases/adopt-card.ts';
import { answerCutOff } from '../use-cases/answer-cut-off.ts';
import { applyIncident } from '../use-cases/apply-incident.ts';
import { approveRequest, denyRequest } from '../use-cases/approve-request.ts';
import { askColleague } from '../use-cases/ask-colleague.ts';
import { type BindByHandNeeds, bindByAnswer, bindByCommand } from '../use-cases/bind-by-hand.ts';
import { checkPeople, checkPerson } from '../use-cases/check-people.ts';
import { concludeAgreed } from '../use-cases/conclude-request.ts';
import type { DecideNeeds } from '../use-cases/decide-request.ts';
import { deliverCards, type UnderWay } from '../use-cases/deliver-cards.ts';
import { digestOnDemand } from '../use-cases/digest-on-demand.ts';
import { endDueGrants } from '../use-cases/end-due-grants.ts';
import { giveBackGrant, revokeGrant } from '../use-cases/end-grant-by-hand.ts';
import { endGrantsNotGiven } from '../use-cases/end-grants-not-given.ts';
import { endGrantsOfLockdown } from '../use-cases/end-grants-of-lockdown.ts';
import { endGrantsOfShared } from '../use-cases/end-grants-of-shared.ts';
import { expireRequests } from '../use-cases/expire-requests.ts';
import { EXPLANATIONS_A_MINUTE, explainRequest } from '../use-cases/explain-request.ts';
import { extendGrant } from '../use-cases/extend-grant.ts';
import { changeChannelId, followChannel } from '../use-cases/follow-channel.ts';
import { followChannels } from '../use-cases/follow-channels.ts';
import { followIncidents } from '../use-cases/follow-incidents.ts';
import { followShifts } from '../use-cases/follow-shifts.ts';
import { forgetDeliveries } from '../use-cases/forget-deliveries.ts';
import { latelyOnCall } from '../use-cases/lately-on-call.ts';
import { liftLockdown } from '../use-cases/lift-lockdown.ts';
import { listGrants } from '../use-cases/list-grants.ts';
import { lockDown, offerLockdown } from '../use-cases/lock-down.ts';
import { markDigestReviewed } from '../use-cases/mark-digest-reviewed.ts';
import { markReviewed } from '../use-cases/mark-reviewed.ts';
import { markRotated } from '../use-cases/mark-rotated.ts';
import { offerForm, openIncidentsOf } from '../use-cases/offer-form.ts';
import { offerHandOffs } from '../use-cases/offer-hand-off.ts';
import { openHome } from '../use-cases/open-home.ts';
import { paceOf } from '../use-cases/pace.ts';
import { type PostDigestNeeds, postDueDigest } from '../use-cases/post-due-digest.ts';
import { readPlans } from '../use-cases/read-plans.ts';
import { recordCountedRefusals } from '../use-cases/record-refusal.ts';
import { refreshPanels } from '../use-cases/refresh-panels.ts';
import { refuseReveal } from '../use-cases/refuse-reveal.ts';
import { remindApprovers } from '../use-cases/remind-approvers.ts';
import { requestAccess } from '../use-cases/request-access.ts';
import { requestDetails } from '../use-cases/request-details.ts';
import { beginReveal, type RevealNeeds, revealValues, settleReveal } from '../use-cases/reveal-values.ts';
import { tellOverdueReviews } from '../use-cases/tell-overdue-reviews.ts';
import { warnBeforeEnd } from '../use-cases/warn-before-end.ts';
import { wipeSecretViews } from '../use-cases/wipe-secret-views.ts';
import { nudgeApprovers, withdrawRequest } from '../use-cases/withdraw-request.ts';
import { workOffWebhooks } from '../use-cases/work-off-webhooks.ts';
import type { Measuring } from './measured.ts';

/** What every verb together needs of the outside. */
export type VerbNeeds = DecideNeeds &
  RevealNeeds &
  Parameters<typeof deliverCards>[0] &
  PostDigestNeeds &
  BindByHandNeeds &
  Parameters<typeof wipeSecretViews>[0] &
  Parameters<typeof answerCutOff>[0] &
  Parameters<typeof forgetDeliveries>[0];

/** What Slack may ask for. */
export function slackVerbs(needs: VerbNeeds): SlackVerbs {
  const explaining = paceOf(EXPLANATIONS_A_MINUTE, () => performance.now());
  return {
    requestAccess: (command) => requestAccess(needs, command),
    explainRequest: (command) => explainRequest({ ...needs, explaining }, command),
    offerForm: (slackId) => offerForm(needs, slackId),
    openIncidentsOf: (resource) => openIncidentsOf(needs, resource),
    listGrants: (asked) => listGrants(needs, asked),
    giveBackGrant: (by, id) => giveBackGrant(needs, by, id),
    revokeGrant: (by, id) => revokeGrant(needs, by, id),
    beginReveal: (click) => beginReveal(needs, click),
    revealValues: (by, id) => revealValues(needs, by, id),
    settleReveal: (id, became, viewId) => settleReveal(needs, id, became, viewId),
    refuseReveal: (by, asked) => refuseReveal(needs, by, asked),
    adoptCard: (click) => adoptCard(needs, click),
    extendGrant: (click) => extendGrant(needs, click),
    approveRequest: (click) => approveRequest(needs, click),
    denyRequest: (click) => denyRequest(needs, click),
    withdrawRequest: (click) => withdrawRequest(needs, click),
    nudgeApprovers: (click) => nudgeApprovers(needs, click),
    requestDetails: (click) => requestDetails(needs, click),
    markReviewed: (click) => markReviewed(needs, click),
    markRotated: (click) => markRotated(needs, click),
    digestOnDemand: (asked) => digestOnDemand(needs, asked),
    markDigestReviewed: (click) => markDigestReviewed(needs, click),
    askColleague: (asked) => askColleague(needs, asked),
    offerLockdown: (asked) => offerLockdown(needs, asked),
    lockDown: (asked) => lockDown(needs, asked),
    liftLockdown: (by) => liftLockdown(needs, by),
    openHome: (of) => openHome(needs, of),
    checkPerson: (of) => checkPerson(needs, of),
    followChannel: (news) => followChannel(needs, news),
    changeChannelId: (from, to) => changeChannelId(needs, from, to),
    bindByCommand: (command) => bindByCommand(needs, command),
    bindByAnswer: (answer) => bindByAnswer(needs, answer),
  };
}

/** Work that also runs when there is something to tell at once; `counted` counts its runs. */
export function workersOf(needs: VerbNeeds, log: Logger, counted: Measuring['job']): Workers {
  const underWay: UnderWay = new Map();
  const drawing = { ...needs, onCall: latelyOnCall(needs.onCall) };
  const wipes = coalesced(
    counted('wipe-secret-views', () => wipeSecretViews(needs)),
    (error) => log.error('views not wiped', {}, error),
  );
  const cards = coalesced(
    counted('deliver-cards', () => deliverCards(drawing, underWay)),
    (error) => log.error('cards not delivered', {}, error),
  );
  const webhooks = coalesced(
    counted('work-off-webhooks', async () => {
      const onLocked = () => wipes.kick();
      const isDone = await workOffWebhooks({ ...needs, applyIncident: (id) => applyIncident({ ...needs, onLocked }, id) });
      if (isDone) for (const worker of [wipes, cards]) worker.kick();
    }),
    (error) => log.error('webhooks not worked off', {}, error),
  );
  return { wipes, cards, webhooks };
}

/** What time drives. */
export function timedVerbs(needs: VerbNeeds): Omit<TimedVerbs, 'followPolicy'> {
  return {
    endDueGrants: () => endDueGrants(needs),
    endGrantsOfLockdown: () => endGrantsOfLockdown(needs),
    endGrantsNotGiven: () => endGrantsNotGiven(needs),
    followIncidents: () => followIncidents(needs),
    refreshPanels: () => refreshPanels(needs),
    readPlans: () => readPlans(needs),
    followShifts: () => followShifts(needs),
    offerHandOffs: () => offerHandOffs(needs),
    recordCountedRefusals: () => recordCountedRefusals(needs),
    answerCutOff: () => answerCutOff(needs),
    forgetDeliveries: () => forgetDeliveries(needs),
    concludeAgreed: () => concludeAgreed(needs),
    expireRequests: () => expireRequests(needs),
    remindApprovers: () => remindApprovers(needs),
    warnBeforeEnd: () => warnBeforeEnd(needs),
    postDueDigest: () => postDueDigest(needs),
    tellOverdueReviews: () => tellOverdueReviews(needs),
    checkPeople: () => checkPeople(needs),
    followChannels: () => followChannels(needs),
    endGrantsOfShared: () => endGrantsOfShared(needs),
  };
}
