import type { CommandMistake, Refusal } from '../decision.ts';
import type { AskedTime } from '../end-of-grant.ts';
import type { IncidentName } from '../incident.ts';
import type { ResourceName, VariableName } from '../names.ts';
import { nearestNames } from '../nearest-names.ts';
import type { AccessRequest } from '../request.ts';
import { cleanReason } from './clean-reason.ts';
import { quotationsIn } from './quotations-in.ts';
import { type CallerClock, isKeyword, isPlainlyClause, type Keyword, readClause } from './read-clause.ts';
import { wordInCapitals } from './word-in-capitals.ts';
import { echoedWord, foldedWord, plainWord, wordsOf } from './words.ts';

/** What the words may refer to, and the caller's clock. */
export interface UnlockContext extends CallerClock {
  resourceNames: readonly ResourceName[];
  variablesOf(resource: ResourceName): readonly VariableName[];
}

export type UnlockReading =
  | { kind: 'empty' }
  | { kind: 'help' }
  | { kind: 'request'; request: Omit<AccessRequest, 'channel'> }
  | { kind: 'refused'; because: Refusal };

/** The words behind the resource, by what they say; `others` are those that aren't the reason, in their order. */
interface Gathered {
  variables: VariableName[];
  strangers: string[];
  time?: AskedTime;
  incident?: IncidentName;
  breakGlass: boolean;
  reason: string[];
  others: string[];
  mistakes: CommandMistake[];
}

/**
 * Reads `/unlock <resource> [VARIABLE …] [for 30m | until 07:30 | until shift-end] [in INC-42] [break-glass] [because <reason>]`, the clauses in any
 * order; other words are the reason. A reason in quotes is taken whole. Never throws for any text.
 */
export function parseUnlock(text: string, context: UnlockContext): UnlockReading {
  const [first, ...rest] = wordsOf(text);
  if (first === undefined) return { kind: 'empty' };
  const resource = foldedWord(first);
  if (!context.resourceNames.includes(resource)) return withoutResource(first, rest, context);
  const gathered = gather(rest, context.variablesOf(resource), context);
  if (gathered.mistakes.length > 0) return { kind: 'refused', because: { code: 'not-understood', mistakes: gathered.mistakes } };
  const [stranger] = gathered.strangers;
  if (stranger !== undefined) {
    const nearest = nearestNames(stranger.replaceAll('-', '_'), context.variablesOf(resource));
    return { kind: 'refused', because: { code: 'unknown-variable', word: echoedWord(stranger), resource, nearest } };
  }
  return { kind: 'request', request: requestOf(resource, gathered) };
}

function withoutResource(first: string, rest: readonly string[], context: UnlockContext): UnlockReading {
  const word = foldedWord(first);
  if (word === 'help' && rest.length === 0) return { kind: 'help' };
  const misplaced = breakGlassAt([first, ...rest], 0) ? 'break-glass' : word;
  if (isKeyword(misplaced) || misplaced === 'because' || misplaced === 'break-glass') {
    return { kind: 'refused', because: { code: 'not-understood', mistakes: [{ kind: 'bad-resource', word: misplaced }] } };
  }
  return {
    kind: 'refused',
    because: { code: 'unknown-resource', word: echoedWord(first), nearest: nearestNames(word, context.resourceNames) },
  };
}

function requestOf(resource: ResourceName, gathered: Gathered): Omit<AccessRequest, 'channel'> {
  const reason = cleanReason(gathered.reason.join(' '));
  return {
    resource,
    variables: [...new Set(gathered.variables)],
    time: gathered.time ?? { kind: 'default' },
    ...(gathered.incident && { incident: gathered.incident }),
    ...(reason && { reason }),
    breakGlass: gathered.breakGlass,
  };
}

/** Sorts the words behind the resource. */
export function gather(words: readonly string[], variables: readonly VariableName[], clock: CallerClock): Gathered {
  const gathered: Gathered = { variables: [], strangers: [], breakGlass: false, reason: [], others: [], mistakes: [] };
  const quotationAt = quotationsIn(words);
  let isFree = false;
  for (let index = 0; index < words.length; ) {
    const quoted = !isFree || foldedWord(words[index - 1] ?? '') === 'because' ? quotationAt(index) : undefined;
    if (quoted) {
      for (const word of quoted.words) gathered.reason.push(word);
      index = quoted.next;
      isFree = false;
      continue;
    }
    const word = foldedWord(words[index] ?? '');
    const glass = breakGlassAt(words, index);
    if (glass && isAskedFor(glass, gathered, isFree, index + glass === words.length)) {
      index += takeBreakGlass(gathered, glass);
    } else if (!isFree && word === 'because') {
      isFree = true;
      index += takeBecause(gathered, words, index);
    } else if (isKeyword(word) && (!isFree || isClauseInReason(gathered, word, words[index + 1]))) {
      index += takeClause(gathered, word, words[index + 1], clock);
      isFree = false;
    } else {
      takeWord(gathered, words[index] ?? '', isFree, variables);
      index += 1;
    }
  }
  return gathered;
}

// Whoever is in a hurry may well shout.
const BREAK_GLASS = /^break-?glass[,;:.!?]*$/;
const GLASS = /^glass[,;:.!?]*$/;

/** How many words from `index` on say `break-glass`. */
function breakGlassAt(words: readonly string[], index: number): 1 | 2 | undefined {
  const [word, next] = [foldedWord(words[index] ?? ''), foldedWord(words[index + 1] ?? '')];
  if (isBreakGlass(word)) return 1;
  return word === 'break' && GLASS.test(next) ? 2 : undefined;
}

function isBreakGlass(word: string): boolean {
  return BREAK_GLASS.test(word);
}

// As two words it may be part of a sentence; after `because` even as one, but for the very end.
function isAskedFor(glass: 1 | 2, gathered: Gathered, isFree: boolean, isLast: boolean): boolean {
  if (glass === 2) return !isFree && gathered.reason.length === 0;
  return !isFree || isLast;
}

function takeBreakGlass(gathered: Gathered, glass: 1 | 2): number {
  if (gathered.breakGlass) gathered.mistakes.push({ kind: 'said-twice', word: 'break-glass' });
  gathered.breakGlass = true;
  gathered.others.push('break-glass');
  return glass;
}

function takeBecause(gathered: Gathered, words: readonly string[], index: number): number {
  if (words[index + 1] === undefined) gathered.mistakes.push({ kind: 'missing-after', word: 'because' });
  // With words before it, "because" is part of the sentence.
  else if (gathered.reason.length > 0) gathered.reason.push('because');
  return 1;
}

function takeClause(gathered: Gathered, keyword: Keyword, next: string | undefined, clock: CallerClock): number {
  const following = next === undefined ? undefined : foldedWord(next);
  if (next === undefined || following === 'because' || isKeyword(following ?? '') || isBreakGlass(following ?? '')) {
    gathered.mistakes.push({ kind: 'missing-after', word: keyword });
    return 1;
  }
  gathered.others.push(keyword, next);
  const clause = readClause(keyword, next, clock);
  if (isSaid(gathered, keyword)) gathered.mistakes.push({ kind: 'said-twice', word: keyword });
  else if (clause.kind === 'mistake') gathered.mistakes.push(clause.mistake);
  else if (clause.kind === 'time') gathered.time = clause.time;
  else gathered.incident = clause.incident;
  return 2;
}

// Within free text a second time or incident is part of the story: "for 30m because the disk was full for 2h".
function isClauseInReason(gathered: Gathered, keyword: Keyword, next: string | undefined): boolean {
  return next !== undefined && !isSaid(gathered, keyword) && isPlainlyClause(keyword, next);
}

function isSaid(gathered: Gathered, keyword: Keyword): boolean {
  return keyword === 'in' ? gathered.incident !== undefined : gathered.time !== undefined;
}

function takeWord(gathered: Gathered, word: string, isFree: boolean, variables: readonly VariableName[]): void {
  const capitals = isFree ? undefined : wordInCapitals(word);
  const isVariable = !isFree && variables.includes(plainWord(word));
  if (isVariable) gathered.variables.push(plainWord(word));
  else if (capitals !== undefined) gathered.strangers.push(capitals);
  (isVariable || capitals !== undefined ? gathered.others : gathered.reason).push(word);
}
