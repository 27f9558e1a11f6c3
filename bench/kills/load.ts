import { giveBackByMessage, reveal } from '../world/deeds.ts';
import type { Team } from '../world/teams.ts';
import type { World } from '../world/world.ts';

// Below a person's limit of ten requests a minute: the clock stands still meanwhile.
const REQUESTS_EACH = 8;
const CHANNEL = 'C0INC42';
// Few, so that each gets to the end of its turn before a kill as often as not.
const TEAMS = 6;
// Then somebody does something else: what a killed bot left half done is finished by a job, or when its card comes.
const PATIENCE_MS = 10_000;

/**
 * Some teams at once unlock, ask, agree, look and give back, over and over until `until` is aborted. What the bot or its database then no longer
 * answers is waited for a while and left. Resolves when everyone has let go.
 */
export async function load(world: World, until: AbortSignal): Promise<void> {
  await Promise.all(world.teams.slice(0, TEAMS).map((team, nth) => inTurn(world, team, nth, until)));
}

async function inTurn(world: World, team: Team, nth: number, until: AbortSignal): Promise<void> {
  for (let turn = 0; turn < REQUESTS_EACH && !until.aborted; turn += 1) {
    const given = AbortSignal.any([until, AbortSignal.timeout(PATIENCE_MS)]);
    const done = (nth + turn) % 2 === 0 ? atOnce(world, team, given) : asking(world, team, given);
    // A bot that was killed answers nobody.
    await Promise.race([done.catch(() => undefined), aborted(given)]);
  }
}

async function atOnce(world: World, team: Team, until: AbortSignal): Promise<void> {
  await types(world, team, team.resource, '"show_values"');
  if (!until.aborted) await looksAndGivesBack(world, team, until);
}

async function asking(world: World, team: Team, until: AbortSignal): Promise<void> {
  const { resource, channel, lead } = team.asking;
  await types(world, team, resource, '"withdraw"');
  if (until.aborted) return;
  const granted = windowHolds(world, team, '"show_values"');
  await Promise.all([granted, world.sandbox.as(lead).clicksIn(channel, 'approve')]);
  if (!until.aborted) await looksAndGivesBack(world, team, until);
}

async function types({ sandbox, ...world }: World, team: Team, resource: string, words: string): Promise<void> {
  const { slack } = sandbox;
  const open = slack.views.topOf(team.slackId);
  if (open) slack.views.close(open);
  const person = slack.workspace.person(team.slackId);
  await slack.interactions.command(person, CHANNEL, `/unlock ${resource}`);
  await windowHolds({ sandbox, ...world }, team, words);
}

function windowHolds({ sandbox: { slack } }: World, { slackId }: Team, words: string) {
  return slack.changes.until(
    () => {
      const view = slack.views.topOf(slackId);
      return view !== undefined && JSON.stringify(view.blocks).includes(words) ? view : undefined;
    },
    () => `no ${words} in the window`,
  );
}

async function looksAndGivesBack(world: World, team: Team, until: AbortSignal): Promise<void> {
  const view = world.sandbox.slack.views.topOf(team.slackId);
  if (view === undefined) return;
  await reveal(world, team, view);
  if (!until.aborted) await giveBackByMessage(world, team, view);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
