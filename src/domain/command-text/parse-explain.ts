import type { Refusal } from '../decision.ts';
import type { SlackUserId } from '../names.ts';
import { mentionIn } from './mention-in.ts';
import { echoedWord, plainWord } from './words.ts';

/** Whose request is to be explained, and its words as `/unlock` takes them; without `of` it is the asker's own. */
export type ExplainReading = { kind: 'asked'; of?: SlackUserId; words: string } | { kind: 'refused'; because: Refusal };

/** Reads what follows `/nightlatch explain`: perhaps a mention as Slack escapes it, then the words. Never throws for any text. */
export function parseExplain(text: string): ExplainReading {
  const [, first = '', rest = ''] = /^\s*(\S*)(.*)$/s.exec(text) ?? [];
  const of = mentionIn(first);
  if (of !== undefined) return { kind: 'asked', of, words: rest.trim() };
  if (!/^[@<]/.test(plainWord(first))) return { kind: 'asked', words: text };
  return { kind: 'refused', because: { code: 'not-understood', mistakes: [{ kind: 'bad-person', word: echoedWord(first) }] } };
}
