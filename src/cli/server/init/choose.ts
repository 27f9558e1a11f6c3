import type { SourceItem } from '../../../domain/live-world.ts';
import { nearestNames } from '../../../domain/nearest-names.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { type Asking, askLine } from './asking.ts';

/** Something to choose; `note` says what to know before. */
export interface Choice extends SourceItem {
  note?: string;
}

export interface Question<T extends Choice> {
  /** As a title: `Audit channel`. */
  title: string;
  items: readonly T[];
  /** What was said beforehand. */
  said: T | undefined;
}

const MOST_SHOWN = 40;

/** The one that was said beforehand, or that a person picks from the list. A script has said one. */
export async function choose<T extends Choice>(asking: Asking, question: Question<T>): Promise<T> {
  const chosen = await chooseOrNone(asking, question, 'Number, name or id: ');
  if (chosen) return chosen;
  if (asking.isPerson) return choose(asking, question);
  throw new Error(`${question.title}: a script was not refused that said none`);
}

/** The same, where none will do: an empty line, or a script that says nothing. */
export async function chooseOrNone<T extends Choice>(
  asking: Asking,
  question: Question<T>,
  prompt = 'Number, name or id (Enter for none): ',
): Promise<T | undefined> {
  const { terminal, isPerson } = asking;
  if (question.said !== undefined) return question.said;
  if (!isPerson || question.items.length === 0) return undefined;
  for (const line of listed(question)) terminal.say(line);
  for (;;) {
    const typed = await askLine(asking, prompt);
    if (typed === '') return undefined;
    const { item, mistake } = itemCalled(question.items, typed);
    if (item) return item;
    terminal.prompt(`  ${mistake}\n`);
  }
}

/** The list under its title, as far as it can be looked over. */
export function listed({ title, items }: Pick<Question<Choice>, 'title' | 'items'>): string[] {
  const widest = Math.max(0, ...items.slice(0, MOST_SHOWN).map(({ id }) => id.length));
  const lines = items.slice(0, MOST_SHOWN).map(({ id, name, note }, index) => {
    const line = `  ${String(index + 1).padStart(2)}  ${id.padEnd(widest)}  ${oneLine(name)}`;
    return note === undefined ? line : `${line}  (${note})`;
  });
  const more = items.length > MOST_SHOWN ? [`  and ${items.length - MOST_SHOWN} more, by name or id`] : [];
  return [`${title}:`, ...(items.length === 0 ? ['  none that can be seen'] : lines), ...more];
}

/** The one of that id, name or number, or why there is none. */
export function itemCalled<T extends Choice>(items: readonly T[], typed: string): { item?: T; mistake?: string } {
  const wanted = typed.replace(/^[#@]/, '').toLowerCase();
  const byId = items.find(({ id }) => id.toLowerCase() === wanted);
  const named = items.filter(({ name }) => name.toLowerCase() === wanted);
  const item = byId ?? named[0] ?? (/^\d{1,4}$/.test(wanted) ? items[Number(wanted) - 1] : undefined);
  if (!byId && named.length > 1) return { mistake: `Several are called “${oneLine(typed)}”: say the id.` };
  if (item) return { item };
  const [nearest] = nearestNames(
    wanted,
    items.map(({ name }) => name.toLowerCase()),
  );
  return { mistake: `There is no “${oneLine(typed)}”${nearest === undefined ? '' : `; was ${oneLine(nearest)} meant?`}` };
}
