import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { SEALED, type Team } from './teams.ts';
import type { World } from './world.ts';

export type View = NonNullable<ReturnType<Sandbox['slack']['views']['topOf']>>;
type Message = ReturnType<Sandbox['slack']['workspace']['directChannelOf']>['messages'][number];

/** Who holds what. */
export type Holder = Pick<Team, 'slackId' | 'resource'>;

const CHANNEL = 'C0INC42';
const VALUE = SEALED['team/password'] as string;

/** A person's limit of requests in a minute; the clock is moved on before they would meet it. */
export const REQUESTS_A_MINUTE = 10;

/** Milliseconds that a deed took, and the window it was done in. */
export interface Deed {
  ms: number;
  view: View;
}

/** Types `/unlock` and waits for Show values in the window. Throws when it never comes. */
export function unlock(world: World, team: Holder): Promise<Deed> {
  return typeUnlock(world, team, team.resource, '"show_values"');
}

/** Types `/unlock` for what somebody must agree to, and waits until the window and the leads' card say so. Throws when they never do. */
export async function ask(world: World, team: Team): Promise<View> {
  const { slack } = world.sandbox;
  const { resource, channel } = team.asking;
  const { messages } = slack.workspace.channel(channel);
  const before = messages.length;
  const { view } = await typeUnlock(world, team, resource, '"withdraw"');
  await slack.changes.until(
    () => messages.slice(before).find((one) => holds(one, '"approve"')),
    () => `nobody was asked for ${resource}`,
  );
  return view;
}

/** Clicks Approve on the leads' card and waits for Show values in the window of whoever asked. Throws when it never comes. */
export async function approve({ sandbox }: World, { asking: { resource, channel, lead } }: Team, view: View): Promise<number> {
  const began = performance.now();
  const outcome = sandbox.slack.changes.until(
    () => (holds(view, '"show_values"') ? performance.now() - began : undefined),
    () => `no grant for ${resource}: ${JSON.stringify(view.blocks)}`,
  );
  const [ms] = await Promise.all([outcome, sandbox.as(lead).clicksIn(channel, 'approve')]);
  return ms;
}

async function typeUnlock({ sandbox: { slack } }: World, team: Holder, resource: string, words: string): Promise<Deed> {
  let view: View | undefined;
  const began = performance.now();
  const outcome = slack.changes.until(
    () => {
      view ??= slack.views.topOf(team.slackId);
      return view && holds(view, words) ? performance.now() - began : undefined;
    },
    () => `no ${words} for ${resource}: ${JSON.stringify(view?.blocks)}`,
  );
  const person = slack.workspace.person(team.slackId);
  const [ms] = await Promise.all([outcome, slack.interactions.command(person, CHANNEL, `/unlock ${resource}`)]);
  return { ms, view: view as View };
}

/** Clicks Show values and waits for the values in the window. Throws when they never come. */
export async function reveal({ sandbox }: World, team: Holder, view: View): Promise<number> {
  const began = performance.now();
  const outcome = sandbox.slack.changes.until(
    () => (holds(view, VALUE) ? performance.now() - began : undefined),
    () => `no values of ${team.resource}: ${JSON.stringify(view.blocks)}`,
  );
  const [ms] = await Promise.all([outcome, sandbox.as(team.slackId).clicks('show_values')]);
  return ms;
}

/** Gives the grant back in its window and closes that. */
export async function giveBack({ sandbox }: World, team: Team, view: View): Promise<void> {
  await Promise.all([over(sandbox, view), sandbox.as(team.slackId).clicks('give_back')]);
  sandbox.slack.views.close(view);
}

/** The same by the direct message, since a window that shows values has no buttons. */
export async function giveBackByMessage({ sandbox }: World, team: Team, view: View): Promise<void> {
  const { messages } = sandbox.slack.workspace.directChannelOf(team.slackId);
  const message = await sandbox.slack.changes.until(
    () => messages.findLast((one) => holds(one, '"give_back"')),
    () => `no direct message to ${team.resource}`,
  );
  // Closed first: its wipe comes with the next tick of a job, and nobody is waiting for it here.
  sandbox.slack.views.close(view);
  await Promise.all([locked(sandbox, message), sandbox.as(team.slackId).clicksIn('direct', 'give_back')]);
}

function over(sandbox: Sandbox, view: View): Promise<true> {
  return sandbox.slack.changes.until(
    () => (holds(view, '"give_back"') ? undefined : true),
    () => `never given back: ${JSON.stringify(view.blocks)}`,
  );
}

function locked(sandbox: Sandbox, message: Message): Promise<true> {
  return sandbox.slack.changes.until(
    () => (holds(message, '"give_back"') ? undefined : true),
    () => 'the direct message never changed',
  );
}

/** Whether values are on the screen. */
export function isShown(view: View): boolean {
  return holds(view, VALUE);
}

function holds({ blocks }: View | Message, words: string): boolean {
  return JSON.stringify(blocks).includes(words);
}

/**
 * Has every team do it `each` times, `atOnce` teams at a time; the clock moves on by a minute before anybody meets the limit of requests.
 * Resolves with the milliseconds that all of it took, without those moves.
 */
export async function inTurns(
  { sandbox, teams }: World,
  turns: { each: number; atOnce: number },
  deed: (team: Team) => Promise<void>,
): Promise<number> {
  let took = 0;
  for (let left = turns.each; left > 0; left -= REQUESTS_A_MINUTE) {
    await sandbox.clock.advance('PT61S');
    const queue = Array.from({ length: Math.min(left, REQUESTS_A_MINUTE) }, () => teams).flat();
    const began = performance.now();
    await Promise.all(Array.from({ length: turns.atOnce }, (_, lane) => workOff(lane, turns.atOnce, queue, deed)));
    took += performance.now() - began;
  }
  return took;
}

// A team belongs to one lane, so that nobody does two things at once.
async function workOff(lane: number, lanes: number, queue: readonly Team[], deed: (team: Team) => Promise<void>): Promise<void> {
  for (let nth = lane; nth < queue.length; nth += lanes) await deed(queue[nth] as Team);
}
