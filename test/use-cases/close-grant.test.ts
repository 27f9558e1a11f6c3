import { expect, test } from 'vitest';
import { closeGrant } from '../../src/use-cases/close-grant.ts';
import { aMember, CAROL } from '../builders/a-member.ts';
import { notesTo } from './a-night-of-asking.ts';
import { aQuietNight, opened, present } from './a-quiet-night.ts';

test('a grant that somebody else ended meanwhile stays as they ended it, and is no second entry', async () => {
  const night = await aQuietNight();
  const grant = await opened(night);
  const by = await night.callerOf(CAROL);
  await night.tx((tx) => closeGrant(tx, grant, { kind: 'by-person', cause: 'revoked', by }));
  expect(await night.tx((tx) => closeGrant(tx, grant, { kind: 'by-time' }))).toBeUndefined();
  expect((await present(night, grant)).ended).toMatchObject({ cause: 'revoked', by: { name: 'Carol' } });
  expect(night.ofKind('grant-ended')).toMatchObject([
    { by: { name: 'carol' }, about: { cause: 'revoked', slackId: 'U03CAROL' } },
  ]);
});

test('a holder who loses it to somebody else is written to: by whom and when', async () => {
  const night = await aQuietNight();
  const grant = await opened(night);
  const by = await night.callerOf(CAROL);
  await night.tx((tx) => closeGrant(tx, grant, { kind: 'by-person', cause: 'revoked', by }));
  const note = { kind: 'grant-revoked', resource: 'db-prod', by: 'Carol', at: night.clock.at.toString() };
  expect(await notesTo(night, 'U01ALICE')).toEqual([note]);
});

test.each(['by themselves', 'by time', 'by leaving'])('a holder whose grant ends %s is written no word of it', async (how) => {
  const night = await aQuietNight();
  const grant = await opened(night);
  const by = await night.callerOf(aMember());
  const closings = {
    'by themselves': { kind: 'by-person', cause: 'revoked', by },
    'by time': { kind: 'by-time' },
    'by leaving': { kind: 'person-left' },
  } as const;
  await night.tx((tx) => closeGrant(tx, grant, closings[how as keyof typeof closings]));
  expect(await notesTo(night, 'U01ALICE')).toEqual([]);
});

test('a holder whose shift ended is told so, at the end that it had', async () => {
  const night = await aQuietNight();
  const at = night.clock.at.add({ minutes: 30 });
  const grant = await opened(night, { end: { at, because: 'shift' } });
  await night.clock.advance({ minutes: 31 });
  await night.tx((tx) => closeGrant(tx, grant, { kind: 'by-time' }));
  expect(await notesTo(night, 'U01ALICE')).toEqual([{ kind: 'grant-shift-ended', resource: 'db-prod', at: at.toString() }]);
});
