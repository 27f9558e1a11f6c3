import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../src/domain/evidence.ts';
import { type IncidentMark, overdueReview } from '../../src/use-cases/overdue-review.ts';
import { BOB } from '../builders/a-member.ts';
import { aQuietNight, type Night, opened, START } from './a-quiet-night.ts';
import { aReviewedGrant } from './a-reviewed-grant.ts';

const INC_42 = { id: 'QINC42', number: 42, title: 'Replica lag' };
const DUE = START.add({ hours: 24 });

function evidenceOf(tiedBy: 'named' | 'only-open'): Evidence {
  const incident = { ...INC_42, service: 'Database', urgency: 'high', openedAt: START, tiedBy };
  return { askedAt: START, onCall: [], incident };
}

function blocking(night: Night, personId: string, incident?: IncidentMark) {
  return night.tx((tx) => overdueReview(tx, personId, incident));
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
    ['its id', { id: 'QINC42' }],
    ['its number', { number: 42 }],
    ['both', { id: 'QINC42', number: 42 }],
  ])('never blocks in the same incident, told by %s', async (_, incident) => {
    const night = await aQuietNight();
    const grant = await aReviewedGrant(night, { incident: INC_42 });
    await night.clock.set(DUE);
    expect(await blocking(night, grant.holder.personId, incident)).toBeUndefined();
  });

  test.each([
    ['another incident', { id: 'QINC43', number: 43 }],
    ['none', undefined],
    ['one that says neither id nor number', {}],
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
    expect(await blocking(night, grant.holder.personId, { number: 42 })).toMatchObject({ id: grant.id });
  });

  test('of a rule that wants no incident knows the one that was named, but not one that merely was open', async () => {
    const night = await aQuietNight();
    const named = await aReviewedGrant(night, { evidence: evidenceOf('named') });
    const open = await aReviewedGrant(night, { resource: 'other', evidence: evidenceOf('only-open') });
    await night.clock.set(DUE);
    expect(await blocking(night, named.holder.personId, { number: 42 })).toMatchObject({ id: open.id });
  });

  test('of one incident does not hide that of another', async () => {
    const night = await aQuietNight();
    const first = await aReviewedGrant(night, { incident: INC_42 });
    const second = await aReviewedGrant(night, { resource: 'other' });
    await opened(night, { resource: 'third' });
    await night.clock.set(DUE);
    expect(await blocking(night, first.holder.personId, { number: 42 })).toMatchObject({ id: second.id });
  });
});
