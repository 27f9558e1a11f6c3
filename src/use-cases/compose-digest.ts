import { type Counting, type WeekCount, weekCount } from '../domain/count-week.ts';
import type { DigestContent, GrantMention, Some, Week, WorthALook } from '../domain/digest.ts';
import type { Grant } from '../domain/grant.ts';
import { incidentLabel } from '../domain/incident.ts';
import { readLogged } from '../domain/logged-entry.ts';
import type { DigestTimes } from '../domain/policy.ts';
import { someOf } from '../domain/some-of.ts';
import { spanBefore } from '../domain/week-of.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Store, Transaction } from '../ports/store.ts';

export interface ComposeNeeds {
  store: Store;
  auditLog: AuditLog;
}

/** Which time to tell of, by whose clocks and office hours. */
export interface DigestAsked {
  week: Week;
  timezone: string;
  officeHours: DigestTimes['officeHours'];
  late: boolean;
}

// No grant lasts longer, and no request waits longer: what is open when the first week begins was begun within it.
const LONGEST_OPEN = Temporal.Duration.from({ hours: 25 });

const FIRST = 5;

/**
 * Counts that time and the one before from the log, and adds what stands open now. The log is read in batches, with no transaction held open; entries
 * that nobody can read are counted and passed over. Throws StoreUnavailable.
 */
export async function composeDigest(needs: ComposeNeeds, asked: DigestAsked): Promise<DigestContent> {
  const { timezone, late, week } = asked;
  const before = spanBefore(week, timezone);
  const head = await needs.auditLog.head();
  const { count, unreadable } = await countFrom(needs.auditLog, { ...asked, before });
  const counted = count.counted();
  const begins = await needs.auditLog.begins();
  const isWhole = begins !== undefined && Temporal.Instant.compare(begins, before.from) <= 0;
  const standing = await needs.store.transaction(async (tx) => ({
    ...(await standingOpen(tx)),
    outages: await outagesIn(tx, week),
  }));
  return {
    ...{ version: 1, timezone, late },
    head: { seq: head.seq.toString(), hash: Buffer.from(head.hash).toString('hex') },
    figures: counted.figures,
    ...(isWhole && { before: counted.before }),
    days: counted.days,
    worthALook: { ...standing, ...counted.worthALook },
    ...(unreadable > 0 && { unreadable }),
  };
}

async function countFrom(log: AuditLog, counting: Counting): Promise<{ count: WeekCount; unreadable: number }> {
  const count = weekCount(counting);
  let unreadable = 0;
  for await (const rows of log.between(counting.before.from.subtract(LONGEST_OPEN), counting.week.to)) {
    for (const row of rows) {
      const entry = readLogged(row);
      if (entry) count.add(entry);
      else unreadable += 1;
    }
  }
  return { count, unreadable };
}

type Standing = Pick<DigestContent['worthALook'], 'brokenGlassUnreviewed' | 'exposed'>;

async function standingOpen(tx: Transaction): Promise<Standing> {
  const now = await tx.now();
  const exposed = await tx.rotatedValues.exposed(FIRST);
  return {
    brokenGlassUnreviewed: await unreviewedIn(tx, now),
    exposed: {
      total: exposed.total,
      first: exposed.first.map(({ resource, variable, seenBy, seenAt }) => {
        return { resource, variable, lastSeenBy: seenBy, at: seenAt.toString({ smallestUnit: 'second' }) };
      }),
    },
  };
}

async function outagesIn(tx: Transaction, { from, to }: Week): Promise<NonNullable<WorthALook['outages']>> {
  const now = await tx.now();
  const all = await tx.outages.between(from, to);
  const told = all.map(({ source, since, endedAt = now }) => {
    const [begins, ends] = [later(since, from), earlier(endedAt, to)];
    const minutes = Math.max(0, Math.floor(begins.until(ends).total('minutes')));
    return { source, at: begins.toString({ smallestUnit: 'second' }), minutes };
  });
  return someOf(told, ({ minutes, at, source }) => [-minutes, at, source]);
}

function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) >= 0 ? a : b;
}

function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) <= 0 ? a : b;
}

async function unreviewedIn(tx: Transaction, now: Temporal.Instant): Promise<Some<GrantMention>> {
  const { total, first } = await tx.reviews.unreviewedGlass(FIRST);
  const mentions: GrantMention[] = [];
  for (const grant of first) {
    // By the name that the policy knows, as everywhere in a digest.
    const person = await tx.people.byLink('slack', grant.holder.slackId);
    mentions.push(mentionOf(grant, person?.name ?? grant.holder.name, now));
  }
  return { total, first: mentions };
}

function mentionOf(grant: Grant, holder: string, now: Temporal.Instant): GrantMention {
  const { id, resource, rule, startedAt, endsAt, ended, reveals, incident } = grant;
  const until = [endsAt, ended?.at ?? now].reduce((a, b) => (Temporal.Instant.compare(a, b) <= 0 ? a : b), now);
  const mention = {
    ...{ grant: id, holder, resource, rule, at: startedAt.toString({ smallestUnit: 'second' }) },
    ...{ minutes: Math.max(0, Math.floor(startedAt.until(until).total('minutes'))), reveals: reveals.count },
  };
  return incident ? { ...mention, incident: incidentLabel(incident) } : mention;
}
