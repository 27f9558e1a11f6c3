import { plainWord } from './words.ts';

const CAPITALS = /^([A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*)[,;:.!?]*$/;
const TICKET = /^[A-Z]+-\d+$/;

/**
 * The word without closing punctuation if it is in capitals, as variables are; otherwise undefined. Words with fewer than three letters
 * (`DB`, `S3`) and tickets (`INC-42`) are ordinary words.
 */
export function wordInCapitals(word: string): string | undefined {
  const bare = CAPITALS.exec(plainWord(word))?.[1];
  if (bare === undefined || TICKET.test(bare)) return undefined;
  const letters = bare.replace(/[^A-Z]/g, '').length;
  return letters >= 3 || bare.includes('_') ? bare : undefined;
}
