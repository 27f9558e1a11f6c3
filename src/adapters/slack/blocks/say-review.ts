import type { Grant } from '../../../domain/grant.ts';
import type { PersonName } from '../../../domain/names.ts';
import { sayList } from '../../../domain/say-list.ts';
import { type Reader, sayLastingTime, sayMoment } from '../../../domain/say-time.ts';
import { nameOf, sayApprovers } from './say-grant.ts';

/** `🚨 Break glass · review by Mon 23 Nov 03:17 (carol)`; undefined where glass wasn't broken and nobody has to look at it. `reviewers`: who is named. */
export function sayGlass(grant: Grant, reader: Reader, reviewers = grant.review?.by ?? []): string | undefined {
  const review = sayReview(grant, reader, reviewers);
  const parts = [grant.breakGlass ? '🚨 Break glass' : undefined, review].filter((part) => part !== undefined);
  return parts.length > 0 ? capitalized(parts.join(' · ')) : undefined;
}

/** `reviewed by Carol at 04:10`, `review by Mon 23 Nov 03:17 (carol)`, `review overdue since …`; undefined where nobody has to. */
function sayReview({ review }: Pick<Grant, 'review'>, reader: Reader, reviewers: readonly PersonName[]): string | undefined {
  if (!review) return undefined;
  if (review.done) return `reviewed by ${nameOf(review.done.by)} ${sayMoment(review.done.at, reader)}`;
  const who = reviewers.length > 0 ? ` (${sayList(reviewers, 'or')})` : '';
  const when = `${isOverdue(review, reader) ? 'review overdue since' : 'review by'} ${sayLastingTime(review.dueAt, reader)}`;
  return `${when}${who}`;
}

/** Whether somebody should have looked at it by now. */
export function isOverdue({ done, dueAt }: NonNullable<Grant['review']>, { now }: Pick<Reader, 'now'>): boolean {
  return !done && Temporal.Instant.compare(dueAt, now) <= 0;
}

/** `Approved by Bob and Carol`; undefined where nobody had to. */
export function sayAgreed(grant: Grant): string | undefined {
  return grant.approvedBy.length > 0 ? `Approved by ${sayApprovers(grant)}` : undefined;
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
