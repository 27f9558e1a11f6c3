import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../../src/domain/decision.ts';
import { StoreUnavailable } from '../../../src/ports/store.ts';
import type { IncidentOutcome } from '../../../src/use-cases/bind-by-hand.ts';
import { anIncident } from '../../builders/an-incident.ts';
import { aSlackBench, ROOM } from './a-slack-bench.ts';

const bench = aSlackBench();
const alice = () => bench.sandbox.as('alice');
const INCIDENT = { ...anIncident(), readAt: anIncident().openedAt };

describe('what happens to a channel', () => {
  test('is followed, with its name where the event has one', async () => {
    const { channels } = bench.sandbox.slack;
    await channels.create({ id: 'C0NEW', name: 'inc-43', by: 'alice' });
    await channels.rename('C0NEW', 'inc-44');
    await channels.archive('C0NEW');
    await channels.archive('C0NEW', false);
    await channels.share('C0NEW');
    await channels.unshare('C0NEW');
    await channels.changeId('C0NEW', 'C1NEW');
    await channels.rename('audit-access', 'audit');
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([
      'followChannel C0NEW called inc-43',
      'followChannel C0NEW called inc-44',
      ...Array.from({ length: 4 }, () => 'followChannel C0NEW'),
      'changeChannelId C0NEW C1NEW',
      'followChannel C0AUDIT called audit',
    ]);
    expect(bench.kicks).toBe(8);
  });

  test('that the bot came in is told to nobody else', async () => {
    await bench.sandbox.channel('general').inviteBot();
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual(['followChannel C0GENERAL']);
    const [row] = [...bench.deliveries.rows.values()];
    expect(row).toMatchObject({ kind: 'event', slackUser: 'U0NIGHTBOT', about: 'channel_changed' });
  });
});

describe('/nightlatch incident', () => {
  const says = async (outcome: IncidentOutcome, words: string) => {
    bench.verbs.bindByCommand = async () => outcome;
    await alice().types(ROOM, '/nightlatch incident INC-42');
    await alice().windowSays(words);
    await alice().closesWindow();
  };

  test('binds the channel that it was typed in, and says that this opens nothing', async () => {
    await alice().types(ROOM, '/nightlatch INCIDENT  INC-42 ');
    await alice().windowSays(/now about INC-42 Replica lag.*opens nothing by itself/s);
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual(['bindByCommand U01ALICE C0INC42 INC-42 ']);
    expect(bench.kicks).toBe(1);
  });

  test.each<[string, IncidentOutcome, string]>([
    ['already', { outcome: 'bound', incident: INCIDENT, already: true }, 'This channel is about INC-42 Replica lag.'],
    ['told', { outcome: 'told', incident: INCIDENT, open: [anIncident()] }, 'Open is INC-42 Replica lag.'],
    ['told of none', { outcome: 'told', open: [] }, "This channel isn't about an incident yet."],
    [
      'told without PagerDuty',
      { outcome: 'told', open: { source: 'PagerDuty', fault: 'timeout', about: 'incident' } },
      "PagerDuty didn't answer",
    ],
    ['unknown', { outcome: 'unknown-incident', name: 'INC-99', open: [] }, 'INC-99 is no open incident'],
    ['not understood', { outcome: 'not-understood', word: 'checkout' }, '“checkout” is no incident.'],
    ['unseen', { outcome: 'not-here', why: 'unseen' }, '/invite @nightlatch'],
    ['archived', { outcome: 'not-here', why: 'archived' }, 'This channel is archived'],
    ['shared', { outcome: 'not-here', why: 'shared' }, 'People of another workspace are in this channel'],
    ['outsider', { outcome: 'refused', because: { code: 'outsider' } satisfies Refusal }, 'full members'],
  ])('%s', async (_, outcome, words) => {
    await says(outcome, words);
  });

  test('while PagerDuty is away the channel stays what it was', async () => {
    await says(
      { outcome: 'unanswered', unanswered: { source: 'PagerDuty', fault: 'timeout', about: 'incident' } },
      'This channel is about what it was before.',
    );
  });

  test('while the database is away it says so', async () => {
    bench.verbs.bindByCommand = async () => {
      throw new StoreUnavailable();
    };
    await alice().types(ROOM, '/nightlatch incident INC-42');
    await alice().windowSays("The database didn't answer, so this channel is about what it was before.");
  });
});
