import { SEALED } from '../world/teams.ts';
import type { Running, World } from '../world/world.ts';
import { keptOf } from './kept.ts';
import { load } from './load.ts';
import { KINDS, type Kind, toldBy } from './told.ts';

const VALUE = SEALED['team/password'] as string;

/** What is killed with SIGKILL in the middle of the load: all processes of it at once. */
export type Victim = 'bot' | 'postgres' | 'both';

/** What the rounds so far have shown. */
export interface Killed {
  rounds: number;
  /** What people were told, of each kind. */
  told: Record<Kind, number>;
  lost: string[];
  doubled: string[];
  /** The rounds after which the log's chain wasn't whole. */
  broken: number[];
}

/** Rounds of killing, each as late in the load as a number of calls to Slack. */
export class KillLoop {
  readonly #world: World;
  #bot: Running | undefined;
  readonly killed: Killed = {
    rounds: 0,
    told: { asked: 0, approved: 0, granted: 0, revealed: 0, ended: 0 },
    lost: [],
    doubled: [],
    broken: [],
  };

  constructor(world: World) {
    this.#world = world;
  }

  /** Has the bot ready for the next round. */
  async ready(): Promise<void> {
    this.#bot ??= await this.#world.startBot();
  }

  /** Kills after so many calls to Slack in the load, or when that has done all it may, starts Postgres again, and compares what was told with what is there. */
  async round(victim: Victim, afterCalls: number): Promise<void> {
    const { sandbox, database } = this.#world;
    await this.ready();
    await sandbox.clock.advance('PT61S');
    const stop = new AbortController();
    const loaded = load(this.#world, stop.signal);
    await Promise.race([callsOnTop(this.#world, afterCalls).catch(() => undefined), loaded]);
    await Promise.all([victim === 'bot' ? undefined : database.crash(), victim === 'postgres' ? undefined : this.#killBot()]);
    stop.abort();
    await loaded;
    if (victim !== 'bot') await database.restart();
    await this.#compare();
  }

  /** Stops the bot that the last round left. */
  async end(): Promise<void> {
    await this.#bot?.stop();
    this.#bot = undefined;
  }

  async #killBot(): Promise<void> {
    await this.#bot?.kill();
    this.#bot = undefined;
  }

  async #compare(): Promise<void> {
    const { sandbox, database } = this.#world;
    const told = toldBy(sandbox.slack.calls, VALUE);
    const { lost, doubled, isWhole } = await keptOf(told, database.ownerUrl);
    const { killed } = this;
    killed.rounds += 1;
    for (const kind of KINDS) killed.told[kind] = [...told[kind]].length;
    killed.lost = [...new Set([...killed.lost, ...lost])];
    killed.doubled = [...new Set([...killed.doubled, ...doubled])];
    if (!isWhole) killed.broken.push(killed.rounds);
  }
}

function callsOnTop({ sandbox: { slack } }: World, more: number): Promise<true> {
  const before = slack.calls.length;
  return slack.changes.until(
    () => (slack.calls.length >= before + more ? true : undefined),
    () => `only ${slack.calls.length - before} calls of ${more}`,
    60_000,
  );
}
