import { expect, test } from 'vitest';
import type { Grant } from '../../src/domain/grant.ts';
import type { NewGrant } from '../../src/ports/grants.ts';
import type { Transaction } from '../../src/ports/store.ts';
import { anIncident } from '../builders/an-incident.ts';
import { aNewGrant, aPerson, inIncident, opened } from './a-new-grant.ts';
import { type Make, START } from './under-test.ts';

const ELSEWHERE = askedIn('C0OTHER');

/** `C0INC` is bound to the incident `QINC042`. */
async function aBoundChannel(make: Make) {
  const under = await make();
  await under.tx(async ({ incidents }) => {
    await incidents.keep({ ...anIncident(), readAt: START });
    await incidents.addChannel('C0INC', 'inc-42');
    await incidents.bind('C0INC', 'QINC042', 'name');
  });
  const found = () => under.tx(async (one) => idsOf(await one.grants.lockActiveOfShared(10)));
  return { ...under, found };
}

function askedIn(channel: string): Pick<NewGrant, 'request'> {
  return { request: { resource: 'db-prod', variables: [], time: { kind: 'default' }, breakGlass: false, channel } };
}

async function open(tx: Transaction, resource: string, given: Partial<NewGrant>): Promise<Grant> {
  const request = { ...(given.request ?? ELSEWHERE.request), resource };
  return opened(tx, aNewGrant(await aPerson(tx), { resource, ...given, request }));
}

function idsOf(grants: readonly Grant[]): string[] {
  return grants.map(({ id }) => id).toSorted();
}

export function sharedChannelsContract(make: Make): void {
  test('nothing is found while no channel is shared', async () => {
    const { tx, found } = await aBoundChannel(make);
    await tx((one) => open(one, 'db-prod', { ...inIncident('QINC042'), ...askedIn('C0INC') }));
    expect(await found()).toEqual([]);
  });

  test('what was asked for in it and what belongs to its incident is found, and nothing else', async () => {
    const { tx, clock, found } = await aBoundChannel(make);
    const expected = await tx(async (one) => [
      await open(one, 'asked-there', askedIn('C0INC')),
      await open(one, 'of-incident', inIncident('QINC042')),
      await open(one, 'named', { evidence: { askedAt: START, onCall: [], incident: NAMED } }),
    ]);
    await tx(async (one) => {
      await open(one, 'elsewhere', {});
      await open(one, 'other-incident', inIncident('QOTHER'));
      await open(one, 'only-open', { evidence: { askedAt: START, onCall: [], incident: { ...NAMED, tiedBy: 'only-open' } } });
      const over = await open(one, 'ended', askedIn('C0INC'));
      await one.grants.end(over.id, 'given-back');
    });
    await clock.advance({ seconds: 1 });
    await tx(({ incidents }) => incidents.setShared('C0INC', true));
    expect(await found()).toEqual(idsOf(expected));
    await tx(async (one) => {
      for (const { id } of await one.grants.lockActiveOfShared(2)) await one.grants.end(id, 'channel-shared');
    });
    expect(await found()).toHaveLength(1);
    await tx(({ incidents }) => incidents.setShared('C0INC', false));
    expect(await found()).toEqual([]);
  });

  test('what was given since for its incident is found only where it was asked for in it', async () => {
    const { tx, clock, found } = await aBoundChannel(make);
    await tx(({ incidents }) => incidents.setShared('C0INC', true));
    await clock.advance({ seconds: 1 });
    const [, there] = await tx(async (one) => [
      await open(one, 'of-incident', inIncident('QINC042')),
      await open(one, 'asked-there', askedIn('C0INC')),
    ]);
    expect(await found()).toEqual([there?.id]);
  });

  test('of a channel that somebody bound beside the incident’s own, what was asked for in it alone is found', async () => {
    const { tx, clock, found } = await aBoundChannel(make);
    await clock.advance({ seconds: 1 });
    const [, there] = await tx(async (one) => {
      await one.incidents.addChannel('C0BESIDE', 'mine');
      await one.incidents.bind('C0BESIDE', 'QINC042', 'command');
      return [await open(one, 'of-incident', inIncident('QINC042')), await open(one, 'asked-there', askedIn('C0BESIDE'))];
    });
    await clock.advance({ seconds: 1 });
    await tx(({ incidents }) => incidents.setShared('C0BESIDE', true));
    expect(await found()).toEqual([there?.id]);
    await tx(({ incidents }) => incidents.setArchived('C0INC', true));
    expect(await found()).toHaveLength(2);
  });

  test('of the incident’s own channel all is found, whatever somebody bound beside it', async () => {
    const { tx, clock, found } = await aBoundChannel(make);
    await clock.advance({ seconds: 1 });
    await tx(async (one) => {
      await one.incidents.addChannel('C0BESIDE', 'mine');
      await one.incidents.bind('C0BESIDE', 'QINC042', 'command');
      await open(one, 'of-incident', inIncident('QINC042'));
      await one.incidents.setShared('C0INC', true);
    });
    expect(await found()).toHaveLength(1);
  });

  test('under the channel’s older id as well', async () => {
    const { tx, found } = await aBoundChannel(make);
    const grant = await tx((one) => open(one, 'asked-there', askedIn('C0INC')));
    await tx(async ({ incidents }) => {
      await incidents.changeChannelId('C0INC', 'C1INC');
      await incidents.setShared('C1INC', true);
    });
    expect(await found()).toEqual([grant.id]);
  });
}

const NAMED = {
  ...{ id: 'QINC042', number: 42, title: 'Replica lag', service: 'Database', urgency: 'high' },
  ...{ openedAt: START, tiedBy: 'named' as const },
};
