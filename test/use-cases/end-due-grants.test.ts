import { expect, test } from 'vitest';
import type { EndReason } from '../../src/domain/end-of-grant.ts';
import { endDueGrants } from '../../src/use-cases/end-due-grants.ts';
import { aQuietNight, opened, present, START } from './a-quiet-night.ts';

const END = START.add({ minutes: 30 });

test.each<[EndReason, string]>([
  ['asked', 'expired'],
  ['at-most', 'expired'],
  ['shift', 'shift-ended'],
  ['incident', 'incident-resolved'],
])('a grant whose end was set by %s ends as %s, by nobody, with its entry', async (because, cause) => {
  const night = await aQuietNight();
  const grant = await opened(night, { end: { at: END, because } });
  await night.clock.set(END);
  expect(await endDueGrants(night)).toBe(1);
  expect((await present(night, grant)).ended).toEqual({ at: END, cause });
  expect(night.recorded()).toEqual([
    expect.objectContaining({
      kind: 'grant-ended',
      by: { kind: 'nightlatch' },
      about: { grant: grant.id, resource: 'db-prod', holder: grant.holder, cause, reveals: 0 },
    }),
  ]);
});

test('a millisecond before its end a grant is left alone', async () => {
  const night = await aQuietNight();
  const grant = await opened(night);
  await night.clock.set(grant.endsAt.subtract({ milliseconds: 1 }));
  expect([await endDueGrants(night), night.recorded()]).toEqual([0, []]);
});

test('its cards are drawn again, and it ends once', async () => {
  const night = await aQuietNight();
  const grant = await opened(night);
  const id = await night.tx((tx) => tx.cards.add({ kind: 'grant', grantId: grant.id }, { kind: 'direct', to: 'U01ALICE' }));
  for (const card of await night.cards()) await night.tx((tx) => tx.cards.drawn(card, 'hash'));
  await night.clock.set(END);
  expect(await Promise.all([endDueGrants(night), endDueGrants(night)])).toEqual([1, 0]);
  expect((await night.cards()).map((card) => card.id)).toEqual([id]);
  expect(night.ofKind('grant-ended')).toHaveLength(1);
});

test('all that are due end, however many there are', async () => {
  const night = await aQuietNight();
  for (let nth = 0; nth < 120; nth += 1) await opened(night, { resource: `r-${nth}` });
  await night.clock.set(END);
  expect(await endDueGrants(night)).toBe(120);
});

test('the end of one never ends another', async () => {
  const night = await aQuietNight();
  await opened(night);
  const other = await opened(night, { resource: 'db-test', end: { at: END.add({ seconds: 1 }), because: 'asked' } });
  await night.clock.set(END);
  await endDueGrants(night);
  expect((await present(night, other)).state).toBe('active');
});
