import { describe, expect, test } from 'vitest';
import { StoreUnavailable } from '../../../src/ports/store.ts';
import { aSlackBench, ROOM } from './a-slack-bench.ts';
import { aLockdown } from './good-lockdown-verbs.ts';

const bench = aSlackBench();
const carol = () => bench.sandbox.as('carol');
const WORDS = '/nightlatch lockdown because a laptop &amp; a phone were stolen';

describe('/nightlatch lockdown', () => {
  test('says what it would do, and does it at the button, for the reason that was typed', async () => {
    await carol().types(ROOM, WORDS);
    const window = await carol().windowSays('This ends 2 open grants and 1 request that waits.');
    expect(window.text).toContain('a laptop & a phone were stolen');
    expect(window.buttons).toMatchObject([{ text: 'Lock everything down', style: 'danger' }]);
    await carol().clicks('Lock everything down');
    await carol().windowSays('Everything is locked down since 03:17 by Carol: a laptop & a phone were stolen');
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([
      'offerLockdown U03CAROL  a laptop & a phone were stolen',
      'lockDown U03CAROL a laptop & a phone were stolen',
    ]);
    expect(bench.kicks).toBe(1);
  });

  test.each([
    ['no-reason', 'Say why: everybody will read it.'],
    ['not-an-owner', 'Only owners can do this'],
    ['no-policy', 'nightlatch lockdown --because'],
    ['outsider', 'full members'],
  ] as const)('%s: says so and has no button', async (outcome, words) => {
    bench.verbs.offerLockdown = async () => ({ outcome });
    await carol().types(ROOM, '/nightlatch LOCKDOWN');
    expect((await carol().windowSays(words)).buttons).toEqual([]);
  });

  test('somebody was first: says who, when and why', async () => {
    bench.verbs.lockDown = async () => ({ outcome: 'locked-down-already', lockdown: aLockdown({ by: { name: 'ops@db1' } }) });
    await carol().types(ROOM, WORDS);
    await carol().windowSays('This ends');
    await carol().clicks('Lock everything down');
    const window = await carol().windowSays('Everything is locked down since 03:17 by ops@db1: a laptop was stolen');
    expect(window.text).toContain('So nothing changed now.');
    expect(window.text).toContain('An owner can lift it: /nightlatch lift');
  });

  test('with the database away it says that one may try again, and what works without Slack', async () => {
    await carol().types(ROOM, WORDS);
    await carol().windowSays('This ends');
    bench.verbs.lockDown = () => Promise.reject(new StoreUnavailable());
    await carol().clicks('Lock everything down');
    const window = await carol().windowSays("I can't say whether everything is locked down");
    expect(window.text).toContain('twice does no harm');
  });
});

describe('/nightlatch lift', () => {
  test('lifts it', async () => {
    await carol().types(ROOM, '/nightlatch lift');
    await carol().windowSays('The lockdown is lifted.');
    await bench.adapter.drain();
    expect([bench.verbs.seen, bench.kicks]).toEqual([['liftLockdown U03CAROL'], 1]);
  });

  test.each([
    ['own-lockdown', 'You began this lockdown, so another owner has to lift it.'],
    ['ending-still', 'Not lifted yet'],
    ['begun-since', 'Not lifted: this lockdown began after you asked.'],
    ['too-late', 'Not lifted: it took too long.'],
    ['not-locked-down', 'Nothing is locked down.'],
    ['not-an-owner', 'Only owners can lift a lockdown, so nothing was done.'],
  ] as const)('%s: says so', async (outcome, words) => {
    const lockdown = aLockdown();
    bench.verbs.liftLockdown = async () =>
      outcome === 'own-lockdown' || outcome === 'ending-still' || outcome === 'begun-since' ? { outcome, lockdown } : { outcome };
    await carol().types(ROOM, '/nightlatch lift');
    await carol().windowSays(words);
  });

  test.each(['own-lockdown', 'not-an-owner'] as const)('%s: names the way out where nobody else is an owner', async (outcome) => {
    bench.verbs.liftLockdown = async () => (outcome === 'own-lockdown' ? { outcome, lockdown: aLockdown() } : { outcome });
    await carol().types(ROOM, '/nightlatch lift');
    await carol().windowSays('Name one under roles.owners in the policy: that works during a lockdown.');
  });
});
