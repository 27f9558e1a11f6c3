import type { CommandMistake } from './decision.ts';

/** One sentence: what was found in a command's words, and what is allowed there. */
export function sayMistake(mistake: CommandMistake): string {
  switch (mistake.kind) {
    case 'bad-duration':
      return sayDurationMistake(mistake.word, mistake.why);
    case 'bad-time':
      return `“${mistake.word}” isn't a time: write 07:30 or shift-end.`;
    case 'bad-incident':
      return `“${mistake.word}” isn't an incident: write INC-42, 42 or its PagerDuty id.`;
    case 'missing-after':
      return `Something is missing after “${mistake.word}”: ${EXAMPLES[mistake.word] ?? 'see the examples'}.`;
    case 'bad-resource':
      return `Name the resource first, then “${mistake.word}”.`;
    case 'said-twice':
      return sayTwice(mistake.word);
    case 'bad-person':
      return `I can't tell who “${mistake.word}” is: pick the person from the list that Slack shows after @.`;
    case 'bad-history':
      return `“${mistake.word}” isn't a length of history: write 7d, 12h or 4w, at most 366d.`;
  }
}

const EXAMPLES: Readonly<Record<string, string | undefined>> = {
  for: 'write for 30m',
  until: 'write until 07:30 or until shift-end',
  in: 'write in INC-42',
  because: 'write because and the reason',
  history: 'write history 7d',
};

const FOR = '/unlock db-prod for 30m because replica lag';
const UNTIL = '/unlock db-prod until 07:30';
const INCIDENT = '/unlock db-prod in INC-42';
const HISTORY = '/grants history 7d';
const EXPOSED = '/grants exposed';
const BREAK_GLASS = '/unlock db-prod break-glass because replica lag';

/** A whole command that has right what was mistaken first. */
export function exampleFor([first]: readonly CommandMistake[]): string {
  return `For example: ${first ? commandFor(first) : FOR}`;
}

function commandFor({ kind, word }: CommandMistake): string {
  switch (kind) {
    case 'bad-time':
      return UNTIL;
    case 'bad-incident':
      return INCIDENT;
    case 'bad-history':
      return HISTORY;
    case 'bad-person':
      return '/grants @someone';
    case 'missing-after':
      return COMMANDS[word] ?? FOR;
    case 'said-twice':
      // `/unlock` has only clauses twice; a name too many is one of `/grants`.
      return COMMANDS[word] ?? '/grants db-prod';
    case 'bad-duration':
    case 'bad-resource':
      return FOR;
  }
}

const COMMANDS: Readonly<Record<string, string | undefined>> = {
  for: FOR,
  until: UNTIL,
  in: INCIDENT,
  history: HISTORY,
  exposed: EXPOSED,
  'break-glass': BREAK_GLASS,
};

function sayTwice(word: string): string {
  if (word === 'for' || word === 'until') return 'I can take only one time: either for … or until ….';
  if (word === 'in') return 'I can take only one incident.';
  if (word === 'break-glass' || word === 'exposed') return `“${word}” once is enough.`;
  return `“${word}” is one too many.`;
}

function sayDurationMistake(word: string, why: 'not-a-duration' | 'not-positive' | 'too-long'): string {
  switch (why) {
    case 'not-a-duration':
      return `“${word}” isn't a duration: write 30m, 2h or 1h30m.`;
    case 'not-positive':
      return `“${word}” is no time at all: write 30m, 2h or 1h30m.`;
    case 'too-long':
      return `“${word}” is over the limit of 24h.`;
  }
}
