// A mistake in the policy is told with all that is allowed in its place.
const LONGEST = 500;
// JSON escapes what is below U+0020 only: C1 controls, DEL, line separators, bidirectional and invisible marks would pass.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text cut to 500 characters, with everything that doesn't print escaped as `\u{…}`. */
export function printable(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return cut.replace(UNPRINTABLE, (mark) => `\\u{${mark.codePointAt(0)?.toString(16)}}`);
}
