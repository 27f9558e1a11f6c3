/** How many characters (code points) of a reason are kept. */
export const REASON_KEPT = 500;

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** The reason as it is kept: one line, blanks collapsed, no controls, bidi or zero-width characters, at most 500 characters, the last of them `…` where it was cut. */
export function cleanReason(text: string): string {
  const visible = text.replace(/\s+/g, ' ').replace(INVISIBLE, '').replace(/ +/g, ' ').trim();
  if (visible.length <= REASON_KEPT) return visible;
  const characters = [...visible];
  if (characters.length <= REASON_KEPT) return visible;
  return `${characters
    .slice(0, REASON_KEPT - 1)
    .join('')
    .trimEnd()}…`;
}
