import { plainWord } from './words.ts';

/** Words of a quotation without its quotes, and where the text goes on after it. */
export interface Quotation {
  words: string[];
  next: number;
}

/** Finds the quotation that begins at a word's index; undefined when none begins there or it never closes. Linear over all its calls together. */
export function quotationsIn(words: readonly string[]): (start: number) => Quotation | undefined {
  const lastClosing = new Map<string, number>();
  words.forEach((word, index) => {
    lastClosing.set(plainWord(word.at(-1) ?? ''), index);
  });
  return (start) => {
    const quote = plainWord(words[start]?.[0] ?? '');
    if (quote !== '"' && quote !== "'") return undefined;
    for (let index = start; index <= (lastClosing.get(quote) ?? -1); index++) {
      const word = words[index] ?? '';
      const closes = plainWord(word.at(-1) ?? '') === quote && (index > start || word.length > 1);
      if (closes) return { words: unquoted(words.slice(start, index + 1)), next: index + 1 };
    }
    return undefined;
  };
}

function unquoted(words: string[]): string[] {
  words[0] = (words[0] ?? '').slice(1);
  words[words.length - 1] = (words.at(-1) ?? '').slice(0, -1);
  return words.filter((word) => word !== '');
}
