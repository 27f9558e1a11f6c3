import { expect, test } from 'vitest';
import { REVEAL_MOVES, type Reveal, type RevealState } from '../../src/domain/reveal.ts';
import type { Transaction } from '../../src/ports/store.ts';
import { aNewGrant, aPerson, opened } from './a-new-grant.ts';
import { type Make, START } from './under-test.ts';

const WAYS: Readonly<Record<RevealState, readonly RevealState[]>> = {
  opening: [],
  recorded: ['recorded'],
  shown: ['recorded', 'shown'],
  failed: ['recorded', 'failed'],
  wiped: ['wiped'],
};

async function aReveal(tx: Transaction, externalId = 'view-1', showForSeconds = 60): Promise<Reveal> {
  const person = await aPerson(tx);
  const grant = (await tx.grants.openOf(person.id, 'db-prod')) ?? (await opened(tx, aNewGrant(person)));
  const begun = { grantId: grant.id, by: { personId: person.id, slackId: 'UALICE' }, variables: ['PGPASSWORD'], externalId };
  return tx.reveals.begin(begun, showForSeconds);
}

export function revealsContract(make: Make): void {
  test('a reveal starts opening and is wiped when its time to be shown is over', async () => {
    const { tx } = await make();
    const reveal = await tx((one) => aReveal(one));
    expect(reveal).toMatchObject({
      state: 'opening',
      externalId: 'view-1',
      variables: ['PGPASSWORD'],
      by: { slackId: 'UALICE' },
    });
    expect(String(reveal.wipeAt)).toBe(String(START.add({ seconds: 60 })));
    expect(reveal).not.toHaveProperty('viewId');
    expect(await tx((one) => one.reveals.byId(reveal.id))).toEqual(reveal);
  });

  test('a reveal is wiped at the end of its grant where that is earlier', async () => {
    const { tx, clock } = await make();
    await tx((one) => aReveal(one, 'first'));
    await clock.advance({ minutes: 29, seconds: 30 });
    expect(String((await tx((one) => aReveal(one, 'late'))).wipeAt)).toBe(String(START.add({ minutes: 30 })));
  });

  test('a window shows values again after its wipe, and remembers that it did', async () => {
    const { tx } = await make();
    const first = await tx((one) => aReveal(one));
    await tx((one) => one.reveals.move(first.id, 'recorded'));
    expect(await tx((one) => one.reveals.wasWipedIn(first.externalId))).toBe(false);
    await tx((one) => one.reveals.move(first.id, 'wiped'));
    expect(await tx((one) => one.reveals.wasWipedIn(first.externalId))).toBe(true);
    const again = await tx((one) => one.reveals.begin({ ...first }, 60));
    expect(again.externalId).toBe(first.externalId);
    expect(again.id).not.toBe(first.id);
  });

  test('a window that for certain showed no value has none that were wiped', async () => {
    const { tx } = await make();
    for (const way of [['failed'], ['recorded', 'failed'], []] as const) {
      const reveal = await tx((one) => aReveal(one));
      for (const state of [...way, 'wiped'] as const) await tx((one) => one.reveals.move(reveal.id, state));
      expect(await tx((one) => one.reveals.wasWipedIn(reveal.externalId))).toBe(false);
    }
  });

  test('an id that is none finds nothing', async () => {
    const { tx } = await make();
    expect(await tx((one) => one.reveals.byId("x' OR 1=1"))).toBeUndefined();
    expect(await tx((one) => one.reveals.move('', 'wiped'))).toBe(false);
  });

  const states = Object.keys(REVEAL_MOVES) as RevealState[];
  test.each(states)('a reveal that is %s makes every legal move and no other', async (from) => {
    const { tx } = await make();
    for (const to of states) {
      const { id } = await tx((one) => aReveal(one, `${from} ${to}`));
      for (const step of WAYS[from]) await tx((one) => one.reveals.move(id, step));
      const legal = REVEAL_MOVES[from].includes(to);
      expect(await tx((one) => one.reveals.move(id, to))).toBe(legal);
      expect((await tx((one) => one.reveals.byId(id)))?.state).toBe(legal ? to : from);
    }
  });

  test('the view id is kept once it is known', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => aReveal(one));
    await tx((one) => one.reveals.move(id, 'recorded', 'V1'));
    await tx((one) => one.reveals.move(id, 'shown'));
    expect((await tx((one) => one.reveals.byId(id)))?.viewId).toBe('V1');
  });

  test('reveals count from their record on, failed and wiped ones too', async () => {
    const { tx } = await make();
    const ways: RevealState[][] = [
      [],
      ['failed'],
      ['wiped'],
      ['recorded'],
      ['recorded', 'failed'],
      ['recorded', 'shown', 'wiped'],
    ];
    for (const [n, way] of ways.entries()) {
      const { id } = await tx((one) => aReveal(one, `view-${n}`));
      for (const step of way) await tx((one) => one.reveals.move(id, step));
    }
    const { grantId } = (await tx((one) => aReveal(one, 'last'))) as Reveal;
    expect(await tx((one) => one.reveals.count(grantId))).toBe(3);
  });

  test('the grant says how often and what was shown; what failed for certain is left out', async () => {
    const { tx } = await make();
    for (const [n, way] of [['recorded', 'failed'], ['recorded'], ['recorded', 'shown']].entries()) {
      const { id } = await tx((one) => aReveal(one, `view-${n}`));
      for (const step of way) await tx((one) => one.reveals.move(id, step as RevealState));
    }
    const { grantId } = await tx((one) => aReveal(one, 'only opening'));
    const { reveals } = (await tx((one) => one.grants.byId(grantId))) ?? {};
    expect(reveals).toEqual({ count: 2, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] });
  });

  test('a wipe is due at its time and not before, in whatever state the reveal is', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => aReveal(one));
    await clock.advance({ seconds: 59, milliseconds: 999 });
    expect(await tx((one) => one.reveals.claimDueWipes(10, 30))).toEqual([]);
    await clock.advance({ milliseconds: 1 });
    expect((await tx((one) => one.reveals.claimDueWipes(10, 30))).map((reveal) => reveal.id)).toEqual([id]);
  });

  test('a claimed wipe is nobody else’s until the lease is over; a wiped one is nobody’s', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => aReveal(one));
    await clock.advance({ seconds: 60 });
    await tx((one) => one.reveals.claimDueWipes(10, 30));
    expect(await tx((one) => one.reveals.claimDueWipes(10, 30))).toEqual([]);
    await clock.advance({ seconds: 30 });
    expect(await tx((one) => one.reveals.claimDueWipes(10, 30))).toHaveLength(1);
    await tx((one) => one.reveals.move(id, 'wiped'));
    await clock.advance({ seconds: 30 });
    expect(await tx((one) => one.reveals.claimDueWipes(10, 30))).toEqual([]);
  });

  test('wipes become due when the grant ends', async () => {
    const { tx } = await make();
    const { grantId } = await tx((one) => aReveal(one));
    await tx((one) => one.grants.end(grantId, 'given-back'));
    expect(await tx((one) => one.reveals.claimDueWipes(10, 30))).toHaveLength(1);
  });
}
