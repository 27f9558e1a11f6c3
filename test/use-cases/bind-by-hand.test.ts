import { beforeEach, describe, expect, test } from 'vitest';
import type { Member } from '../../src/domain/person.ts';
import { bindByAnswer, bindByCommand } from '../../src/use-cases/bind-by-hand.ts';
import { aMember, BOB } from '../builders/a-member.ts';
import { anIncident } from '../builders/an-incident.ts';
import { aQuietNight, type Night } from './a-quiet-night.ts';

const OTHER = anIncident({ id: 'QINC043', number: 43, title: 'Disk full' });

let night: Night;

/** INC-42 is open; the bot is in `#war-room`. */
beforeEach(async () => {
  night = await aQuietNight();
  night.incidents.put(anIncident());
  night.channels.put('C0WAR', { name: 'war-room', isMember: true });
});

const channel = () => night.tx(({ incidents }) => incidents.channel('C0WAR'));
const typed = (words: string, by: Member = aMember()) => bindByCommand(night, { slackId: by.slackId, channel: 'C0WAR', words });
const answered = (incidentId = 'QINC042', by: Member = aMember()) =>
  bindByAnswer(night, { slackId: by.slackId, channel: 'C0WAR', incidentId });

describe('/nightlatch incident', () => {
  test.each(['INC-42', 'inc-42', '42', ' 0042 ', 'QINC042'])('%s binds the channel, whatever it is called', async (words) => {
    expect(await typed(words)).toMatchObject({
      outcome: 'bound',
      already: false,
      incident: { id: 'QINC042', status: 'triggered' },
    });
    expect(await channel()).toMatchObject({ name: 'war-room', bound: { incidentId: 'QINC042', by: 'command', person: 'alice' } });
    expect(night.ofKind('channel-bound')).toMatchObject([
      { by: { name: 'alice' }, about: { incident: 'INC-42', by: 'command' } },
    ]);
  });

  test('again, nothing changes', async () => {
    await typed('42');
    expect(await typed('42', BOB)).toMatchObject({ outcome: 'bound', already: true });
    expect(night.ofKind('channel-bound')).toHaveLength(1);
  });

  test('of another incident binds it to that instead, and the record says so', async () => {
    night.incidents.put(OTHER);
    await typed('42');
    expect(await typed('43', BOB)).toMatchObject({ outcome: 'bound', incident: { id: 'QINC043' } });
    expect(night.ofKind('channel-bound').at(-1)).toMatchObject({ by: { name: 'bob' }, about: { instead: 'QINC042' } });
  });

  test('comes into a public channel first', async () => {
    night.channels.put('C0WAR', { isMember: false });
    expect(await typed('42')).toMatchObject({ outcome: 'bound' });
    expect(night.channels.joined).toEqual(['C0WAR']);
  });

  test.each([
    ['unseen', { isPrivate: true, isMember: false }],
    ['unseen', { isClosed: true, isMember: false }],
    ['archived', { isArchived: true }],
    ['shared', { isShared: true }],
  ] as const)('where the channel is %s binds nothing (%j)', async (why, given) => {
    night.channels.put('C0WAR', given);
    expect(await typed('42')).toEqual({ outcome: 'not-here', why });
    expect(await channel()).toBeUndefined();
  });

  test('of an incident that isn’t open, of no service of the policy, or not there, lists the open ones', async () => {
    night.incidents.put(anIncident({ id: 'QOLD007', number: 7, status: 'resolved' }));
    night.incidents.put(anIncident({ id: 'QELSE08', number: 8, service: { id: 'PELSE', name: 'Elsewhere' } }));
    for (const words of ['7', 'QOLD007', '8', 'QELSE08', '99', 'QNOWHERE'])
      expect(await typed(words)).toMatchObject({ outcome: 'unknown-incident', open: [{ number: 42 }] });
    expect(night.ofKind('channel-bound')).toEqual([]);
  });

  test('alone tells what the channel is about, and what could be', async () => {
    expect(await typed('')).toMatchObject({ outcome: 'told', open: [{ number: 42 }] });
    await typed('42');
    expect(await typed('  ')).toMatchObject({ outcome: 'told', incident: { number: 42 }, open: [{ number: 42 }] });
    night.incidents.fail('timeout');
    expect(await typed('')).toMatchObject({ outcome: 'told', incident: { number: 42 }, open: { source: 'PagerDuty' } });
  });

  test.each(['INC-42 please', 'checkout', 'INC-'])('%s names no incident', async (words) => {
    expect(await typed(words)).toMatchObject({ outcome: 'not-understood' });
  });

  test('while PagerDuty doesn’t answer says so, and the channel stays what it was', async () => {
    night.incidents.fail('timeout');
    expect(await typed('42')).toMatchObject({ outcome: 'unanswered', unanswered: { source: 'PagerDuty', about: 'incident' } });
    expect(await channel()).not.toHaveProperty('bound');
  });
});

describe('the answer to the panel’s question', () => {
  beforeEach(() => night.tx(({ incidents }) => incidents.addChannel('C0WAR', 'inc-war')));

  test('binds the channel', async () => {
    expect(await answered()).toMatchObject({ outcome: 'bound', already: false });
    expect(await channel()).toMatchObject({ bound: { incidentId: 'QINC042', by: 'asked', person: 'alice' } });
  });

  test('given twice counts once: whoever comes second is told what it is about', async () => {
    night.incidents.put(OTHER);
    await answered();
    expect(await answered('QINC043', BOB)).toMatchObject({ outcome: 'bound', already: true, incident: { id: 'QINC042' } });
    expect(night.ofKind('channel-bound')).toHaveLength(1);
  });

  test.each(['QGONE', 'QELSE08'])('of an incident that is none of the policy’s open ones binds nothing: %s', async (id) => {
    night.incidents.put(anIncident({ id: 'QELSE08', number: 8, service: { id: 'PELSE', name: 'Elsewhere' } }));
    expect(await answered(id)).toMatchObject({ outcome: 'unknown-incident' });
    expect(await channel()).not.toHaveProperty('bound');
  });
});

test.each(['guest', 'outsider', 'deactivated', 'bot'] as const)('a %s binds nothing', async (standing) => {
  night.directory.put(aMember({ standing }));
  for (const outcome of [await typed('42'), await answered()])
    expect(outcome).toEqual({ outcome: 'refused', because: { code: 'outsider' } });
  expect(night.ofKind('channel-bound')).toEqual([]);
});

test('nobody binds more often than one may ask', async () => {
  for (let time = 0; time < 10; time += 1) await typed('');
  expect(await typed('42')).toMatchObject({ outcome: 'refused', because: { code: 'too-many-requests' } });
});
