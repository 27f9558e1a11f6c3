import { describe, expect, test } from 'vitest';
import { followPolicy } from '../../src/use-cases/follow-policy.ts';
import { aPolicy, aResource, aRule } from '../builders/a-policy.ts';
import { putInForce, textOf } from '../builders/a-stored-policy.ts';
import { InMemoryStore } from '../fakes/in-memory-store.ts';
import { aQuietNight } from './a-quiet-night.ts';

const HASH = 'a'.repeat(64);
const REVIEWED = aPolicy({ hash: 'b', roles: { owners: ['carol', 'bob'], auditors: [] } });

describe('following the policy in force', () => {
  const night = async () => ({ ...(await aQuietNight()), workspace: () => 'T0123ABCD' });

  test('holds what another replica put in force, from its stored text', async () => {
    const mine = await night();
    expect(await followPolicy(mine)).toBe('held');
    await putInForce(mine.store, REVIEWED);
    expect(mine.policy.current()?.hash).toBe(HASH);
    expect(await followPolicy(mine)).toBe('held');
    expect(mine.policy.current()).toBe(REVIEWED);
  });

  test('without one in force there is none to hold', async () => {
    expect(await followPolicy({ ...(await night()), store: new InMemoryStore() })).toBe('none-in-force');
  });

  test('what it can’t read isn’t held, so that everything is refused', async () => {
    const mine = await night();
    await mine.tx((tx) => tx.policies.putInForce('of another version', '{}', HASH));
    expect(await followPolicy(mine)).toBe('unreadable');
    expect(mine.policy.current()?.hash).toBe(HASH);
  });

  test('what is for another workspace isn’t held', async () => {
    const mine = await night();
    await putInForce(mine.store, aPolicy({ hash: 'b', slack: { ...aPolicy().slack, team: 'T0OTHER99' } }));
    expect(await followPolicy(mine)).toBe('other-workspace');
    expect(mine.policy.current()?.hash).toBe(HASH);
  });

  test('a text that isn’t what its hash says isn’t held', async () => {
    const mine = await night();
    await mine.tx((tx) =>
      tx.policies.putInForce(
        'b',
        textOf(aPolicy({ hash: 'c', resources: new Map([['x', aResource({ rules: [aRule()] })]]) })),
        HASH,
      ),
    );
    expect(await followPolicy(mine)).toBe('unreadable');
  });
});
