import type { Worker } from './coalesce.ts';

/** A piece of periodic work. node-cron only ticks; what is due is asked of Postgres, so a tick that finds nothing costs one query. */
export interface Job {
  name: string;
  /** Six fields, seconds first. */
  every: string;
  reason: string;
  /** It bounds itself: a run that takes long keeps no other from starting. */
  sideBySide?: true;
  run(): Promise<unknown>;
}

/** The verbs that time drives. */
export interface TimedVerbs {
  endDueGrants(): Promise<unknown>;
  endGrantsOfLockdown(): Promise<unknown>;
  followPolicy(): Promise<unknown>;
  endGrantsNotGiven(): Promise<unknown>;
  followIncidents(): Promise<unknown>;
  refreshPanels(): Promise<unknown>;
  readPlans(): Promise<unknown>;
  followShifts(): Promise<unknown>;
  offerHandOffs(): Promise<unknown>;
  concludeAgreed(): Promise<unknown>;
  expireRequests(): Promise<unknown>;
  remindApprovers(): Promise<unknown>;
  warnBeforeEnd(): Promise<unknown>;
  tellOverdueReviews(): Promise<unknown>;
  postDueDigest(): Promise<unknown>;
  checkPeople(): Promise<unknown>;
  followChannels(): Promise<unknown>;
  endGrantsOfShared(): Promise<unknown>;
  recordCountedRefusals(): Promise<unknown>;
  answerCutOff(): Promise<unknown>;
  forgetDeliveries(): Promise<unknown>;
}

/** Those that also run when there is something to tell at once. */
export interface Workers {
  wipes: Worker;
  cards: Worker;
  webhooks: Worker;
}

const EACH_SECOND = '* * * * * *';

/** Every job with its period and the reason for it, in the order in which one tick of all would run them. */
export function jobsOf(verbs: TimedVerbs, workers: Workers): Job[] {
  return [
    ...jobsOfSources(verbs),
    ...jobsOfEnds(verbs),
    ...jobsOfRequests(verbs),
    ...jobsOfPanels(verbs),
    ...jobsOfWork(verbs, workers),
  ];
}

function jobsOfSources(verbs: TimedVerbs): Job[] {
  return [
    {
      name: 'follow-incidents',
      every: '*/5 * * * * *',
      reason: 'claimed once a minute; ticks oftener so that a moved clock is noticed',
      run: verbs.followIncidents,
    },
    {
      name: 'follow-shifts',
      every: '*/5 * * * * *',
      reason: 'claimed once a minute, as no source tells of a hand-off; ticks oftener so that a moved clock is noticed',
      run: verbs.followShifts,
    },
    {
      name: 'read-plans',
      every: '*/5 * * * * *',
      reason: 'claimed every five minutes; ticks oftener so that a moved clock is noticed',
      run: verbs.readPlans,
    },
    {
      name: 'check-people',
      every: '*/5 * * * * *',
      reason: 'claimed once a minute; Slack may not have told that somebody left',
      run: verbs.checkPeople,
    },
    {
      name: 'follow-channels',
      every: '*/5 * * * * *',
      reason:
        'claimed once a minute; Slack does not tell of guests who were only invited, nor again what it told while nobody listened',
      run: verbs.followChannels,
    },
  ];
}

function jobsOfEnds(verbs: TimedVerbs): Job[] {
  return [
    {
      name: 'end-grants-of-shared',
      every: EACH_SECOND,
      reason: 'takes up what a crash left open, and what was decided while the channel was being shared',
      run: verbs.endGrantsOfShared,
    },
    { name: 'end-due-grants', every: EACH_SECOND, reason: 'an end is seen within a second', run: verbs.endDueGrants },
    { name: 'follow-policy', every: EACH_SECOND, reason: 'every replica holds the policy in force', run: verbs.followPolicy },
    {
      name: 'end-grants-not-given',
      every: EACH_SECOND,
      reason: 'what the policy in force gives no more ends, whoever put it in force',
      run: verbs.endGrantsNotGiven,
    },
    {
      name: 'end-grants-of-lockdown',
      every: EACH_SECOND,
      reason: 'takes up what a lockdown left open when its process died',
      run: verbs.endGrantsOfLockdown,
    },
  ];
}

function jobsOfRequests(verbs: TimedVerbs): Job[] {
  return [
    { name: 'expire-requests', every: EACH_SECOND, reason: 'an answer that never came is told', run: verbs.expireRequests },
    {
      name: 'conclude-agreed',
      every: EACH_SECOND,
      reason: 'takes up what a crash left, what waited for a source, and what begins when a grant ends',
      run: verbs.concludeAgreed,
    },
    { name: 'offer-hand-offs', every: '*/5 * * * * *', reason: 'whoever comes on call hears at once', run: verbs.offerHandOffs },
    { name: 'remind-approvers', every: '*/5 * * * * *', reason: 'at half time, once', run: verbs.remindApprovers },
    { name: 'warn-before-end', every: '*/5 * * * * *', reason: 'five minutes are left, nearly whole', run: verbs.warnBeforeEnd },
    { name: 'tell-overdue-reviews', every: '0 * * * * *', reason: 'told again once a day', run: verbs.tellOverdueReviews },
    {
      name: 'post-due-digest',
      every: '*/5 * * * * *',
      reason: 'once a week, and late where nothing ran; ticks oftener so that a moved clock is noticed',
      run: verbs.postDueDigest,
    },
  ];
}

function jobsOfWork(verbs: TimedVerbs, { wipes, cards, webhooks }: Workers): Job[] {
  return [
    { name: 'wipe-secret-views', every: EACH_SECOND, reason: 'a wipe is sent within a second', ...ofWorker(wipes) },
    { name: 'deliver-cards', every: EACH_SECOND, reason: 'takes up what a crash or another replica left', ...ofWorker(cards) },
    {
      name: 'work-off-webhooks',
      every: EACH_SECOND,
      reason: 'takes up what a crash, another replica or a source that was away left',
      ...ofWorker(webhooks),
    },
    {
      name: 'record-counted-refusals',
      every: '*/10 * * * * *',
      reason: 'equal refusals are counted for a minute',
      run: verbs.recordCountedRefusals,
    },
    {
      name: 'answer-cut-off',
      every: '*/5 * * * * *',
      reason: 'nobody waits for an answer that a crash swallowed',
      run: verbs.answerCutOff,
    },
    { name: 'forget-deliveries', every: '0 * * * * *', reason: 'claimed once an hour', run: verbs.forgetDeliveries },
  ];
}

function jobsOfPanels(verbs: TimedVerbs): Job[] {
  const reason = 'claimed once a minute; nobody tells that a shift passes to the next';
  return [{ name: 'refresh-panels', every: '*/5 * * * * *', reason, run: verbs.refreshPanels }];
}

function ofWorker(worker: Worker): Pick<Job, 'sideBySide' | 'run'> {
  const run = (): Promise<void> => {
    worker.kick();
    return worker.idle();
  };
  return { sideBySide: true, run };
}
