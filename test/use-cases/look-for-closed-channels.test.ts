import { expect, test } from 'vitest';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';
import { SlackRefused } from '../../src/ports/slack-probe.ts';
import { lookForClosedChannels } from '../../src/use-cases/look-at-slack.ts';
import { aPolicy, aResource, aRule } from '../builders/a-policy.ts';
import { aWellWorld } from '../fakes/fake-world.ts';
import { forEver } from './a-diagnosis.ts';

const INTIME = { isOver: () => false, over: forEver<void>() };
const terms = { by: [], count: 1, within: Temporal.Duration.from({ minutes: 15 }) };

/** Whose rules ask in so many channels of their own. */
function aPolicyWith(channels: number) {
  const rules = Array.from({ length: channels }, (_, nth) =>
    aRule({ name: `rule ${nth}`, approve: { ...terms, channel: `C0OWN${nth}` } }),
  );
  return aPolicy({ resources: new Map([['db-prod', aResource({ rules })]]) });
}

const named = async (...asked: Parameters<typeof lookForClosedChannels>) =>
  (await lookForClosedChannels(...asked)).map(({ closed }) => closed);

test('every channel in which Slack says that nothing can be posted is named, in the policy’s order, and as doctor says it', async () => {
  const { slack } = aWellWorld();
  const well = slack.channel;
  slack.channel = async (id) => {
    if (id === 'C0OWN0') return undefined;
    return { ...(await well(id))!, isMember: id !== 'C0APPR' };
  };
  const found = await lookForClosedChannels(slack, aPolicyWith(1), INTIME);
  expect(found.map(({ closed }) => closed)).toEqual([
    { channel: 'C0APPR', as: 'approval channel', because: 'not-in-it', use: 'approvals' },
    { channel: 'C0OWN0', as: 'channel of db-prod, rule “rule 0”', because: 'not-there', use: 'approvals' },
  ]);
  expect(found.map(({ finding }) => finding.mend)).toEqual([
    'Type /invite @nightlatch there.',
    expect.stringContaining('Type /invite @nightlatch in the channel.'),
  ]);
});

test('the audit channel is for the record', async () => {
  const { slack } = aWellWorld();
  slack.channel = async () => undefined;
  expect((await named(slack, aPolicy(), INTIME)).map(({ use }) => use)).toEqual(['record', 'approvals']);
});

test.each<[string, unknown]>([
  ['doesn’t answer', new SourceUnavailable('Slack', 'timeout')],
  ['refuses to say', new SlackRefused('missing_scope', ['groups:read'])],
  ['is asked by a mistake of ours', new TypeError('oh')],
])('where Slack %s nothing is claimed of that channel', async (_, fault) => {
  const { slack } = aWellWorld();
  slack.channel = async (id) => {
    if (id === 'C0AUDIT') throw fault;
    return undefined;
  };
  expect((await named(slack, aPolicy(), INTIME)).map(({ channel }) => channel)).toEqual(['C0APPR']);
  slack.identity = async () => {
    throw fault;
  };
  expect(await named(slack, aPolicy(), INTIME)).toEqual([]);
});

test('a token of another workspace knows nothing of these channels', async () => {
  const { slack } = aWellWorld();
  slack.channel = async () => undefined;
  const policy = aPolicy();
  expect(await named(slack, { ...policy, slack: { ...policy.slack, team: 'T0OTHER99' } }, INTIME)).toEqual([]);
});

test('where Slack hangs, nothing is claimed once the time is over, and no further channel is asked about', async () => {
  const { slack } = aWellWorld();
  const { promise: over, resolve } = Promise.withResolvers<void>();
  let isOver = false;
  const asked: string[] = [];
  slack.channel = (id) => {
    asked.push(id);
    return forEver();
  };
  const looking = named(slack, aPolicyWith(10), { isOver: () => isOver, over });
  await expect.poll(() => asked.length).toBe(4);
  isOver = true;
  resolve();
  expect([await looking, asked.length]).toEqual([[], 4]);
});

test('the first twenty are asked about', async () => {
  const { slack } = aWellWorld();
  slack.channel = async () => undefined;
  expect(await named(slack, aPolicyWith(30), INTIME)).toHaveLength(20);
});
