import type { PersonOfPage } from '../../page-api.ts';

/** What the composer offers while something is typed; `text` is what it would then hold. */
export interface Suggestion {
  text: string;
  /** What the list shows of it. */
  name: string;
  says: string;
  /** A person to be picked: Enter takes the first, as in Slack. */
  isMention: boolean;
}

/** Who is typing, and about whom they can. */
export interface TypedBy {
  viewer: Pick<PersonOfPage, 'hasCommands'>;
  people: readonly Pick<PersonOfPage, 'name' | 'part' | 'canAct'>[];
}

const commands: [text: string, says: string][] = [
  ['/unlock db-prod', 'unlock the production database'],
  ['/unlock db-prod for 15m because replica lag', 'for a time, with a reason'],
  ['/unlock db-prod PGPASSWORD', 'one variable only'],
  ['/unlock', 'help on unlocking'],
  ['/nightlatch explain db-prod', 'what each rule says to you now'],
  ['/grants', 'what you hold'],
  ['/grants all', 'what anybody holds'],
  ['/grants db-prod', 'who holds one resource'],
  ['/grants history 7d', 'the last seven days'],
];

/** People, once an `@` is typed; else the commands that begin with what is typed, where there are any. */
export function suggestionsFor(typed: string, { viewer, people }: TypedBy): Suggestion[] {
  const begun = /(?:^|\s)@([\p{L}\d_-]*)$/u.exec(typed)?.[1];
  if (begun !== undefined) return mentionsFor(typed, begun, people);
  if (!viewer.hasCommands || !typed.startsWith('/')) return [];
  const wanted = typed.trimEnd().toLowerCase();
  return commands
    .filter(([text]) => text.toLowerCase().startsWith(wanted) && text !== typed)
    .slice(0, 6)
    .map(([text, says]) => ({ text, name: text, says, isMention: false }));
}

function mentionsFor(typed: string, begun: string, people: TypedBy['people']): Suggestion[] {
  const before = typed.slice(0, typed.length - begun.length);
  const isWhole = people.some(({ name }) => name.toLowerCase() === begun.toLowerCase());
  return people
    .filter(({ name, canAct }) => canAct && !isWhole && name.toLowerCase().startsWith(begun.toLowerCase()))
    .map(({ name, part }) => ({ text: `${before}${name} `, name: `@${name}`, says: part, isMention: true }));
}
