/** How many characters (code points) of a reason are kept. */
export const REASON_KEPT = 500;

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** The reason as it is kept: one line, blanks collapsed, no controls, bidi or zero-width characters, at most 500 characters. */
export function cleanReason(text: string): string {
  const visible = text.replace(/\s+/g, ' ').replace(INVISIBLE, '').replace(/ +/g, ' ').trim();
  return visible.length <= REASON_KEPT ? visible : [...visible].slice(0, REASON_KEPT).join('').trimEnd();
}
