import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Mistake, printMistake, withWholePath } from '../../config/mistake.ts';
import { policyFiles } from '../../config/policy-files.ts';
import { type PolicyReading, policyText } from '../../config/read-policy.ts';
import { oneLine } from '../../domain/one-line.ts';
import type { Logger } from '../../ports/logger.ts';
import { type Adoption, adoptPolicyFile, type ReadBefore, readBefore } from '../../use-cases/adopt-policy-file.ts';
import { tellOfPolicyFile } from '../../use-cases/tell-of-policy-file.ts';
import type { Bot } from '../../wiring/assemble-bot.ts';
import type { ReloadSignal } from './reload-signal.ts';
import { sayVerdict } from './say-verdict.ts';

export interface KeepNeeds {
  bot: Pick<Bot, 'store' | 'policy' | 'reader' | 'policyFile' | 'followPolicy' | 'closedChannels'>;
  log: Logger;
  policyFile: string;
  /** Reads it without holding up anything else. */
  readPolicy(path: string): Promise<PolicyReading>;
  reload: ReloadSignal;
  /** The workspace that the token is of. */
  team: string;
}

/** Keeps the policy that this process holds and the one in force what its file says. */
export interface PolicyKeeper {
  /** What was read at start, acted on at once. Throws StoreUnavailable. */
  begin(reading: PolicyReading): Promise<void>;
  /** Looks once whether the file changed, or SIGHUP came. Throws StoreUnavailable; the next look tries again. */
  look(): Promise<void>;
  /** Does so once a second until `stopping`. Never throws. */
  watch(stopping: AbortSignal): Promise<void>;
}

const EACH_MS = 1000;
// In the audit channel. What is allowed in a place may be a long list.
const MOST_REASONS = 3;
const MOST_REASON = 160;
// Each line of the log is written before the next: `nightlatch policy check` says them all.
const MOST_SAID = 200;

type Sound = Extract<PolicyReading, { ok: true }>;

/** What was read, and by what two readings are told apart. */
interface Read {
  reading: PolicyReading;
  mark: string;
}

interface State {
  /** What the file last said that was whole. */
  before: ReadBefore | undefined;
  /** Read, but not acted on yet. */
  pending: Read | undefined;
  /** What was last said of it in the log: what was read, and what came of that. */
  said: string;
  told: string;
  /** Of `include`, as the file last said them. */
  entries: readonly string[];
}

/** One that hasn't looked yet. */
export function policyKeeper(needs: KeepNeeds): PolicyKeeper {
  const state: State = { before: undefined, pending: undefined, said: '', told: '', entries: [] };
  const files = policyFiles(needs.policyFile, () => state.entries);
  return {
    async begin(reading) {
      state.entries = reading.entries;
      await settle(needs, state, marked(reading, needs));
    },
    look: () => look(needs, state, files),
    async watch(stopping) {
      let failed = false;
      while (await aSecondPasses(stopping)) {
        try {
          await look(needs, state, files);
          failed = false;
        } catch (error) {
          if (!failed && !stopping.aborted) needs.log.error('the policy file was not looked after', {}, error);
          failed = true;
        }
      }
    },
  };
}

// A file may be read half written, or gone between two steps of an editor: it counts once two looks in a row find the same, or somebody says so.
async function look(needs: KeepNeeds, state: State, files: ReturnType<typeof policyFiles>): Promise<void> {
  const isAsked = needs.reload.take();
  const hasChanged = await files.haveChanged();
  if (!hasChanged && !isAsked && !state.pending) return;
  const reading = await needs.readPolicy(needs.policyFile);
  state.entries = reading.entries;
  const read = marked(reading, needs);
  const isSettled = isAsked || state.pending?.mark === read.mark || state.said === read.mark;
  state.pending = read;
  if (!isSettled) return;
  // Otherwise somebody who asks couldn't tell this from a signal that never arrived.
  if (isAsked && state.said === read.mark) needs.log.info('policy unchanged', { verdict: sayVerdict(reading.findings) });
  await settle(needs, state, read);
}

async function settle(needs: KeepNeeds, state: State, read: Read): Promise<void> {
  const { reading, mark } = read;
  if (state.said !== mark) sayReading(needs, reading);
  state.said = mark;
  // Until it is done: where the database doesn't answer, the next look tries again.
  state.pending = read;
  needs.bot.policyFile.isBroken = !reading.ok;
  const adoption = reading.ok ? await adopt(needs, state, reading) : 'broken';
  if (adoption === 'overtaken') return;
  await needs.bot.followPolicy();
  await sayAdoption(needs, adoption, read, state.told !== `${adoption} ${mark}`);
  state.told = `${adoption} ${mark}`;
  // Read again it is what it was: only a file that changed says what somebody wants.
  if (reading.ok && state.before?.hash !== reading.policy.hash) state.before = await readBefore(needs.bot, reading.policy.hash);
  state.pending = undefined;
}

async function adopt({ bot }: KeepNeeds, { before }: State, { policy, texts }: Sound): Promise<Adoption> {
  const by = { kind: 'operator', name: `policy file on ${hostname()}` } as const;
  const adoption = await adoptPolicyFile(bot, { policy, text: policyText(texts), before, by });
  if (adoption === 'put' || adoption === 'in-force-already') bot.policy.hold(policy);
  return adoption;
}

async function sayAdoption({ bot, log }: KeepNeeds, adoption: Adoption | 'broken', read: Read, isNews: boolean): Promise<void> {
  const { reading, mark } = read;
  const held = bot.policy.current()?.hash;
  if (adoption === 'put') log.info('a new policy is in force', { hash: mark });
  if (adoption === 'broken' && !reading.ok) {
    if (isNews && held !== undefined) log.error('the policy file is broken: the one in force stays', { hash: held });
    await tellOfPolicyFile(bot, mark, { kind: 'policy-broken', host: hostname(), ...reasonsOf(reading.mistakes) });
  }
  if (adoption === 'superseded') {
    const wayOut = 'nightlatch policy apply on this host, or change the file';
    if (isNews) log.error('the policy file is one that was replaced: it is not used', { hash: mark, inForce: held, wayOut });
    await tellOfPolicyFile(bot, mark, { kind: 'policy-superseded', host: hostname(), hash: mark });
  }
}

// Never the message, nor the keys that lead there: a value that was pasted into the wrong place must not reach the channel.
function reasonsOf(mistakes: readonly Mistake[]): { places: string[]; more: number } {
  const reasons = mistakes.map((mistake) =>
    printMistake({ ...mistake, path: '', message: mistake.unquoted ?? '' }).replace(/: $/, ''),
  );
  const first = [...new Set(reasons)].slice(0, MOST_REASONS);
  const more = reasons.filter((reason) => !first.includes(reason)).length;
  return { places: first.map((reason) => oneLine(reason, MOST_REASON)), more };
}

function sayReading({ log, policyFile }: KeepNeeds, reading: PolicyReading): void {
  const verdict = sayVerdict(reading.findings);
  if (reading.ok) {
    for (const warning of reading.warnings.slice(0, MOST_SAID)) log.warn('policy', { warning: printMistake(warning) });
    log.info('policy checked', { verdict });
    return;
  }
  for (const mistake of reading.mistakes.slice(0, MOST_SAID))
    log.error('policy', { mistake: printMistake(withWholePath(mistake, policyFile)) });
  log.error('policy checked', { verdict });
}

// A policy for another workspace is as wrong as one with a typing error.
function marked(reading: PolicyReading, { team, policyFile }: KeepNeeds): Read {
  if (!reading.ok) return { reading, mark: digestOf(reading.mistakes.map(printMistake).join('\n')) };
  if (reading.policy.slack.team === team) return { reading, mark: reading.policy.hash };
  const message = `the bot token is of workspace ${team}, the policy is for ${reading.policy.slack.team}`;
  const unquoted = 'is for another workspace than the bot token';
  const mistake = { file: basename(policyFile), path: 'slack.team', message, unquoted };
  const findings = [{ ...mistake, severity: 'mistake' } as const];
  const { entries } = reading;
  return { reading: { ok: false, mistakes: [mistake], findings, entries, lookedFurther: true }, mark: digestOf(message) };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function aSecondPasses(stopping: AbortSignal): Promise<boolean> {
  await pause(EACH_MS, undefined, { signal: stopping }).catch(() => undefined);
  return !stopping.aborted;
}
