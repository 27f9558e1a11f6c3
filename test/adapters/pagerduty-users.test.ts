import { describe, expect, test } from 'vitest';
import { pagerDutyUsers } from '../../src/adapters/on-call/pagerduty/users.ts';
import { aPagerDutyWorld } from '../contracts/a-pagerduty-world.ts';

async function aWorld() {
  const { sandbox, client, ...world } = await aPagerDutyWorld();
  const given = (id: string, email: string, invitationSent = false) =>
    sandbox.pagerDuty.state.users.set(id, { id, name: `Named ${email}`, email, timezone: 'UTC', invitationSent });
  return { ...world, users: pagerDutyUsers(client), given, sandbox };
}

describe('a user of PagerDuty by address', () => {
  test('is the one whose address is equal', async () => {
    await using world = await aWorld();
    expect(await world.users.userByEmail('alice@example.com')).toEqual({ id: 'PALICE1', name: 'Alice' });
  });

  test('is found whatever the case on either side', async () => {
    await using world = await aWorld();
    world.given('PMIXED1', 'Mixed.Case@Example.com');
    expect(await world.users.userByEmail('mixed.CASE@example.COM')).toMatchObject({ id: 'PMIXED1' });
  });

  test('is not someone whose address or name only contains it', async () => {
    await using world = await aWorld();
    world.given('PLONG01', 'x-alice@example.com');
    world.given('PLONG02', 'alice@example.com.evil.example');
    expect(await world.users.userByEmail('alice@example.com')).toMatchObject({ id: 'PALICE1' });
    expect(await world.users.userByEmail('lice@example.com')).toBe('none');
    expect(await world.users.userByEmail('')).toBe('none');
  });

  test('is unclear when two have it', async () => {
    await using world = await aWorld();
    world.given('PTWIN01', 'ALICE@example.com');
    expect(await world.users.userByEmail('alice@example.com')).toBe('unclear');
  });

  test('is unclear while the invitation is not accepted', async () => {
    await using world = await aWorld();
    expect(await world.users.userByEmail('heidi@example.com')).toBe('unclear');
  });

  test('is found, or not, on the last of several pages', async () => {
    await using world = await aWorld();
    for (let nth = 0; nth < 230; nth += 1) world.given(`PMANY${nth}`, `many${nth}-x@example.com`);
    world.given('PLAST01', 'x@example.com');
    expect(await world.users.userByEmail('x@example.com')).toMatchObject({ id: 'PLAST01' });
    world.given('PLAST02', 'X@example.com');
    expect(await world.users.userByEmail('x@example.com')).toBe('unclear');
  });
});

describe('the address of a user', () => {
  test('is what it is now', async () => {
    await using world = await aWorld();
    expect(await world.users.emailOf('PALICE1')).toBe('alice@example.com');
    world.given('PALICE1', 'alice.new@example.com');
    expect(await world.users.emailOf('PALICE1')).toBe('alice.new@example.com');
  });

  test('is none when the user is gone', async () => {
    await using world = await aWorld();
    expect(await world.users.emailOf('PGONE01')).toBeUndefined();
  });

  test('is no answer, rather than none, when PagerDuty is down', async () => {
    await using world = await aWorld();
    world.goesDown();
    await expect(world.users.emailOf('PALICE1')).rejects.toMatchObject({ name: 'SourceUnavailable', kind: 'server' });
  });
});
