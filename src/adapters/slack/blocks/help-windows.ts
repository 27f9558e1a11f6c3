import type { Resource } from '../../../domain/policy.ts';
import type { Reader } from '../../../domain/say-time.ts';
import { sayTime } from '../../../domain/say-time.ts';
import type { Block, Window } from './kit.ts';
import { boldLine, line, richText, smallPrint } from './parts.ts';
import { visibleLine } from './text.ts';
import { windowOf } from './window.ts';

const MOST_RESOURCES = 30;

/** How to ask, with this policy's own resources as examples. */
export function helpWindow(resources: readonly Resource[], reader: Reader): Window {
  const [first] = resources;
  if (!first)
    return windowOf([boldLine('The policy names nothing that could be unlocked.'), line('Tell whoever looks after it.')]);
  const variable = [...first.variables.keys()][0];
  return windowOf([
    boldLine('What to type'),
    typing(
      [`/unlock ${first.name}`, 'all that your rule gives, for its usual time'],
      [`/unlock ${first.name} for 30m because replica lag`, 'that long, and why'],
      [`/unlock ${first.name} until 07:30`, `on your clock, which says ${sayTime(reader.now, reader.timezone, reader.now)}`],
      [`/unlock ${first.name} until shift-end`, 'no longer than your shift'],
      [`/unlock ${first.name} in INC-42`, 'for one of several incidents'],
      ...(variable === undefined ? [] : [[`/unlock ${first.name} ${variable}`, 'that variable only'] as const]),
      [`/unlock ${first.name} for 1h`, 'while you hold it: more time'],
      ...glassLine(resources),
      ['/grants', 'what you hold: read again, give back'],
    ),
    ...smallPrint(sayApproval(resources), sayNoGlass(resources)),
    ...unlockableBlocks(resources),
  ]);
}

function glassLine(resources: readonly Resource[]): (readonly [what: string, meaning: string])[] {
  const glass = resources.find(hasGlass);
  return glass ? [[`/unlock ${glass.name} break-glass because …`, "when the normal way can't work; others are told"]] : [];
}

// It is named elsewhere: who looks for it here finds out that there is none.
function sayNoGlass(resources: readonly Resource[]): string | undefined {
  return resources.some(hasGlass) ? undefined : 'break-glass: no resource has a rule for it.';
}

function hasGlass({ rules }: Resource): boolean {
  return rules.some(({ breakGlass }) => breakGlass);
}

function sayApproval(resources: readonly Resource[]): string | undefined {
  const isAsked = resources.some(({ rules }) => rules.some(({ approve }) => approve));
  return isAsked ? 'Somebody may have to agree first: the window says who is asked.' : undefined;
}

/** How to ask for grants. */
export function grantsHelpWindow(): Window {
  return windowOf([
    boldLine('What to type'),
    typing(
      ['/grants', 'what you hold now'],
      ['/grants all', "everyone's open grants"],
      ['/grants @someone', "one person's"],
      ['/grants db-prod', "one resource's"],
      ['/grants history 7d', 'ended ones too, seven days back'],
      ['/grants exposed', 'values that were shown and work until they are rotated'],
    ),
    ...smallPrint("Looking at others' grants is put on record."),
  ]);
}

/** What there is to ask for, by name and title. */
export function unlockableBlocks(resources: readonly Resource[]): Block[] {
  if (resources.length === 0) return [];
  const shown = resources.slice(0, MOST_RESOURCES);
  const rest = resources.length - shown.length;
  const names = shown.map(({ name, title }) => [name, title === name ? '' : title] as const);
  return [boldLine('What can be unlocked'), typing(...names), ...smallPrint(rest > 0 ? `and ${rest} more` : undefined)];
}

/** A list of what to type and what it does. */
export function typing(...lines: (readonly [what: string, meaning: string])[]): Block {
  return richText({
    type: 'rich_text_list',
    style: 'bullet',
    elements: lines.map(([what, meaning]) => ({
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: visibleLine(what, 150), style: { code: true } },
        ...(meaning === '' ? [] : [{ type: 'text' as const, text: ` ${visibleLine(meaning, 150)}` }]),
      ],
    })),
  });
}
