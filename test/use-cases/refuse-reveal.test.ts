import { expect, test } from 'vitest';
import { refuseReveal } from '../../src/use-cases/refuse-reveal.ts';
import { aMember } from '../builders/a-member.ts';
import { aQuietNight } from './a-quiet-night.ts';

test('asking for a grant one does not hold is refused and on record, with what was named cut to a line', async () => {
  const night = await aQuietNight();
  expect(await refuseReveal(night, 'U02BOB', 'x'.repeat(10_000))).toEqual({ code: 'not-found' });
  expect(night.recorded()).toMatchObject([
    { kind: 'refused', by: { name: 'bob' }, about: { code: 'reveal-not-found', grant: 'x'.repeat(100) } },
  ]);
});

test.each(['guest', 'bot', 'deactivated', 'outsider'] as const)('a %s learns nothing and leaves nothing', async (standing) => {
  const night = await aQuietNight();
  night.directory.put(aMember({ slackId: 'U09NEW', standing }));
  expect(await refuseReveal(night, 'U09NEW', 'any')).toEqual({ code: 'outsider' });
  expect([night.recorded(), await night.tx((tx) => tx.people.byName('slack:U09NEW'))]).toEqual([[], undefined]);
});

test('without a policy that is the answer', async () => {
  const night = await aQuietNight();
  night.hold(undefined);
  expect(await refuseReveal(night, 'U02BOB', 'any')).toEqual({ code: 'no-policy' });
});
