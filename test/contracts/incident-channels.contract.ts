import { expect, test } from 'vitest';
import { anIncident } from '../builders/an-incident.ts';
import { aPerson } from './a-new-grant.ts';
import { type Make, START } from './under-test.ts';

const NOTE = { kind: 'lockdown-lifted', by: 'Bob', slackId: 'UBOB' } as const;

/** INC-42 is known, and so is the channel `C0INC`. */
async function aChannel(make: Make) {
  const under = await make();
  await under.tx(async ({ incidents }) => {
    await incidents.keep({ ...anIncident(), readAt: START });
    await incidents.keep({ ...anIncident({ id: 'QOTHER', number: 43 }), readAt: START });
    await incidents.addChannel('C0INC', 'inc-42');
  });
  return { ...under, channel: (id = 'C0INC') => under.tx(({ incidents }) => incidents.channel(id)) };
}

export function incidentChannelsContract(make: Make): void {
  test('a channel that the bot came into is known under its name, bound to nothing', async () => {
    const { tx, channel } = await aChannel(make);
    expect(await channel()).toEqual({ channel: 'C0INC', formerIds: [], name: 'inc-42', joinedAt: START });
    expect(await channel('C0ELSE')).toBeUndefined();
    expect(await tx(({ incidents }) => incidents.openChannels())).toEqual([await channel()]);
  });

  test('it comes in once; again, it only learns the name and is open again', async () => {
    const { tx, clock, channel } = await aChannel(make);
    await tx(({ incidents }) => incidents.setArchived('C0INC', true));
    await clock.advance({ minutes: 1 });
    expect(await tx(({ incidents }) => incidents.addChannel('C0INC', 'inc-42-db'))).toBe(false);
    expect(await channel()).toEqual({ channel: 'C0INC', formerIds: [], name: 'inc-42-db', joinedAt: START });
    expect(await tx(({ incidents }) => incidents.addChannel('C0NEW', 'inc-43'))).toBe(true);
  });

  test('its incident is named while it is open, and for as long after its end as is asked; none of an archived channel', async () => {
    const { tx } = await aChannel(make);
    const since = (time: Temporal.Instant) => tx(({ incidents }) => incidents.boundIncidents(time));
    const kept = (given: Parameters<typeof anIncident>[0], readAt: Temporal.Instant) =>
      tx(({ incidents }) => incidents.keep({ ...anIncident(given), readAt }));
    expect(await since(START)).toEqual([]);
    await tx(async ({ incidents }) => {
      await incidents.addChannel('C0TWO', 'inc-42-2');
      for (const channel of ['C0INC', 'C0TWO']) await incidents.bind(channel, 'QINC042', 'name');
    });
    expect(await since(START.add({ hours: 1 }))).toEqual(['QINC042']);
    await kept({ status: 'resolved', resolvedAt: START }, START);
    expect([await since(START), await since(START.add({ seconds: 1 }))]).toEqual([['QINC042'], []]);
    await kept({ status: 'resolved' }, START.add({ seconds: 1 }));
    expect(await since(START.add({ seconds: 1 }))).toEqual(['QINC042']);
    await tx(async ({ incidents }) => {
      for (const channel of ['C0INC', 'C0TWO']) await incidents.setArchived(channel, true);
    });
    expect(await since(START)).toEqual([]);
  });

  test('of two that bring it in at once one is the first', async () => {
    const { tx } = await make();
    const both = await Promise.all([1, 2].map(() => tx(({ incidents }) => incidents.addChannel('C0INC', 'inc-42'))));
    expect(both.toSorted()).toEqual([false, true]);
  });

  test('it is bound, by whom and how, and anew to another incident', async () => {
    const { tx, clock, channel } = await aChannel(make);
    expect(await tx(({ incidents }) => incidents.bind('C0INC', 'QINC042', 'name'))).toBe(true);
    expect(await channel()).toMatchObject({ bound: { incidentId: 'QINC042', by: 'name', at: START } });
    expect((await channel())?.bound).not.toHaveProperty('person');
    await clock.advance({ minutes: 1 });
    const bob = await tx((one) => aPerson(one, 'bob'));
    expect(await tx(({ incidents }) => incidents.bind('C0INC', 'QOTHER', 'command', bob.id))).toBe(true);
    const bound = { incidentId: 'QOTHER', by: 'command', person: 'bob', at: START.add({ minutes: 1 }) };
    expect((await channel())?.bound).toEqual(bound);
    expect(await tx(({ incidents }) => incidents.channelsOf('QOTHER'))).toEqual([await channel()]);
    expect(await tx(({ incidents }) => incidents.channelsOf('QINC042'))).toEqual([]);
  });

  test('binding it to the same incident again, to one that was never read, or a channel that isn’t known changes nothing', async () => {
    const { tx, channel } = await aChannel(make);
    await tx(({ incidents }) => incidents.bind('C0INC', 'QINC042', 'name'));
    const before = await channel();
    const bob = await tx((one) => aPerson(one, 'bob'));
    expect(await tx(({ incidents }) => incidents.bind('C0INC', 'QINC042', 'command', bob.id))).toBe(false);
    expect(await tx(({ incidents }) => incidents.bind('C0INC', 'QUNREAD', 'asked', bob.id))).toBe(false);
    expect(await tx(({ incidents }) => incidents.bind('C0ELSE', 'QINC042', 'name'))).toBe(false);
    expect(await channel()).toEqual(before);
  });

  test('of two that bind it to the same at once one does', async () => {
    const { tx } = await aChannel(make);
    const both = await Promise.all([1, 2].map(() => tx(({ incidents }) => incidents.bind('C0INC', 'QINC042', 'asked'))));
    expect(both.toSorted()).toEqual([false, true]);
  });

  test('of more than twenty that are bound to one incident the first count, and those that are archived last', async () => {
    const { tx, clock } = await aChannel(make);
    const ids = Array.from({ length: 25 }, (_, index) => `C0N${String(index).padStart(2, '0')}`);
    for (const id of ids) {
      await clock.advance({ seconds: 1 });
      await tx(async ({ incidents }) => {
        await incidents.addChannel(id, id.toLowerCase());
        await incidents.bind(id, 'QINC042', 'command');
      });
    }
    await tx(({ incidents }) => incidents.setArchived('C0N00', true));
    const counting = await tx(({ incidents }) => incidents.channelsOf('QINC042'));
    expect(counting.map(({ channel }) => channel)).toEqual(ids.slice(1, 21));
  });

  test('it is renamed', async () => {
    const { tx, channel } = await aChannel(make);
    await tx(({ incidents }) => incidents.renameChannel('C0INC', 'inc-43'));
    await tx(({ incidents }) => incidents.renameChannel('C0ELSE', 'inc-44'));
    expect(await channel()).toMatchObject({ name: 'inc-43' });
    expect(await channel('C0ELSE')).toBeUndefined();
  });

  test.each([
    ['shared', 'setShared', 'sharedAt'],
    ['archived', 'setArchived', 'archivedAt'],
  ] as const)('it is %s from the first time on, until it isn’t any more', async (_title, set, since) => {
    const { tx, clock, channel } = await aChannel(make);
    expect(await tx(({ incidents }) => incidents[set]('C0INC', false))).toBe(false);
    expect(await tx(({ incidents }) => incidents[set]('C0INC', true))).toBe(true);
    await clock.advance({ minutes: 1 });
    expect(await tx(({ incidents }) => incidents[set]('C0INC', true))).toBe(false);
    expect(await channel()).toMatchObject({ [since]: START });
    expect(await tx(({ incidents }) => incidents[set]('C0INC', false))).toBe(true);
    expect(await channel()).not.toHaveProperty(since);
    expect(await tx(({ incidents }) => incidents[set]('C0ELSE', true))).toBe(false);
  });

  test('open are those not archived, the newest first', async () => {
    const { tx, clock } = await aChannel(make);
    for (const [id, name] of [
      ['C0NEXT', 'inc-43'],
      ['C0LAST', 'inc-44'],
    ] as const) {
      await clock.advance({ minutes: 1 });
      await tx(({ incidents }) => incidents.addChannel(id, name));
    }
    await tx(({ incidents }) => incidents.setArchived('C0NEXT', true));
    const open = await tx(({ incidents }) => incidents.openChannels());
    expect(open.map(({ channel }) => channel)).toEqual(['C0LAST', 'C0INC']);
  });

  test('under another id everything of it goes on, and the older id still finds it', async () => {
    const { tx, clock, channel } = await aChannel(make);
    await tx(({ incidents }) => incidents.bind('C0INC', 'QINC042', 'name'));
    await tx(({ incidents }) => incidents.setShared('C0INC', true));
    const before = await channel();
    await clock.advance({ minutes: 1 });
    await tx(({ incidents }) => incidents.changeChannelId('C0INC', 'C1INC'));
    expect(await channel('C1INC')).toEqual({ ...before, channel: 'C1INC', formerIds: ['C0INC'] });
    expect(await channel('C0INC')).toEqual(await channel('C1INC'));
    expect(await tx(({ incidents }) => incidents.openChannels())).toEqual([await channel('C1INC')]);
    expect(await tx(({ incidents }) => incidents.channelsOf('QINC042'))).toEqual([await channel('C1INC')]);
    await tx(({ incidents }) => incidents.changeChannelId('C1INC', 'C2INC'));
    expect(await channel('C0INC')).toMatchObject({ channel: 'C2INC', formerIds: ['C0INC', 'C1INC'] });
  });

  test('one that came under its other id first keeps what is known there, and gets the rest', async () => {
    const { tx, clock, channel } = await aChannel(make);
    await tx(({ incidents }) => incidents.bind('C0INC', 'QINC042', 'name'));
    await clock.advance({ minutes: 1 });
    await tx(({ incidents }) => incidents.addChannel('C1INC', 'inc-42-db'));
    await tx(({ incidents }) => incidents.changeChannelId('C0INC', 'C1INC'));
    const bound = { incidentId: 'QINC042', by: 'name', at: START };
    expect(await channel('C0INC')).toEqual({
      channel: 'C1INC',
      formerIds: ['C0INC'],
      name: 'inc-42-db',
      joinedAt: START,
      bound,
    });
    await tx(({ incidents }) => incidents.bind('C1INC', 'QOTHER', 'command'));
    await tx(({ incidents }) => incidents.changeChannelId('C0INC', 'C1INC'));
    expect(await channel('C1INC')).toMatchObject({ bound: { incidentId: 'QOTHER' }, formerIds: ['C0INC'] });
  });

  test('cards that stand in it stand under the other id, also of a channel that is about no incident', async () => {
    const { tx } = await make();
    const card = await tx(({ cards }) => cards.add({ kind: 'note', note: NOTE }, { kind: 'channel', channel: 'C0AUDIT' }));
    const [claimed] = await tx(({ cards }) => cards.claimDirty(1, 10));
    if (!claimed) throw new Error('no card is dirty');
    await tx(({ cards }) => cards.drawn(claimed, 'hash', { channel: 'C0AUDIT', ts: '1.0' }));
    await tx(({ incidents }) => incidents.changeChannelId('C0AUDIT', 'C1AUDIT'));
    const moved = { place: { kind: 'channel', channel: 'C1AUDIT' }, posted: { channel: 'C1AUDIT', ts: '1.0' } };
    expect(await tx(({ cards }) => cards.byId(card))).toMatchObject(moved);
  });

  test('the same id is no other one', async () => {
    const { tx, channel } = await aChannel(make);
    const before = await channel();
    await tx(({ incidents }) => incidents.changeChannelId('C0INC', 'C0INC'));
    expect(await channel()).toEqual(before);
  });
}
