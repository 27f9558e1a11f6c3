import type { CommandMistake } from '../decision.ts';
import type { AskedTime } from '../end-of-grant.ts';
import type { IncidentName } from '../incident.ts';
import { parseDuration } from '../parse-duration.ts';
import { nextTimeOfDay } from './next-time-of-day.ts';
import { echoedWord, foldedWord, plainWord } from './words.ts';

export type Keyword = 'for' | 'until' | 'in';

/** What a keyword and the word after it mean. */
export type Clause =
  | { kind: 'time'; time: AskedTime }
  | { kind: 'incident'; incident: IncidentName }
  | { kind: 'mistake'; mistake: CommandMistake };

/** The caller's clock, for `until`. */
export interface CallerClock {
  now: Temporal.Instant;
  /** IANA name. */
  timezone: string;
}

export function isKeyword(word: string): word is Keyword {
  return word === 'for' || word === 'until' || word === 'in';
}

/** Reads the word that follows `keyword`. */
export function readClause(keyword: Keyword, word: string, clock: CallerClock): Clause {
  switch (keyword) {
    case 'for':
      return readFor(word);
    case 'until':
      return readUntil(word, clock);
    case 'in':
      return readIn(word);
  }
}

/** Whether the words are so plainly a clause that they are one even within free text after `because`. */
export function isPlainlyClause(keyword: Keyword, word: string): boolean {
  switch (keyword) {
    case 'for':
      return /^-?\d+(\.\d+)?[a-z]/i.test(plainWord(word));
    case 'until':
      return /^\d{1,2}:\d/.test(word) || foldedWord(word) === 'shift-end';
    case 'in':
      return /^inc-\d/.test(foldedWord(word));
  }
}

function readFor(word: string): Clause {
  const reading = parseDuration(plainWord(word));
  if (reading.ok) return { kind: 'time', time: { kind: 'for', duration: reading.duration } };
  return { kind: 'mistake', mistake: { kind: 'bad-duration', word: echoedWord(word), why: reading.why } };
}

function readUntil(word: string, clock: CallerClock): Clause {
  if (foldedWord(word) === 'shift-end') return { kind: 'time', time: { kind: 'until-shift-end' } };
  const at = nextTimeOfDay(word, clock.timezone, clock.now);
  if (at) return { kind: 'time', time: { kind: 'until', at } };
  return { kind: 'mistake', mistake: { kind: 'bad-time', word: echoedWord(word) } };
}

function readIn(word: string): Clause {
  const incident = readIncidentName(word);
  return incident
    ? { kind: 'incident', incident }
    : { kind: 'mistake', mistake: { kind: 'bad-incident', word: echoedWord(word) } };
}

/** The incident that a word names: `INC-42`, `42`, or the source's own id. Undefined for other words. */
export function readIncidentName(word: string): IncidentName | undefined {
  const plain = plainWord(word);
  const number = /^(?:INC-)?0*([1-9]\d{0,9})$/i.exec(plain)?.[1];
  if (number) return { number: Number(number) };
  // PagerDuty's own ids: capitals and digits, such as `Q1XYZ…`, never all digits.
  return /^(?=.*[A-Z])[A-Z0-9]{6,32}$/.test(plain) ? { id: plain } : undefined;
}
