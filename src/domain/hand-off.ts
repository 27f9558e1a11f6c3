import type { Evidence } from './evidence.ts';
import { type SourceAnswer, shiftsSaid } from './facts.ts';
import type { Grant, HandOffReading } from './grant.ts';
import type { RuleName } from './names.ts';
import type { Resource, Rule } from './policy.ts';
import { type Provider, providerLabel } from './provider.ts';
import { coverOf, type SourceIds } from './shift.ts';

/** What a reading says of the cover that a grant was given for: it lasts as long as the grant, ends before, or can't be told. */
export type CoverRead = 'lasts' | 'unknown' | { endsAt: Temporal.Instant };

// A schedule that is being edited looks handed over for a moment.
const APART = Temporal.Duration.from({ seconds: 50 });

/** The rules of whose targets a grant's shift is: its own, or where that names none all of the resource's, one of which gave the time that it kept. */
export function rulesOfShift({ rules }: Pick<Resource, 'rules'>, name: RuleName): readonly Rule[] {
  const own = rules.filter((rule) => rule.name === name && rule.when.onCall !== undefined);
  return own.length > 0 ? own : rules;
}

/**
 * What the targets' sources, asked at `at`, say of the holder's cover. Only all of them together prove that it ends before the grant does. A fallback counts
 * only for a grant that it gave: an outage neither extends nor ends one.
 */
export function readCover(
  { endsAt, evidence }: Pick<Grant, 'endsAt' | 'evidence'>,
  said: readonly SourceAnswer[],
  ids: SourceIds,
  at: Temporal.Instant,
): CoverRead {
  const isByFallback = evidence.onCall.some(({ answer, insteadOf }) => answer === 'yes' && insteadOf !== undefined);
  const counting = said.filter((answer) => !answer.insteadOf || isByFallback);
  const cover = coverOf(ids, shiftsSaid(counting), at);
  if (cover && (cover.end === undefined || Temporal.Instant.compare(cover.end, endsAt) >= 0)) return 'lasts';
  // Who isn't known there isn't off call there, unless the decision found that they have no account.
  const isKnownAt = (provider: Provider) => ids[provider] !== undefined || wasToldApart(provider, evidence);
  const isWhole = counting.length === said.length && counting.every(({ known, provider }) => known && isKnownAt(provider));
  if (!isWhole || said.length === 0) return 'unknown';
  return { endsAt: cover?.end ?? at };
}

function wasToldApart(provider: Provider, { onCall }: Evidence): boolean {
  return onCall.some((one) => one.provider === providerLabel({ provider }) && (one.answer === 'yes' || one.answer === 'no'));
}

/** What a reading makes of what was read before: kept from now on (or nothing any more), and where the grant's end moves, if it does. */
export interface AfterReading {
  keep: HandOffReading | undefined;
  endsAt?: Temporal.Instant;
}

/** One reading is kept; the second, some time after it, moves the end to where both say that the cover is over. Undefined where nothing changes. */
export function afterReading(
  before: HandOffReading | undefined,
  read: CoverRead,
  readAt: Temporal.Instant,
): AfterReading | undefined {
  if (read === 'unknown') return undefined;
  if (read === 'lasts') return before && { keep: undefined };
  const keep = { endsAt: read.endsAt, readAt };
  if (!before) return { keep };
  if (Temporal.Instant.compare(readAt, before.readAt.add(APART)) < 0) return undefined;
  return { keep, endsAt: [before.endsAt, read.endsAt].toSorted(Temporal.Instant.compare)[1] as Temporal.Instant };
}
