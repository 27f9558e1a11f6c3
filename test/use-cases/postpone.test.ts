import { expect, test } from 'vitest';
import { concludeAgreed } from '../../src/use-cases/conclude-request.ts';
import { aNightOfAsking, approve, asked } from './a-night-of-asking.ts';
import type { Night } from './a-quiet-night.ts';

async function allDrawn(night: Night): Promise<void> {
  for (const card of await night.cards()) await night.tx((tx) => tx.cards.drawn(card, 'hash'));
}

test('a request that waits for a source says so on its cards each time it is tried, and in the requester’s home once', async () => {
  const night = await aNightOfAsking();
  const request = await asked(night);
  await night.tx((tx) => tx.cards.add({ kind: 'home' }, { kind: 'home', of: 'U01ALICE' }));
  night.onCall.fail('server');
  await approve(night, request);
  const kinds = async () => new Set((await night.cards()).map(({ subject }) => subject.kind));
  expect(await kinds()).toContain('home');
  await allDrawn(night);
  await night.clock.advance({ seconds: 20 });
  expect(await concludeAgreed(night)).toBe(1);
  expect(await kinds()).toEqual(new Set(['request']));
});
