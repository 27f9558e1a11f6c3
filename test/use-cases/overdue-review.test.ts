import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../src/domain/evidence.ts';
import { overdueReview } from '../../src/use-cases/overdue-review.ts';
import { BOB } from '../builders/a-member.ts';
import { aQuietNight, type Night, opened, START } from './a-quiet-night.ts';
import { aReviewedGrant } from './a-reviewed-grant.ts';

const INC_42 = { id: 'QINC42', number: 42, title: 'Replica lag' };
const NOTHING_SAID: Evidence = { askedAt: START, onCall: [] };
const DUE = START.add({ hours: 24 });

function evidenceOf(tiedBy: 'named' | 'only-open'): Evidence {
  const incident = { ...INC_42, service: 'Database', urgency: 'high', openedAt: START, tiedBy };
  return { askedAt: START, onCall: [], incident };
}

/** Which grant keeps that person from breaking glass, in that incident by the rule, or by what was named. */
function blocking(night: Night, personId: string, incident?: { id: string; number: number }, evidence: Evidence = NOTHING_SAID) {
  const decided = incident ? { incident, evidence } : { evidence };
  return night.tx((tx) => overdueReview(tx, personId, decided));
}

describe('an overdue review', () => {
  test('blocks its holder from its due time on, and nobody else', async () => {
    const night = await aQuietNight();
    const grant = await aReviewedGrant(night);
    const bob = await night.callerOf(BOB);
    await night.clock.set(DUE.subtract({ seconds: 1 }));
    expect(await blocking(night, grant.holder.personId)).toBeUndefined();
    await night.clock.set(DUE);
    expect(await blocking(night, grant.holder.personId)).toMatchObject({ id: grant.id });
    expect(await blocking(night, bob.person.id)).toBeUndefined();
  });

  test('that was marked blocks nobody', async () => {
    const night = await aQuietNight();
    const grant = await aReviewedGrant(night);
    await night.clock.set(DUE);
    await night.tx((tx) => tx.reviews.mark(grant.id, { personId: 'carol', name: 'Carol' }));
    expect(await blocking(night, grant.holder.personId)).toBeUndefined();
  });

  test.each([
    ['its id', { id: 'QINC42', number: 43 }],
    ['its number', { id: 'QINC43', number: 42 }],
    ['both', INC_42],
  ])('never blocks in the same incident, told by %s', async (_, incident) => {
    const night = await aQuietNight();
    const grant = await aReviewedGrant(night, { incident: INC_42 });
    await night.clock.set(DUE);
    expect(await blocking(night, grant.holder.personId, incident)).toBeUndefined();
  });

  test.each([
    ['another incident', { id: 'QINC43', number: 43 }],
    ['none', undefined],
  ])('blocks in %s', async (_, incident) => {
    const night = await aQuietNight();
    const grant = await aReviewedGrant(night, { incident: INC_42 });
    await night.clock.set(DUE);
    expect(await blocking(night, grant.holder.personId, incident)).toMatchObject({ id: grant.id });
  });

  test('of a grant without an incident blocks in every incident', async () => {
    const night = await aQuietNight();
    const grant = await aReviewedGrant(night);
    await night.clock.set(DUE);
    expect(await blocking(night, grant.holder.personId, INC_42)).toMatchObject({ id: grant.id });
  });

  test('of a rule that wants no incident knows the one that was named, but not one that merely was open', async () => {
    const night = await aQuietNight();
    const named = await aReviewedGrant(night, { evidence: evidenceOf('named') });
    const open = await aReviewedGrant(night, { resource: 'other', evidence: evidenceOf('only-open') });
    await night.clock.set(DUE);
    expect(await blocking(night, named.holder.personId, INC_42)).toMatchObject({ id: open.id });
  });

  test('knows the incident that is named now, but not one that merely is open', async () => {
    const night = await aQuietNight();
    const { id, holder } = await aReviewedGrant(night, { incident: INC_42 });
    await night.clock.set(DUE);
    expect(await blocking(night, holder.personId, undefined, evidenceOf('named'))).toBeUndefined();
    expect(await blocking(night, holder.personId, undefined, evidenceOf('only-open'))).toMatchObject({ id });
  });

  test('of one incident does not hide that of another', async () => {
    const night = await aQuietNight();
    const first = await aReviewedGrant(night, { incident: INC_42 });
    const second = await aReviewedGrant(night, { resource: 'other' });
    await opened(night, { resource: 'third' });
    await night.clock.set(DUE);
    expect(await blocking(night, first.holder.personId, INC_42)).toMatchObject({ id: second.id });
  });
});
