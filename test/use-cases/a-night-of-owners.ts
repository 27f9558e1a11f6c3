import type { Policy } from '../../src/domain/policy.ts';
import { lockDown } from '../../src/use-cases/lock-down.ts';
import { aMember, CAROL } from '../builders/a-member.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { DAN } from './a-night-of-asking.ts';
import { aQuietNight, type Night } from './a-quiet-night.ts';

export const WHY = 'a laptop was stolen';

/** Carol, with a second account, and Dan are owners. */
export const OWNERS: Partial<Policy> = {
  roles: { owners: ['carol', 'dan'], auditors: [] },
  people: new Map([
    ...aPolicy().people,
    ['carol', { name: 'carol', slack: ['U03CAROL', 'U33CAROL'] }],
    ['dan', { name: 'dan', slack: ['U04DAN'] }],
  ]),
};

/** A night of theirs. */
export async function aNight(given: Partial<Policy> = {}): Promise<Night> {
  const night = await aQuietNight(aPolicy({ ...OWNERS, ...given }));
  night.directory.put(DAN);
  night.directory.put(aMember({ slackId: 'U33CAROL', displayName: 'Carol' }));
  return night;
}

export const byCarol = (night: Night, reason = WHY) => lockDown(night, { slackId: CAROL.slackId, reason });
export const inForce = (night: Night) => night.tx((tx) => tx.lockdowns.current());
export const notesIn = async (night: Night, channel: string) =>
  (await night.cards()).flatMap(({ subject, place }) =>
    subject.kind === 'note' && place.kind === 'channel' && place.channel === channel ? [subject.note.kind] : [],
  );
