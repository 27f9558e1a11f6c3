/** What somebody else named, as one line that is safe to print or to put in a comment: no controls, line breaks or turned text, at most `most` characters. */
export function oneLine(text: string, most = 60): string {
  const visible = text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/ +/g, ' ')
    .trim();
  const characters = [...visible];
  return characters.length <= most ? visible : `${characters.slice(0, most - 1).join('')}…`;
}
