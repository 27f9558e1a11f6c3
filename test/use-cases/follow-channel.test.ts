import { beforeEach, describe, expect, test } from 'vitest';
import type { ChannelNews } from '../../src/use-cases/follow-channel.ts';
import { changeChannelId, followChannel } from '../../src/use-cases/follow-channel.ts';
import { followChannels } from '../../src/use-cases/follow-channels.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { anIncident } from '../builders/an-incident.ts';
import { aQuietNight, type Night, opened, present } from './a-quiet-night.ts';

const OTHER = anIncident({ id: 'QINC043', number: 43, title: 'Disk full' });
const TIED = { incident: { id: 'QINC042', number: 42, title: 'Replica lag' } };

let night: Night;

/** The policy's incident channels are `inc-*`; INC-42 is open. */
beforeEach(async () => {
  const policy = aPolicy();
  night = await aQuietNight({ ...policy, slack: { ...policy.slack, incidentChannels: ['inc-*'] } });
  night.incidents.put(anIncident());
});

const channel = (id = 'C0INC') => night.tx(({ incidents }) => incidents.channel(id));
const follow = (news: ChannelNews = { channel: 'C0INC' }) => followChannel(night, news);
const panels = async () => (await night.cards()).filter(({ subject }) => subject.kind === 'panel');

/** `#inc-42` was made, and followed. */
async function made(name = 'inc-42') {
  night.channels.put('C0INC', { name });
  await follow({ channel: 'C0INC', name });
}

describe('a channel that is made', () => {
  test('with the number of an open incident is joined, bound to it, and has a panel', async () => {
    await made('inc-42-replica-lag');
    expect(night.channels.joined).toEqual(['C0INC']);
    expect(await channel()).toMatchObject({ name: 'inc-42-replica-lag', bound: { incidentId: 'QINC042', by: 'name' } });
    expect(await panels()).toMatchObject([
      { subject: { kind: 'panel', channel: 'C0INC' }, place: { kind: 'channel', channel: 'C0INC' } },
    ]);
    expect(night.ofKind('channel-bound')).toMatchObject([
      {
        by: { kind: 'nightlatch' },
        about: { channel: 'C0INC', name: 'inc-42-replica-lag', incident: 'INC-42', by: 'name' },
      },
    ]);
  });

  test('of another name is left alone, and Slack isn’t even asked about it', async () => {
    await made('general');
    expect(night.channels.looked).toEqual([]);
    expect(await channel()).toBeUndefined();
  });

  test('without any incident: it is joined, its panel asks, and nothing is bound', async () => {
    await made('inc-checkout');
    expect(await channel()).not.toHaveProperty('bound');
    expect(await panels()).toHaveLength(1);
  });

  test('with a number of which no incident is open isn’t bound, until one is', async () => {
    await made('inc-43');
    expect(await channel()).not.toHaveProperty('bound');
    night.incidents.put(OTHER);
    await followChannels(night);
    expect(await channel()).toMatchObject({ bound: { incidentId: 'QINC043', by: 'name' } });
  });

  test('with the numbers of two open incidents isn’t bound: nobody knows which is meant', async () => {
    night.incidents.put(OTHER);
    await made('inc-42-43');
    expect(await channel()).not.toHaveProperty('bound');
  });

  test('while PagerDuty doesn’t answer is bound a minute after it does', async () => {
    night.incidents.fail('timeout');
    await made();
    expect(await channel()).not.toHaveProperty('bound');
    night.incidents.heal();
    await followChannels(night);
    expect(await channel()).toMatchObject({ bound: { incidentId: 'QINC042' } });
  });

  test('while Slack doesn’t answer is joined a minute after it does', async () => {
    night.channels.fail('timeout');
    await made();
    expect(night.channels.joined).toEqual([]);
    night.channels.heal();
    await followChannels(night);
    expect(night.channels.joined).toEqual(['C0INC']);
    expect(await channel()).toMatchObject({ bound: { incidentId: 'QINC042' } });
  });

  test('told twice, it is bound once and has one panel', async () => {
    await Promise.all([made(), made()]);
    await follow();
    expect(night.ofKind('channel-bound')).toHaveLength(1);
    expect(await panels()).toHaveLength(1);
  });

  test('that the bot may not join is waited for, with a line in the log', async () => {
    night.channels.put('C0INC', { isClosed: true });
    await made();
    expect(await panels()).toEqual([]);
    expect(JSON.stringify(night.log.lines)).toContain('must be invited');
  });
});

describe('a channel that the bot is invited to', () => {
  test('private or not, is one of an incident by its name', async () => {
    night.channels.put('G0INC', { name: 'inc-42', isPrivate: true, isMember: true });
    await follow({ channel: 'G0INC' });
    expect(await channel('G0INC')).toMatchObject({ bound: { incidentId: 'QINC042' } });
  });

  test('is none by another name', async () => {
    night.channels.put('C0APPR', { name: 'access-approvals', isMember: true });
    await follow({ channel: 'C0APPR' });
    expect(await channel('C0APPR')).toBeUndefined();
  });
});

describe('a channel that is renamed', () => {
  test('to another incident’s number is bound to that', async () => {
    await made();
    night.incidents.put(OTHER);
    await made('inc-43');
    expect(await channel()).toMatchObject({ name: 'inc-43', bound: { incidentId: 'QINC043', by: 'name' } });
    expect(await panels()).toHaveLength(1);
  });

  test('to a name that is about no incident, or no open one, stays bound', async () => {
    await made();
    for (const name of ['general', 'inc-99']) {
      await made(name);
      expect(await channel()).toMatchObject({ name, bound: { incidentId: 'QINC042' } });
    }
  });

  test('stays bound to what a person said', async () => {
    night.incidents.put(OTHER);
    await made();
    await night.tx(({ incidents }) =>
      incidents.keep({ ...OTHER, readAt: night.clock.at }).then(() => incidents.bind('C0INC', 'QINC043', 'command')),
    );
    await made('inc-42-again');
    expect(await channel()).toMatchObject({ bound: { incidentId: 'QINC043', by: 'command' } });
  });

  test('to a name that is about an incident is joined', async () => {
    night.channels.put('C0INC', { name: 'inc-42' });
    await follow({ channel: 'C0INC', name: 'inc-42' });
    expect(night.channels.joined).toEqual(['C0INC']);
  });
});

describe('a channel that is archived', () => {
  test('isn’t followed any more, until it is opened again', async () => {
    await made();
    night.channels.put('C0INC', { isArchived: true });
    await follow();
    expect(await channel()).toMatchObject({ archivedAt: night.clock.at });
    const looked = night.channels.looked.length;
    await followChannels(night);
    expect(night.channels.looked).toHaveLength(looked);
    night.channels.put('C0INC', { isArchived: false });
    await follow();
    expect(await channel()).not.toHaveProperty('archivedAt');
  });

  test('deleted, it is as archived', async () => {
    await made();
    night.channels.remove('C0INC');
    await follow();
    expect(await channel()).toMatchObject({ archivedAt: night.clock.at });
  });
});

describe('a channel that is shared with another workspace', () => {
  test('has what was opened for its incident and what was asked for in it ended, and nothing else', async () => {
    await made();
    const ofIncident = await opened(night, { ...TIED, request: aRequest('D0ALICE') });
    const askedThere = await opened(night, { resource: 'db-replica', request: aRequest('C0INC') });
    const elsewhere = await opened(night, { resource: 'flags', request: aRequest('C0OTHER') });
    night.channels.put('C0INC', { isShared: true });
    await follow();
    for (const grant of [ofIncident, askedThere])
      expect(await present(night, grant)).toMatchObject({ state: 'ended', ended: { cause: 'channel-shared' } });
    expect(await present(night, elsewhere)).toMatchObject({ state: 'active' });
    expect(await channel()).toMatchObject({ sharedAt: night.clock.at });
    expect(night.ofKind('channel-shared')).toHaveLength(1);
    expect(night.ofKind('grant-ended')).toHaveLength(2);
    const notes = (await night.cards()).flatMap(({ subject }) => (subject.kind === 'note' ? [subject.note.kind] : []));
    expect(notes).toEqual(['policy-in-force', 'grant-channel-shared', 'grant-channel-shared']);
  });

  test('to which one was only invited is found within a minute, though Slack doesn’t tell', async () => {
    await made();
    const grant = await opened(night, { ...TIED, request: aRequest('D0ALICE') });
    night.channels.put('C0INC', { isShared: true });
    await followChannels(night);
    expect(await present(night, grant)).toMatchObject({ ended: { cause: 'channel-shared' } });
  });

  test('when it is new isn’t joined', async () => {
    night.channels.put('C0INC', { name: 'inc-42', isShared: true });
    await follow({ channel: 'C0INC', name: 'inc-42' });
    expect(night.channels.joined).toEqual([]);
    expect(await panels()).toEqual([]);
  });

  test('lets in again once it isn’t, and a grant given for its incident since then is left alone', async () => {
    await made();
    night.channels.put('C0INC', { isShared: true });
    await follow();
    await night.clock.advance({ minutes: 1 });
    const since = await opened(night, { ...TIED, request: aRequest('D0ALICE') });
    await follow();
    expect(await present(night, since)).toMatchObject({ state: 'active' });
    night.channels.put('C0INC', { isShared: false });
    await follow();
    expect(await channel()).not.toHaveProperty('sharedAt');
    expect(night.ofKind('channel-unshared')).toHaveLength(1);
  });
});

describe('a channel that gets another id', () => {
  test('goes on under that, with its incident and its panel', async () => {
    await made();
    night.channels.put('C1INC', { name: 'inc-42', isMember: true });
    night.channels.remove('C0INC');
    await changeChannelId(night, 'C0INC', 'C1INC');
    expect(await channel('C0INC')).toMatchObject({ channel: 'C1INC', bound: { incidentId: 'QINC042' } });
    expect(await panels()).toMatchObject([{ subject: { channel: 'C1INC' }, place: { channel: 'C1INC' } }]);
  });

  test('with people of another workspace in it has its grants ended, asked for under the older id or not', async () => {
    await made();
    const grant = await opened(night, { resource: 'flags', request: aRequest('C0INC') });
    night.channels.put('C1INC', { name: 'inc-42', isMember: true, isShared: true });
    await changeChannelId(night, 'C0INC', 'C1INC');
    expect(await present(night, grant)).toMatchObject({ ended: { cause: 'channel-shared' } });
  });
});

test('without a policy in this process nothing is done', async () => {
  night.hold(undefined);
  await made();
  expect(await channel()).toBeUndefined();
});

test('of more channels than Slack answers for in a minute each has its turn: many new ones hide no older one', async () => {
  await made();
  for (let index = 0; index < 45; index += 1) {
    await night.clock.advance({ seconds: 1 });
    night.channels.put(`C0NEW${index}`, { name: `inc-new-${index}` });
    await night.tx(({ incidents }) => incidents.addChannel(`C0NEW${index}`, `inc-new-${index}`));
  }
  night.channels.put('C0INC', { isShared: true });
  for (let minute = 0; minute < 3; minute += 1) {
    await night.clock.advance({ minutes: 1 });
    const before = night.channels.looked.length;
    await followChannels(night);
    expect(night.channels.looked.length - before).toBe(20);
  }
  expect(await channel()).toHaveProperty('sharedAt');
});

test('whoever takes the bot out of a channel meant it', async () => {
  await made();
  const [panel] = await panels();
  if (!panel) throw new Error('no panel');
  await night.tx(({ cards }) => cards.drawn(panel, 'hash', { channel: 'C0INC', ts: '1.0' }));
  night.channels.put('C0INC', { isMember: false });
  await followChannels(night);
  expect(night.channels.joined).toEqual(['C0INC']);
});

function aRequest(from: string) {
  return { resource: 'db-prod', variables: [], time: { kind: 'default' as const }, breakGlass: false, channel: from };
}
