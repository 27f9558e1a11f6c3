/** A command the composer offers while one is typed. */
export interface Suggestion {
  text: string;
  says: string;
}

const suggestions: Suggestion[] = [
  { text: '/unlock db-prod', says: 'unlock the production database' },
  { text: '/unlock db-prod for 15m because replica lag', says: 'for a time, with a reason' },
  { text: '/unlock db-prod PGPASSWORD', says: 'one variable only' },
  { text: '/unlock', says: 'help on unlocking' },
  { text: '/grants', says: 'what you hold' },
  { text: '/grants all', says: 'what anybody holds' },
  { text: '/grants db-prod', says: 'who holds one resource' },
  { text: '/grants history 7d', says: 'the last seven days' },
];

/** The commands that begin with what is typed; none unless it begins like a command. */
export function suggestionsFor(typed: string): Suggestion[] {
  if (!typed.startsWith('/')) return [];
  const wanted = typed.trimEnd().toLowerCase();
  return suggestions.filter(({ text }) => text.toLowerCase().startsWith(wanted) && text !== typed).slice(0, 6);
}
