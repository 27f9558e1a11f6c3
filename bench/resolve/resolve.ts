import type { Line } from '../report.ts';
import { median, summary } from '../statistics.ts';
import { type Holder, isShown, reveal, unlock, type View } from '../world/deeds.ts';
import { addCrowd, IN_INCIDENT } from '../world/teams.ts';
import type { World } from '../world/world.ts';
import { allDrawn, BARE, bareLock, countOpen } from './database.ts';

const GRANTS = 200;
const ROUNDS = 3;
const WARM_UP = 1;
const AT_ONCE = 8;
// Longer ago than the grace of its grants: from the webhook on, nothing waits for a time.
const RESOLVED_AGO = { seconds: 30 };

interface Locked {
  /** Milliseconds from the webhook's 2xx until each view was wiped. */
  each: number[];
  /** The same by the least that it takes. */
  bare: number;
}

/** From the 2xx to PagerDuty's webhook until the incident's grants are ended and what they show is off every screen. */
export async function resolveFigure(world: World): Promise<Line[]> {
  const { sandbox } = world;
  sandbox.pagerDuty.state.services.set(IN_INCIDENT.service, { id: IN_INCIDENT.service, name: 'In incident', policy: 'PXYZ789' });
  const holders = addCrowd(sandbox, GRANTS, 'holder').map((slackId) => ({ slackId, resource: IN_INCIDENT.resource }));
  const bot = await world.startBot();
  const { webhooks } = sandbox.pagerDuty;
  const subscription = webhooks.subscribe(`${bot.url}/webhooks/pagerduty`, sandbox.webhookSecret);
  const rounds: Locked[] = [];
  for (let nth = -WARM_UP; nth < ROUNDS; nth += 1) {
    const locked = await round(world, holders);
    if (nth >= 0) rounds.push(locked);
  }
  sandbox.pagerDuty.state.subscriptions.delete(subscription.id);
  await bot.stop();
  return linesOf(rounds);
}

function linesOf(rounds: readonly Locked[]): Line[] {
  const each = summary(rounds.flatMap((one) => one.each));
  const whole = summary(rounds.map((one) => Math.max(...one.each)));
  const bare = median(rounds.map((one) => one.bare));
  return [
    { figure: `resolve, each of ${GRANTS} grants`, value: each.p50, unit: 'ms', p50: each.p50, p99: each.p99 },
    {
      ...{ figure: `resolve, all ${GRANTS} grants`, value: whole.p50, unit: 'ms', p50: whole.p50, p99: whole.p99 },
      ...{ peer: BARE, ratio: whole.p50 / bare },
    },
    { figure: `resolve: ${BARE}`, value: bare, unit: 'ms' },
  ];
}

async function round(world: World, holders: readonly Holder[]): Promise<Locked> {
  const { pagerDuty, clock } = world.sandbox;
  await clock.advance('PT61S');
  const incident = pagerDuty.openIncident('Replica lag', IN_INCIDENT.service);
  const views = await shown(world, holders);
  await allDrawn(world);
  const wiped = wipes(world, views);
  const agent = { type: 'user_reference' as const, id: 'PALICE1', summary: 'Alice' };
  pagerDuty.state.setStatus(incident, 'resolved', clock.now().subtract(RESOLVED_AGO), agent);
  await pagerDuty.webhooks.idle();
  const accepted = performance.now();
  const each = (await wiped).map((at) => at - accepted);
  const open = await countOpen(world);
  if (open !== 0) throw new Error(`${open} grants are open after every view was wiped`);
  const bare = await bareLock(world, views);
  for (const view of views) world.sandbox.slack.views.close(view);
  await allDrawn(world);
  return { each, bare };
}

/** Everybody unlocks it and has the values on their screen. */
async function shown(world: World, holders: readonly Holder[]): Promise<View[]> {
  const views: View[] = [];
  const queue = [...holders];
  const lane = async () => {
    for (let holder = queue.pop(); holder; holder = queue.pop()) {
      const { view } = await unlock(world, holder);
      await reveal(world, holder, view);
      views.push(view);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return views;
}

/** When each of them showed no values any more; looked at only where it changed, or looking would be what is measured. */
function wipes({ sandbox: { slack } }: World, views: readonly View[]): Promise<number[]> {
  const left = new Map(views.map((view) => [view, view.blocks]));
  const at: number[] = [];
  return slack.changes.until(
    () => {
      for (const [view, before] of left) {
        if (view.blocks === before || isShown(view)) continue;
        left.delete(view);
        at.push(performance.now());
      }
      return left.size === 0 ? at : undefined;
    },
    () => `${left.size} of ${views.length} views still show values`,
    60_000,
  );
}
