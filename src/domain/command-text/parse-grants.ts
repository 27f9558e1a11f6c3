import type { CommandMistake, Refusal } from '../decision.ts';
import type { ResourceName, SlackUserId } from '../names.ts';
import { nearestNames } from '../nearest-names.ts';
import { mentionIn } from './mention-in.ts';
import { echoedWord, foldedWord, plainWord, wordsOf } from './words.ts';

/** Which grants to list. Without `history` only those that are active. */
export interface GrantsFilter {
  whose: 'mine' | 'all' | { slackId: SlackUserId };
  resource?: ResourceName;
  /** How far back ended grants are listed too. */
  history?: Temporal.Duration;
  /** Only those with values that were shown and that nobody has marked rotated since, ended ones included. */
  exposed?: boolean;
}

export type GrantsReading = { kind: 'help' } | { kind: 'grants'; filter: GrantsFilter } | { kind: 'refused'; because: Refusal };

interface Gathered {
  whose?: GrantsFilter['whose'];
  resource?: ResourceName;
  history?: Temporal.Duration;
  exposed?: boolean;
}

const HISTORY = /^([1-9]\d{0,4})([hdw])$/;
const HOURS = { h: 1, d: 24, w: 168 } as const;
const LONGEST_HISTORY_HOURS = 366 * 24;

/**
 * Reads what follows `/grants`: nothing (mine), `all`, a mention as Slack escapes it, a resource (everyone's), `history 7d`, `exposed`
 * (everyone's), in any order. With `history` or `exposed` a resource may be one that the policy no longer names. Never throws for any text.
 */
export function parseGrants(text: string, resourceNames: readonly ResourceName[]): GrantsReading {
  const words = wordsOf(text);
  if (words.length === 1 && foldedWord(words[0] ?? '') === 'help') return { kind: 'help' };
  const isPast = words.some((word) => ['history', 'exposed'].includes(foldedWord(word)));
  const gathered: Gathered = {};
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const isBack = foldedWord(word) === 'history';
    const refusal = isBack ? takeHistory(gathered, words[index + 1]) : takeWord(gathered, word, isPast, resourceNames);
    if (refusal) return { kind: 'refused', because: refusal };
    if (isBack) index += 1;
  }
  const isMine = gathered.resource === undefined && !gathered.exposed;
  return { kind: 'grants', filter: { ...gathered, whose: gathered.whose ?? (isMine ? 'mine' : 'all') } };
}

function takeHistory(gathered: Gathered, word: string | undefined): Refusal | undefined {
  if (gathered.history) return mistaken({ kind: 'said-twice', word: 'history' });
  if (word === undefined) return mistaken({ kind: 'missing-after', word: 'history' });
  const [, count, unit] = HISTORY.exec(word) ?? [];
  const hours = Number(count) * HOURS[unit as keyof typeof HOURS];
  if (!(hours <= LONGEST_HISTORY_HOURS)) return mistaken({ kind: 'bad-history', word: echoedWord(word) });
  gathered.history = Temporal.Duration.from({ hours });
  return undefined;
}

function takeWord(
  gathered: Gathered,
  word: string,
  isPast: boolean,
  resourceNames: readonly ResourceName[],
): Refusal | undefined {
  const folded = foldedWord(word);
  const mention = mentionIn(word);
  if (folded === 'all' || folded === 'mine') return takeWhose(gathered, folded, folded);
  if (folded === 'exposed') return takeExposed(gathered);
  if (mention) return takeWhose(gathered, { slackId: mention }, word);
  if (/^[@<]/.test(plainWord(word))) return mistaken({ kind: 'bad-person', word: echoedWord(word) });
  if (gathered.resource !== undefined) return mistaken({ kind: 'said-twice', word: echoedWord(word) });
  const mayBeFormer = isPast && /^[a-z0-9-]{1,64}$/.test(folded);
  if (!resourceNames.includes(folded) && !mayBeFormer) {
    return { code: 'unknown-resource', word: echoedWord(word), nearest: nearestNames(folded, resourceNames) };
  }
  gathered.resource = folded;
  return undefined;
}

function takeWhose(gathered: Gathered, whose: GrantsFilter['whose'], word: string): Refusal | undefined {
  if (gathered.whose) return mistaken({ kind: 'said-twice', word: echoedWord(word) });
  gathered.whose = whose;
  return undefined;
}

function takeExposed(gathered: Gathered): Refusal | undefined {
  if (gathered.exposed) return mistaken({ kind: 'said-twice', word: 'exposed' });
  gathered.exposed = true;
  return undefined;
}

function mistaken(mistake: CommandMistake): Refusal {
  return { code: 'not-understood', mistakes: [mistake] };
}
