import { expect, test } from 'vitest';
import type { CardPlace, CardSubject } from '../../src/domain/card.ts';
import type { Grant } from '../../src/domain/grant.ts';
import type { KnownIncident } from '../../src/domain/incident.ts';
import type { Transaction } from '../../src/ports/store.ts';
import { aNewGrant, aPerson, opened } from './a-new-grant.ts';
import { type Make, START } from './under-test.ts';

const RECORD: CardSubject = { kind: 'access-record', incidentId: 'PINC42' };
const TIMELINE: CardPlace = { kind: 'timeline' };
const panelOf = (channel: string): CardSubject => ({ kind: 'panel', channel });
const inChannel = (channel: string): CardPlace => ({ kind: 'channel', channel });

const INCIDENT: KnownIncident = {
  id: 'PINC42',
  number: 42,
  title: 'replica lag',
  status: 'triggered',
  urgency: 'high',
  service: { id: 'PSVC123', name: 'Database' },
  openedAt: Temporal.Instant.from('2026-03-01T03:00:00Z'),
  readAt: START,
};

/** What was dirty, and is drawn by that. */
async function dirty(tx: Transaction): Promise<string[]> {
  const cards = await tx.cards.claimDirty(100, 30);
  for (const card of cards) await tx.cards.drawn(card, 'hash', { channel: 'C1', ts: '1.1' });
  return cards.map(({ id }) => id).toSorted();
}

/** INC-42, INC-43, and a channel of each. */
async function bound(tx: Transaction): Promise<void> {
  for (const number of [42, 43]) {
    await tx.incidents.keep({ ...INCIDENT, id: `PINC${number}`, number });
    await tx.incidents.addChannel(`C${number}`, `inc-${number}`);
    await tx.incidents.bind(`C${number}`, `PINC${number}`, 'name');
  }
}

async function aGrantIn(tx: Transaction, changes: Partial<Grant>): Promise<Grant> {
  return opened(tx, aNewGrant(await aPerson(tx), changes));
}

/** Panels and access records: one in each place, marked by what they show. */
export function incidentCardsContract(make: Make): void {
  test.each([
    ['a panel', panelOf('C42'), inChannel('C42')],
    ['an access record in a channel', RECORD, inChannel('C42')],
    ['an access record on the timeline', RECORD, TIMELINE],
  ] as const)('%s comes back as it was made, is one, and added again is drawn again', async (_name, subject, place) => {
    const { tx } = await make();
    await tx(bound);
    const id = await tx((one) => one.cards.add(subject, place));
    const card = await tx((one) => one.cards.byId(id));
    expect(card).toEqual({ id, subject, place, dirtyAt: card?.dirtyAt, attempts: 0 });
    await tx(dirty);
    expect(await tx((one) => one.cards.add(subject, place))).toBe(id);
    expect(await tx(dirty)).toEqual([id]);
    expect((await tx((one) => one.cards.byId(id)))?.posted).toEqual({ channel: 'C1', ts: '1.1' });
  });

  test('an incident has one record in each of its channels and one on its timeline', async () => {
    const { tx } = await make();
    await tx(bound);
    const places = [inChannel('C42'), inChannel('C43'), TIMELINE];
    const add = async () => {
      const ids: string[] = [];
      for (const place of places) ids.push(await tx((one) => one.cards.add(RECORD, place)));
      return ids;
    };
    const ids = await add();
    expect(new Set(ids).size).toBe(3);
    expect(await add()).toEqual(ids);
  });

  test('what was given up and is added again is posted anew', async () => {
    const { tx } = await make();
    await tx(bound);
    const id = await tx((one) => one.cards.add(panelOf('C42'), inChannel('C42')));
    await tx(dirty);
    await tx((one) => one.cards.retire(id));
    await tx((one) => one.cards.markPanels(['C42']));
    expect(await tx(dirty)).toEqual([]);
    expect(await tx((one) => one.cards.add(panelOf('C42'), inChannel('C42')))).toBe(id);
    const card = await tx((one) => one.cards.byId(id));
    expect([card?.posted, card?.renderedHash]).toEqual([undefined, undefined]);
    expect(await tx(dirty)).toEqual([id]);
  });

  test('the panels of the channels that are named are marked; with none named, those of all that are not archived', async () => {
    const { tx } = await make();
    await tx(bound);
    const [first, second] = await tx(async (one) => [
      await one.cards.add(panelOf('C42'), inChannel('C42')),
      await one.cards.add(panelOf('C43'), inChannel('C43')),
      await one.cards.add(RECORD, inChannel('C42')),
    ]);
    await tx(dirty);
    await tx((one) => one.cards.markPanels(['C42', 'CNONE']));
    expect(await tx(dirty)).toEqual([first]);
    await tx((one) => one.cards.markPanels([]));
    expect(await tx(dirty)).toEqual([]);
    await tx((one) => one.cards.markPanels());
    expect(await tx(dirty)).toEqual([first, second].toSorted());
    await tx((one) => one.incidents.setArchived('C42', true));
    await tx((one) => one.cards.markPanels());
    expect(await tx(dirty)).toEqual([second]);
  });

  test('a change of a grant marks the panels and the records of its incident, and of no other', async () => {
    const { tx } = await make();
    await tx(bound);
    const incident = { id: 'PINC42', number: 42, title: 'replica lag' };
    const grant = await tx((one) => aGrantIn(one, { incident }));
    const listed = await tx((one) => one.grants.list({ state: 'any', incident: 'PINC42' }, { offset: 0, limit: 10 }));
    expect([listed.grants.map(({ id }) => id), listed.more]).toEqual([[grant.id], false]);
    const mine = await tx(async (one) => [
      await one.cards.add(panelOf('C42'), inChannel('C42')),
      await one.cards.add(RECORD, inChannel('C42')),
      await one.cards.add(RECORD, TIMELINE),
    ]);
    await tx((one) => one.cards.add(panelOf('C43'), inChannel('C43')));
    await tx((one) => one.cards.add({ kind: 'access-record', incidentId: 'PINC43' }, TIMELINE));
    await tx(dirty);
    await tx((one) => one.cards.markDirty(grant.id));
    expect(await tx(dirty)).toEqual(mine.toSorted());
  });

  test.each([
    ['named', 1],
    ['channel', 1],
    ['only-open', 0],
  ] as const)('a grant whose rule ties it to no incident counts for the one that was %s', async (tiedBy, marked) => {
    const { tx } = await make();
    await tx(bound);
    const { number, title, urgency, openedAt } = INCIDENT;
    const incident = { id: 'PINC42', number, title, urgency, openedAt, service: 'Database', tiedBy };
    const evidence = { askedAt: START, onCall: [], incident };
    const grant = await tx((one) => aGrantIn(one, { evidence }));
    const { grants } = await tx((one) => one.grants.list({ state: 'open', incident: 'PINC42' }, { offset: 0, limit: 10 }));
    expect(grants.map(({ id }) => id)).toEqual(marked ? [grant.id] : []);
    await tx((one) => one.cards.add(panelOf('C42'), inChannel('C42')));
    await tx(dirty);
    await tx((one) => one.cards.markDirty(grant.id));
    expect(await tx(dirty)).toHaveLength(marked);
  });
}
