import { setTimeout as pause } from 'node:timers/promises';
import { type OpenLoopResult, runLoad, type SaturationResult, type Target, ticketsFor } from './load/run-load.ts';
import type { Line } from './report.ts';
import { countOver, summary } from './statistics.ts';
import { addCrowd } from './world/teams.ts';
import { running, type World } from './world/world.ts';

const PER_SECOND = 50;
const SECONDS = 15;
const WARM_UP_SECONDS = 3;
const CONNECTIONS = 32;
const SATURATION_WARM_UP_SECONDS = 2;
const SATURATED_SECONDS = 6;
// So many that nobody comes near the limit of requests a minute: every command is worked on to its end.
const CROWD = 200;
// A check gives up after 5 s, and what Postgres kept waiting after 2.5 s.
const SETTLED_MS = 6000;

const PEER = 'bare Bolt';

type Issue = ReturnType<typeof ticketsFor>;

/** How long Slack waits for an ack while what is behind the bot is away, and how many acks a second there can be. */
export async function ack(world: World): Promise<Line[]> {
  const { sandbox } = world;
  const issue = ticketsFor(sandbox, addCrowd(sandbox, CROWD));
  const bot = await world.startBot();
  const target = { url: bot.url, signingSecret: sandbox.signingSecret, words: 'team-01' };
  await openLoop(target, issue, WARM_UP_SECONDS);
  sandbox.pagerDuty.mode = 'hanging';
  const hanging = await openLoop(target, issue, SECONDS);
  sandbox.pagerDuty.heal();
  await pause(SETTLED_MS);
  const frozen = await world.whilePostgresIsFrozen(() => openLoop(target, issue, SECONDS));
  await pause(SETTLED_MS);
  const saturated = await saturation(world, target, issue);
  await bot.stop();
  return [...linesOf('PagerDuty hanging', hanging), ...linesOf('Postgres frozen', frozen), ...saturated];
}

function openLoop(target: Target, issue: Issue, seconds: number): Promise<OpenLoopResult> {
  return runLoad({ ...target, kind: 'open-loop', perSecond: PER_SECOND, seconds }, issue);
}

function linesOf(condition: string, { latencies, failed }: OpenLoopResult): Line[] {
  const { p50, p99, max, count } = summary(latencies);
  const of = `of ${count}`;
  return [
    { figure: `ack, ${condition}`, value: p99, unit: 'ms', p50, p99 },
    { figure: `ack, ${condition}: longest`, value: max, unit: 'ms' },
    { figure: `ack, ${condition}: over 300 ms`, value: countOver(latencies, 300), unit: of },
    { figure: `ack, ${condition}: over 1.5 s`, value: countOver(latencies, 1500), unit: of },
    { figure: `ack, ${condition}: without`, value: failed, unit: of },
  ];
}

async function saturation(world: World, target: Target, issue: Issue): Promise<Line[]> {
  const peer = await running(world.spawnBareBolt());
  const load = async (url: string, repeated: boolean) => {
    const shape = { kind: 'saturation', connections: CONNECTIONS, repeated } as const;
    await runLoad({ ...target, url, ...shape, seconds: SATURATION_WARM_UP_SECONDS }, issue);
    return runLoad({ ...target, url, ...shape, seconds: SATURATED_SECONDS }, issue);
  };
  const bare = await load(peer.url, false);
  await peer.stop();
  const repeated = await load(target.url, true);
  const whole = await load(target.url, false);
  const line = (figure: string, { perSecond: value, p50, p99 }: SaturationResult): Line => ({
    ...{ figure, value, unit: 'acks/s', p50, p99 },
    ...(value === bare.perSecond ? {} : { peer: PEER, ratio: value / bare.perSecond }),
  });
  return [
    line('ack, saturated: acks alone', repeated),
    line('ack, saturated: whole commands', whole),
    { figure: 'ack, saturated: without', value: repeated.failed + whole.failed, unit: 'commands' },
    line(`ack, saturated: ${PEER}`, bare),
  ];
}
