import type { Incident } from '../pagerduty/incident.ts';
import { seedTalk } from '../seed-talk.ts';
import type { Sandbox } from '../start-sandbox.ts';
import {
  agreedBy,
  type Deed,
  deniedBy,
  flagsRotated,
  glassBroken,
  incidentWithin,
  neverRead,
  readAfterResolve,
  refused,
  unanswered,
} from './deeds.ts';

/** How far back the demo's time begins when it is to have a history. */
export const FOUR_WEEKS = Temporal.Duration.from({ hours: 28 * 24 });

const LONGEST_DEED_MINUTES = 75;
const ZONE = 'Europe/Berlin';
const AUDIT = 'C0AUDIT';

// As many as open in four weeks stay below the visitor's.
const FIRST_INCIDENT = 31;

/** So that its review still waits when the visitor comes, and isn't overdue for most of a day. */
const LAST: readonly [before: Temporal.Duration, deed: Deed] = [
  Temporal.Duration.from({ hours: 3 }),
  glassBroken('PagerDuty looks odd', 'unreviewed'),
];

/** What happens on which day, counted from the first, at which time in Berlin. */
const DIARY: readonly [day: number, at: string, deed: Deed][] = [
  [1, '09:40', agreedBy('carol', 'slow report')],
  [2, '14:05', incidentWithin(25, 'Replica lag above 30 s')],
  [3, '10:20', refused('gina')],
  [4, '03:17', incidentWithin(41, 'Checkout errors above 2 %')],
  [4, '16:30', neverRead],
  [8, '11:00', deniedBy('carol', 'export hangs', 'Use the replica, it has the same rows.')],
  [9, '02:44', incidentWithin(18, 'Connection pool exhausted')],
  [9, '15:10', flagsRotated],
  [10, '13:25', glassBroken('customers must know', 'reviewed')],
  [11, '10:00', refused('gina')],
  [11, '10:30', agreedBy('bob', 'index check')],
  [12, '23:50', readAfterResolve('Carts lose their items')],
  [15, '09:15', agreedBy('carol', 'vacuum settings')],
  [16, '12:00', neverRead],
  [17, '18:40', unanswered],
  [18, '04:05', incidentWithin(64, 'Database restarts')],
  [19, '11:30', refused('gina')],
  [20, '15:00', incidentWithin(12, 'Replica lag above 30 s')],
  [22, '10:10', agreedBy('carol', 'stuck migration')],
  [22, '16:45', refused('gina')],
  [23, '01:20', incidentWithin(33, 'Checkout errors above 2 %')],
  [24, '09:05', deniedBy('bob', 'month end', 'Finance has a report for that.')],
  [25, '11:40', neverRead],
  [26, '03:33', readAfterResolve('Connection pool exhausted')],
];

/**
 * Lets four weeks pass in about a minute, through the bot itself: every command, click, approval and read is a real one, at a moved clock. Wants a sandbox
 * whose clock began that long ago; leaves it at the machine's time, with the incident open and the talk said that the visitor meets.
 */
export async function fillFourWeeks(sandbox: Sandbox, tell: (done: number, of: number) => void): Promise<void> {
  const { clock, pagerDuty } = sandbox;
  const midnight = clock.now().toZonedDateTimeISO(ZONE).startOfDay();
  await passFirstMonday(sandbox);
  const visitors = [...pagerDuty.state.incidents.values()];
  for (const { id } of visitors) pagerDuty.state.incidents.delete(id);
  pagerDuty.state.nextNumber = FIRST_INCIDENT;
  const all = DIARY.length + 1;
  for (const [index, [day, at, deed]] of DIARY.entries()) {
    await passUntil(sandbox, midnight.add({ days: day }).withPlainTime(at).toInstant());
    await awayFromHandOff(sandbox);
    await deed(sandbox);
    tell(index + 1, all);
  }
  const [before, deed] = LAST;
  await passUntil(sandbox, machineTime(sandbox).subtract(before));
  await deed(sandbox);
  tell(all, all);
  await passUntil(sandbox, machineTime(sandbox));
  beginVisit(sandbox, visitors);
}

function machineTime({ clock }: Sandbox): Temporal.Instant {
  return clock.now().subtract(clock.offset());
}

function beginVisit({ clock, pagerDuty: { state }, slack }: Sandbox, incidents: readonly Incident[]): void {
  const at = clock.now().subtract({ minutes: 20 });
  for (const { log, ...incident } of incidents) {
    const fresh = { openedAt: at, changedAt: at, log: log.map((entry) => ({ ...entry, at })) };
    state.incidents.set(incident.id, { ...incident, ...fresh });
  }
  state.nextNumber = Math.max(...incidents.map(({ number }) => number)) + 1;
  seedTalk(slack.workspace);
  slack.workspace.visitBegan = clock.now();
  slack.changes.changed();
}

// Shifts count from the hour at which the demo is started: whoever begins a deed must be on call until it is over.
async function awayFromHandOff({ clock, pagerDuty: { state } }: Sandbox): Promise<void> {
  const cover = state.coverNow(state.schedule('db-primary'), clock.now());
  if (cover && clock.now().until(cover.end).total('minutes') < LONGEST_DEED_MINUTES) {
    await clock.advance(clock.now().until(cover.end.add({ minutes: 1 })));
  }
}

// Begun on a Monday before its digest, there is no week to tell yet.
async function passFirstMonday({ clock }: Sandbox): Promise<void> {
  const now = clock.now().toZonedDateTimeISO(ZONE);
  const left = clock.now().until(nextMonday(clock.now()));
  if (now.dayOfWeek === 1 && left.total('hours') < 24) await clock.advance(left);
}

// A week is told on Monday morning: time stops there until it was.
async function passUntil(sandbox: Sandbox, until: Temporal.Instant): Promise<void> {
  const { clock } = sandbox;
  for (let monday = nextMonday(clock.now()); Temporal.Instant.compare(monday, until) < 0; monday = nextMonday(clock.now())) {
    const before = digests(sandbox);
    await clock.advance(clock.now().until(monday));
    await sandbox.slack.changes.until(
      () => (digests(sandbox) > before ? true : undefined),
      () => 'no digest was posted',
      20_000,
    );
  }
  const left = clock.now().until(until);
  if (left.sign > 0) await clock.advance(left);
}

function nextMonday(after: Temporal.Instant): Temporal.Instant {
  const local = after.toZonedDateTimeISO(ZONE);
  const monday = local
    .startOfDay()
    .subtract({ days: local.dayOfWeek - 1 })
    .withPlainTime('09:00');
  return (Temporal.ZonedDateTime.compare(monday, local) > 0 ? monday : monday.add({ weeks: 1 })).toInstant();
}

function digests(sandbox: Sandbox): number {
  return sandbox
    .channel(AUDIT)
    .messages()
    .filter(({ fallback, text }) => /week/i.test(`${fallback} ${text}`)).length;
}
