import type { ChannelId, DigestId, GrantId, RequestId, ResourceName, RevealId, SlackUserId } from '../../../domain/names.ts';
import type { Reader } from '../../../domain/say-time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Deliveries } from '../../../ports/deliveries.ts';
import type { PolicyHolder } from '../../../ports/policy-holder.ts';
import type { Adoption, CardClick } from '../../../use-cases/adopt-card.ts';
import type { ApprovalOutcome, DetailsOutcome, RequesterOutcome } from '../../../use-cases/approval-outcome.ts';
import type { AskColleagueOutcome } from '../../../use-cases/ask-colleague.ts';
import type { IncidentCommand, IncidentOutcome } from '../../../use-cases/bind-by-hand.ts';
import type { DigestOutcome } from '../../../use-cases/digest-on-demand.ts';
import type { EndOutcome } from '../../../use-cases/end-grant-by-hand.ts';
import type { ExplainCommand, ExplainOutcome } from '../../../use-cases/explain-request.ts';
import type { ChannelNews } from '../../../use-cases/follow-channel.ts';
import type { LiftOutcome } from '../../../use-cases/lift-lockdown.ts';
import type { ListOutcome } from '../../../use-cases/list-grants.ts';
import type { LockdownAsked, LockdownOffer, LockdownOutcome } from '../../../use-cases/lock-down.ts';
import type { DigestReviewOutcome } from '../../../use-cases/mark-digest-reviewed.ts';
import type { ReviewOutcome } from '../../../use-cases/mark-reviewed.ts';
import type { RotationOutcome } from '../../../use-cases/mark-rotated.ts';
import type { FormOffer, openIncidentsOf } from '../../../use-cases/offer-form.ts';
import type { RequestOutcome, UnlockCommand } from '../../../use-cases/request-access.ts';
import type { beginReveal, RevealOutcome, RevealRefusal, settleReveal } from '../../../use-cases/reveal-values.ts';
import type { AnswersNeeds } from '../answers.ts';
import type { SlackDirectory } from '../directory.ts';
import type { SlackSecretWindows } from '../secret-windows.ts';

/** The use cases, bound to their needs. */
export interface SlackVerbs {
  requestAccess(command: UnlockCommand): Promise<RequestOutcome>;
  offerForm(slackId: SlackUserId): Promise<FormOffer>;
  openIncidentsOf(resource: ResourceName): ReturnType<typeof openIncidentsOf>;
  /** What would be decided; it asks for nothing. */
  explainRequest(command: ExplainCommand): Promise<ExplainOutcome>;
  listGrants(asked: { slackId: SlackUserId; words: string; page: number }): Promise<ListOutcome>;
  giveBackGrant(by: SlackUserId, id: GrantId): Promise<EndOutcome>;
  revokeGrant(by: SlackUserId, id: GrantId): Promise<EndOutcome>;
  beginReveal(click: Parameters<typeof beginReveal>[1]): ReturnType<typeof beginReveal>;
  revealValues(by: SlackUserId, id: RevealId): Promise<RevealOutcome>;
  settleReveal(id: RevealId, became: 'shown' | 'failed', viewId?: string): ReturnType<typeof settleReveal>;
  refuseReveal(by: SlackUserId, asked: string): Promise<RevealRefusal>;
  /** The Extend button: the rule's usual time on top of the present end, decided anew. */
  extendGrant(asked: {
    slackId: SlackUserId;
    grantId: GrantId;
    windowExternalId?: string;
  }): Promise<RequestOutcome | { outcome: 'not-found' }>;
  markReviewed(by: { slackId: SlackUserId; grantId: GrantId }): Promise<ReviewOutcome>;
  markRotated(by: { slackId: SlackUserId; grantId: GrantId }): Promise<RotationOutcome>;
  /** What happened since then, for owners and auditors. */
  digestOnDemand(asked: { slackId: SlackUserId; words: string }): Promise<DigestOutcome>;
  markDigestReviewed(by: { slackId: SlackUserId; digestId: DigestId }): Promise<DigestReviewOutcome>;
  askColleague(asked: {
    slackId: SlackUserId;
    resource: ResourceName;
    reason: string;
    channel: ChannelId;
  }): Promise<AskColleagueOutcome>;
  /** Has that person's home tab drawn, from now on whenever it changes. */
  openHome(of: SlackUserId): Promise<void>;
  /** Asks Slack who this is now, and ends what someone who left holds and asks for. */
  checkPerson(slackId: SlackUserId): Promise<void>;
  approveRequest(click: RequestClick & { atMost?: Temporal.Duration }): Promise<ApprovalOutcome>;
  denyRequest(click: RequestClick & { reason?: string }): Promise<ApprovalOutcome>;
  withdrawRequest(click: RequestClick): Promise<RequesterOutcome>;
  nudgeApprovers(click: RequestClick): Promise<RequesterOutcome>;
  requestDetails(click: RequestClick): Promise<DetailsOutcome>;
  offerLockdown(asked: LockdownAsked): Promise<LockdownOffer>;
  lockDown(asked: LockdownAsked): Promise<LockdownOutcome>;
  liftLockdown(by: SlackUserId): Promise<LiftOutcome>;
  /** Something happened to a channel: it is made of it what Slack says it is now. */
  followChannel(news: ChannelNews): Promise<void>;
  changeChannelId(from: ChannelId, to: ChannelId): Promise<void>;
  bindByCommand(command: IncidentCommand): Promise<IncidentOutcome>;
  bindByAnswer(answer: { slackId: SlackUserId; channel: ChannelId; incidentId: string }): Promise<IncidentOutcome>;
  adoptCard(click: CardClick): Promise<Adoption>;
}

/** Who clicked, and which request the button named. */
export interface RequestClick {
  slackId: SlackUserId;
  requestId: RequestId;
}

export interface ListenerNeeds extends AnswersNeeds {
  verbs: SlackVerbs;
  deliveries: Deliveries;
  directory: SlackDirectory;
  policy: PolicyHolder;
  clock: Clock;
  /** This process's clock, for words only, when the one clock can't be asked. */
  processNow(): Temporal.Instant;
  secretWindows: SlackSecretWindows;
  /** Has dirty cards drawn now rather than at the next tick. */
  kickCards(): void;
}

/** Whose clock an answer is in, and what it says. Never throws. */
export async function readerFor(needs: ListenerNeeds, user: SlackUserId): Promise<Reader> {
  const now = needs.clock.now().catch(() => needs.processNow());
  return { timezone: await needs.directory.zoneOf(user), now: await now };
}
