import { expect, test } from 'vitest';
import { aPerson } from './a-new-grant.ts';
import { type Make, START } from './under-test.ts';

export function refusalsContract(make: Make): void {
  test('the first refusal is told apart from equal ones within a minute', async () => {
    const { tx, clock } = await make();
    const { id } = await tx(aPerson);
    expect(await tx((one) => one.refusals.count(id, 'not-allowed db-prod'))).toBe('first');
    await clock.advance({ seconds: 59, milliseconds: 999 });
    expect(await tx((one) => one.refusals.count(id, 'not-allowed db-prod'))).toBe('counted');
  });

  test('a minute after the first, the next is a first again', async () => {
    const { tx, clock } = await make();
    const { id } = await tx(aPerson);
    await tx((one) => one.refusals.count(id, 'k'));
    await clock.advance({ seconds: 60 });
    expect(await tx((one) => one.refusals.count(id, 'k'))).toBe('first');
  });

  test('another key and another person are counted on their own', async () => {
    const { tx } = await make();
    const [alice, bob] = await tx(async (one) => [await aPerson(one), await aPerson(one, 'bob')] as const);
    await tx((one) => one.refusals.count(alice.id, 'k'));
    expect(await tx((one) => one.refusals.count(alice.id, 'other'))).toBe('first');
    expect(await tx((one) => one.refusals.count(bob.id, 'k'))).toBe('first');
  });

  test('what was counted is taken out once, when its minute is over', async () => {
    const { tx, clock } = await make();
    const { id } = await tx(aPerson);
    for (let n = 0; n < 4; n++) await tx((one) => one.refusals.count(id, 'k'));
    expect(await tx((one) => one.refusals.takeDue(10))).toEqual([]);
    await clock.advance({ seconds: 60 });
    expect(await tx((one) => one.refusals.takeDue(10))).toEqual([{ personId: id, personName: 'alice', key: 'k', more: 3 }]);
    expect(await tx((one) => one.refusals.takeDue(10))).toEqual([]);
  });

  test('a refusal that stayed alone leaves nothing to tell', async () => {
    const { tx, clock } = await make();
    const { id } = await tx(aPerson);
    await tx((one) => one.refusals.count(id, 'k'));
    await clock.advance({ seconds: 61 });
    expect(await tx((one) => one.refusals.takeDue(10))).toEqual([]);
  });

  test('what was counted is not lost when the next minute starts before it is taken out', async () => {
    const { tx, clock } = await make();
    const { id } = await tx(aPerson);
    for (let n = 0; n < 3; n++) await tx((one) => one.refusals.count(id, 'k'));
    await clock.advance({ seconds: 61 });
    await tx((one) => one.refusals.count(id, 'k'));
    await clock.advance({ seconds: 61 });
    expect((await tx((one) => one.refusals.takeDue(10)))[0]?.more).toBe(2);
  });

  test('requests are counted up to the limit; then they are not, and the first to leave the minute makes room', async () => {
    const { tx, clock } = await make();
    const { id } = await tx(aPerson);
    const count = () => tx((one) => one.refusals.countRequest(id, 2));
    expect(await count()).toBe('counted');
    await clock.advance({ seconds: 30 });
    expect(await count()).toBe('counted');
    for (let again = 0; again < 3; again++)
      expect(String(((await count()) as { opensAt: Temporal.Instant }).opensAt)).toBe(String(START.add({ minutes: 1 })));
    await clock.advance({ seconds: 30 });
    expect(await count()).toBe('counted');
    expect(await count()).toMatchObject({ opensAt: START.add({ seconds: 90 }) });
  });

  test('of requests at the same time no more than the limit are counted', async () => {
    const { tx } = await make();
    const { id } = await tx(aPerson);
    const counts = await Promise.all(Array.from({ length: 8 }, () => tx((one) => one.refusals.countRequest(id, 5))));
    expect(counts.filter((count) => count === 'counted')).toHaveLength(5);
  });
}
