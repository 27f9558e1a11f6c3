import { cleanReason } from './clean-reason.ts';
import { gather } from './parse-unlock.ts';
import { plainWord, quotable, wordsOf } from './words.ts';

// The policy isn't at hand wherever words are shortened, so that whatever may be a variable stays one. Not BREAK: a glass might come to stand behind it.
const MAYBE_A_VARIABLE = /^(?!BREAK$)[A-Z][A-Z0-9_]+$/;
// Times are only told from other words here; nothing is reckoned with them.
const ANY_CLOCK = { now: Temporal.Instant.fromEpochMilliseconds(0), timezone: 'UTC' };

/** The words of `/unlock`, asking for the same, with as much of the reason as is kept anyway. As they were where they can't be understood. */
export function withShortReason(text: string): string {
  const [resource, ...rest] = wordsOf(text);
  if (resource === undefined) return text;
  const names = [...new Set(rest.map(plainWord).filter((word) => MAYBE_A_VARIABLE.test(word)))];
  const { others, reason, strangers, mistakes, breakGlass } = gather(rest, names, ANY_CLOCK);
  const kept = quotable(cleanReason(reason.join(' ')));
  if (strangers.length > 0 || mistakes.length > 0 || kept === '') return text;
  // Whether glass is broken must not hang on what was only taken for a variable.
  if (gather(rest, [], ANY_CLOCK).breakGlass !== breakGlass) return text;
  return [resource, ...others, 'because', `"${kept}"`].join(' ');
}
