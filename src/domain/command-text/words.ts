// What phone keyboards write in place of `-`: hyphens, dashes, the minus sign, and their small and full-width forms.
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g;
const SINGLE_QUOTES = /[\u2018-\u201b]/g;
const DOUBLE_QUOTES = /[\u201c-\u201f\u00ab\u00bb]/g;

/** The words of a command's text. `\s` covers no-break spaces. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** The word with plain dashes and quotes. */
export function plainWord(word: string): string {
  return word.replace(DASHES, '-').replace(SINGLE_QUOTES, "'").replace(DOUBLE_QUOTES, '"');
}

/** The text with single quotes for double ones of any kind, so that it can stand in double quotes. */
export function quotable(text: string): string {
  return text.replace(DOUBLE_QUOTES, "'").replaceAll('"', "'");
}

/** The word as names and keywords are compared: plain, and A to Z in lower case. Other alphabets stay different. */
export function foldedWord(word: string): string {
  return plainWord(word).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

const MOST_ECHOED = 60;

/** The word as an answer may repeat it: nothing invisible, and short. */
export function echoedWord(word: string): string {
  const visible = [...word.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu, '')];
  return visible.length > MOST_ECHOED ? `${visible.slice(0, MOST_ECHOED).join('')}…` : visible.join('');
}
