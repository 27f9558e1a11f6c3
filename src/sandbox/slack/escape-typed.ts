import type { Resident } from '../people.ts';

// Not within a word or an address, and not in markup that is there already.
const mention = /(?<![\w@.<|-])@([\p{L}\d_-]+)/gu;

/** Turns each `@bob` or `@Bob` of somebody known into `<@U02BOB|bob>`, as Slack does for a command with `should_escape`; the rest stays. */
export function escapeMentions(text: string, people: Iterable<Resident>): string {
  const known = [...people];
  return text.replace(mention, (typed, name: string) => {
    const person = calledSo(name.toLowerCase(), known);
    return person === undefined ? typed : `<@${person.id}|${person.handle}>`;
  });
}

/** What was typed at the keyboard, as Slack sends it on: nothing typed can be markup, only a known `@name` becomes a mention. */
export function escapeTyped(text: string, people: Iterable<Resident>): string {
  return escapeMentions(text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'), people);
}

/** By handle, else by a name that only one has. */
function calledSo(name: string, people: Resident[]): Resident | undefined {
  const byHandle = people.find(({ handle }) => handle.toLowerCase() === name);
  const byName = people.filter((person) => person.name.toLowerCase() === name);
  return byHandle ?? (byName.length === 1 ? byName[0] : undefined);
}
