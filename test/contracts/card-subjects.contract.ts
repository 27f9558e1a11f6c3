import { expect, test } from 'vitest';
import type { Card, CardPlace, CardSubject, Note } from '../../src/domain/card.ts';
import type { Transaction } from '../../src/ports/store.ts';
import { aNewGrant, aPerson, opened } from './a-new-grant.ts';
import { asked, askedAndAgreed, forResource } from './a-new-request.ts';
import { aGrant, extended } from './an-extension.ts';
import { type Make, START } from './under-test.ts';

const CHANNEL: CardPlace = { kind: 'channel', channel: 'CAPPR' };
const DIRECT: CardPlace = { kind: 'direct', to: 'UBOB' };
const WINDOW = { kind: 'window', externalId: 'w1', viewer: 'UALICE' } as const;
const HOME: CardSubject = { kind: 'home' };
const homeOf = (of: string): CardPlace => ({ kind: 'home', of });
const ofRequest = (requestId: string): CardSubject => ({ kind: 'request', requestId });

const NOTES: readonly Note[] = [
  { kind: 'glass-broken', person: 'alice', slackId: 'UALICE', resource: 'db-prod', reason: 'lag', approval: false },
  { kind: 'colleague-asked', person: 'alice', slackId: 'UALICE', resource: 'db-prod', reason: 'lag', channel: 'C0INC' },
  { kind: 'request-answered', resource: 'db-prod', outcome: 'denied', by: 'bob', text: 'not tonight' },
  { kind: 'request-answered', resource: 'db-prod', outcome: 'expired' },
];

const claim = (tx: Transaction) => tx.cards.claimDirty(100, 30);
const dirty = async (tx: Transaction) => (await claim(tx)).map(({ id }) => id).toSorted();

/** Everything that is dirty is drawn. */
async function allDrawn(tx: Transaction): Promise<void> {
  for (const card of await claim(tx)) await tx.cards.drawn(card, 'hash');
}

/** Cards of requests and homes, and which change marks which. */
export function cardSubjectsContract(make: Make): void {
  test.each(['whole', 'ending', 'review'] as const)('a card of a grant comes back with its aspect: %s', async (aspect) => {
    const { tx } = await make();
    const grant = await tx(async (one) => opened(one, aNewGrant(await aPerson(one))));
    const subject: CardSubject = { kind: 'grant', grantId: grant.id, ...(aspect !== 'whole' && { aspect }) };
    await comesBack(tx, subject, CHANNEL);
  });

  test.each(['whole', 'reminder'] as const)('a card of a request comes back with its aspect: %s', async (aspect) => {
    const { tx } = await make();
    const { id } = await tx((one) => asked(one));
    for (const place of [CHANNEL, DIRECT, WINDOW])
      await comesBack(tx, { ...ofRequest(id), ...(aspect !== 'whole' && { aspect }) } as CardSubject, place);
  });

  test.each(NOTES)('a note comes back as it was made: $kind', async (note) => {
    const { tx } = await make();
    await comesBack(tx, { kind: 'note', note }, DIRECT);
  });

  test('a home comes back as it was made', async () => {
    const { tx } = await make();
    await comesBack(tx, HOME, homeOf('UALICE'));
  });

  test('an account has one home, which is drawn again when it is opened again', async () => {
    const { tx } = await make();
    const alices = await tx((one) => one.cards.add(HOME, homeOf('UALICE')));
    const bobs = await tx((one) => one.cards.add(HOME, homeOf('UBOB')));
    await tx(allDrawn);
    expect(await tx((one) => one.cards.add(HOME, homeOf('UALICE')))).toBe(alices);
    expect(bobs).not.toBe(alices);
    expect(await tx(dirty)).toEqual([alices]);
  });

  test('of homes opened at the same time one is kept', async () => {
    const { tx } = await make();
    const ids = await Promise.all(Array.from({ length: 6 }, () => tx((one) => one.cards.add(HOME, homeOf('UALICE')))));
    expect(new Set(ids).size).toBe(1);
  });

  test('a home opened again while it is drawn is drawn again', async () => {
    const { tx } = await make();
    const id = await tx((one) => one.cards.add(HOME, homeOf('UALICE')));
    const [card] = await tx(claim);
    await tx((one) => one.cards.add(HOME, homeOf('UALICE')));
    await tx((one) => one.cards.drawn(card as Card, 'hash'));
    expect(await tx(dirty)).toEqual([id]);
  });

  test('only the homes that are named are marked, and where none was opened nothing is', async () => {
    const { tx } = await make();
    const [alices, bobs] = await tx(async (one) => [
      await one.cards.add(HOME, homeOf('UALICE')),
      await one.cards.add(HOME, homeOf('UBOB')),
      await one.cards.add(HOME, homeOf('UCAROL')),
      await one.cards.add({ kind: 'note', note: NOTES[0] as Note }, { kind: 'direct', to: 'UALICE' }),
    ]);
    await tx(allDrawn);
    await tx((one) => one.cards.markHomes(['UALICE', 'UBOB', 'UNOBODY']));
    expect(await tx(dirty)).toEqual([alices, bobs].toSorted());
    await tx(allDrawn);
    await tx((one) => one.cards.markHomes([]));
    expect(await tx(dirty)).toEqual([]);
  });

  test('all cards of a request are marked, those of another and of a grant are not', async () => {
    const { tx } = await make();
    const [request, other] = [await tx((one) => asked(one)), await tx((one) => asked(one, forResource('other')))];
    const grant = await tx(async (one) => opened(one, aNewGrant(await aPerson(one))));
    const mine: string[] = [];
    for (const place of [CHANNEL, DIRECT, WINDOW]) mine.push(await tx((one) => one.cards.add(ofRequest(request.id), place)));
    const reminder: CardSubject = { kind: 'request', requestId: request.id, aspect: 'reminder' };
    mine.push(await tx((one) => one.cards.add(reminder, CHANNEL)));
    await tx((one) => one.cards.add(ofRequest(other.id), CHANNEL));
    await tx((one) => one.cards.add({ kind: 'grant', grantId: grant.id }, CHANNEL));
    await tx(allDrawn);
    await tx((one) => one.cards.markRequestDirty(request.id));
    expect(await tx(dirty)).toEqual(mine.toSorted());
  });

  test('a change of a grant marks the cards of the requests that it comes from and was extended by', async () => {
    const { tx } = await make();
    const first = await tx((one) => askedAndAgreed(one));
    const grant = await tx((one) => aGrant(one, { requestId: first.id }));
    const second = await tx((one) => askedAndAgreed(one, { extends: grant.id }));
    const other = await tx((one) => asked(one, forResource('other')));
    await tx((one) => extended(one, grant.id, { requestId: second.id }));
    const mine: string[] = [];
    for (const { id } of [first, second]) mine.push(await tx((one) => one.cards.add(ofRequest(id), CHANNEL)));
    mine.push(await tx((one) => one.cards.add({ kind: 'grant', grantId: grant.id, aspect: 'ending' }, DIRECT)));
    await tx((one) => one.cards.add(ofRequest(other.id), CHANNEL));
    await tx(allDrawn);
    await tx((one) => one.cards.markDirty(grant.id));
    expect(await tx(dirty)).toEqual(mine.toSorted());
  });

  test('the windows of a request show its grant from then on; its messages stay its own', async () => {
    const { tx } = await make();
    const [request, other] = [await tx((one) => askedAndAgreed(one)), await tx((one) => asked(one, forResource('other')))];
    const grant = await tx(async (one) => opened(one, aNewGrant(await aPerson(one), { requestId: request.id })));
    const add = (requestId: string, place: CardPlace) => tx((one) => one.cards.add(ofRequest(requestId), place));
    const windows = [await add(request.id, WINDOW), await add(request.id, { ...WINDOW, externalId: 'w2' })];
    const messages = [await add(request.id, CHANNEL), await add(request.id, DIRECT)];
    const elsewhere = await add(other.id, { ...WINDOW, externalId: 'w3' });
    await tx(allDrawn);
    await tx((one) => one.cards.turnToGrant(request.id, grant.id));
    expect(await tx(dirty)).toEqual(windows.toSorted());
    const subjectOf = async (id: string) => (await tx((one) => one.cards.byId(id)))?.subject;
    for (const id of windows) expect(await subjectOf(id)).toEqual({ kind: 'grant', grantId: grant.id });
    for (const id of messages) expect(await subjectOf(id)).toEqual(ofRequest(request.id));
    expect(await subjectOf(elsewhere)).toEqual(ofRequest(other.id));
    expect((await tx((one) => one.cards.windowOf('w1')))?.place).toEqual(WINDOW);
  });

  test('a window that turned to the grant changes with it, and is given to a reveal like any other', async () => {
    const { tx } = await make();
    const request = await tx((one) => askedAndAgreed(one));
    const grant = await tx(async (one) => opened(one, aNewGrant(await aPerson(one), { requestId: request.id })));
    const id = await tx((one) => one.cards.add(ofRequest(request.id), WINDOW));
    await tx((one) => one.cards.turnToGrant(request.id, grant.id));
    await tx(allDrawn);
    await tx((one) => one.cards.setHeldByReveal('w1', true));
    await tx((one) => one.cards.markDirty(grant.id));
    expect(await tx(dirty)).toEqual([]);
    await tx((one) => one.cards.setHeldByReveal('w1', false));
    expect(await tx(dirty)).toEqual([id]);
  });

  test('a window in which something else was asked for shows that from then on; another’s stays as it is', async () => {
    const { tx } = await make();
    const grant = await tx(async (one) => opened(one, aNewGrant(await aPerson(one))));
    const request = await tx((one) => asked(one, forResource('other')));
    const id = await tx((one) => one.cards.add({ kind: 'grant', grantId: grant.id }, WINDOW));
    await tx(allDrawn);
    expect(await tx((one) => one.cards.add(ofRequest(request.id), { ...WINDOW, viewer: 'UBOB' }))).toBe(id);
    expect(await tx((one) => one.cards.add({ kind: 'grant', grantId: grant.id }, WINDOW))).toBe(id);
    expect(await tx(dirty)).toEqual([]);
    expect(await tx((one) => one.cards.add(ofRequest(request.id), WINDOW))).toBe(id);
    expect((await tx((one) => one.cards.byId(id)))?.subject).toEqual(ofRequest(request.id));
    expect(await tx(dirty)).toEqual([id]);
    await tx((one) => one.cards.markDirty(grant.id));
    expect(await tx(dirty)).toEqual([]);
  });

  test('a retired card is not marked again, neither of a request nor a window that would turn', async () => {
    const { tx } = await make();
    const request = await tx((one) => askedAndAgreed(one));
    const grant = await tx(async (one) => opened(one, aNewGrant(await aPerson(one), { requestId: request.id })));
    for (const place of [CHANNEL, WINDOW]) {
      const id = await tx((one) => one.cards.add(ofRequest(request.id), place));
      await tx((one) => one.cards.retire(id));
    }
    await tx((one) => one.cards.markRequestDirty(request.id));
    await tx((one) => one.cards.markDirty(grant.id));
    await tx((one) => one.cards.turnToGrant(request.id, grant.id));
    expect(await tx(dirty)).toEqual([]);
  });

  test('no message becomes a home’s', async () => {
    const { tx } = await make();
    const id = await tx((one) => one.cards.add(HOME, homeOf('UALICE')));
    expect(await tx((one) => one.cards.adopt(id, { channel: 'D1', ts: '1.1', clickedBy: 'UALICE' }))).toBe(false);
  });

  test('of a request is told in which channels it could never be posted, each once, and of no other', async () => {
    const { tx } = await make();
    const lost = await tx(async (one) => {
      const { id: requestId } = await asked(one);
      const { id: other } = await asked(one, forResource('db-stage'));
      const add = (subject: CardSubject, place: CardPlace) => one.cards.add(subject, place);
      const whole = { kind: 'request', requestId } as const;
      const gone = { kind: 'channel', channel: 'CGONE' } as const;
      await one.cards.retire(await add(whole, gone));
      await one.cards.retire(await add({ ...whole, aspect: 'reminder' }, gone));
      await one.cards.retire(await add(whole, { kind: 'direct', to: 'UBOB' }));
      await one.cards.retire(await add({ kind: 'request', requestId: other }, { kind: 'channel', channel: 'COTHER' }));
      await add(whole, { kind: 'channel', channel: 'COPEN' });
      const posted = await add(whole, { kind: 'channel', channel: 'CPOSTED' });
      await one.cards.adopt(posted, { channel: 'CPOSTED', ts: '1.1', clickedBy: 'UBOB' });
      await one.cards.retire(posted);
      return [await one.cards.lostChannelsOf(requestId), await one.cards.lostChannelsOf(other)];
    });
    expect(lost).toEqual([['CGONE'], ['COTHER']]);
  });
}

async function comesBack(tx: Awaited<ReturnType<Make>>['tx'], subject: CardSubject, place: CardPlace): Promise<void> {
  const id = await tx((one) => one.cards.add(subject, place));
  const card = await tx((one) => one.cards.byId(id));
  expect(card).toEqual({ id, subject, place, dirtyAt: card?.dirtyAt, attempts: 0 });
  expect(String(card?.dirtyAt)).toBe(String(START));
  expect(await tx(dirty)).toEqual([id]);
}
