import { expect, test } from 'vitest';
import { closeGrant } from '../../src/use-cases/close-grant.ts';
import { CAROL } from '../builders/a-member.ts';
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
