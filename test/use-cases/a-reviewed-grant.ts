import type { Grant } from '../../src/domain/grant.ts';
import type { NewGrant } from '../../src/ports/grants.ts';
import { addReview } from '../../src/use-cases/add-review.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { type Night, opened, present } from './a-quiet-night.ts';

/** Alice's broken glass, which Carol is to look at within a day. */
export async function aReviewedGrant(night: Night, given: Partial<NewGrant> = {}, by: string[] = ['carol']): Promise<Grant> {
  const grant = await opened(night, { breakGlass: true, ...given });
  const review = { by, within: Temporal.Duration.from({ hours: 24 }) };
  await night.tx((tx) => addReview(tx, aPolicy(), { review }, grant, grant.startedAt));
  return present(night, grant);
}
