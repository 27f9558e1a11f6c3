import * as z from 'zod';
import type { Weekday } from '../../domain/weekday.ts';
import type { KeyPath } from '../mistake.ts';
import type { StandIns } from './salvage.ts';
import { keys, listOf, matching, name, oneOf, positive, timeOfDay, told } from './schema-parts.ts';
import type { Plain } from './yaml-source.ts';

// The shape of a file of rotations, and the only place that lists its keys. docs/policy.md and its JSON Schema are made from it.

const WALL_TIME = 'a local time without an offset, such as 2026-01-05T09:00';
const wallTime = matching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, WALL_TIME).transform((text, context) => {
  try {
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' });
  } catch {
    const message = `“${text}” is no day and time of the calendar`;
    context.addIssue({ code: 'custom', message, params: { unquoted: message }, input: text });
    return z.NEVER;
  }
});

const DAYS = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const;
const day = oneOf(DAYS, 'a day such as mo, tu or su').transform((one) => (DAYS.indexOf(one) + 1) as Weekday);

const rotation = keys({
  id: told(name, 'Its name, by which targets go. No two are alike over all files.'),
  anchor: told(wallTime, 'When the first turn begins; before it nobody is on call. Each hand-off is counted from here.'),
  every: told(
    keys({
      days: told(positive(366).optional(), 'So many days. This or `weeks`.'),
      weeks: told(positive(52).optional(), 'So many weeks.'),
    }),
    'How long a turn is. Hand-offs are at the time of day that the anchor has, also when clocks change.',
  ),
  members: told(
    listOf(z.array(name, { error: 'a list of people, or [] for nobody' }), 'a list of turns, each a list of people'),
    'Whoever has each turn, in order and then again from the first. `[]` is a turn of nobody.',
  ),
  active: told(
    listOf(
      keys({
        days: told(listOf(day, 'a list of days such as mo'), 'On these days.'),
        from: told(timeOfDay, 'When it begins.'),
        to: told(timeOfDay, 'When it ends; on the next day unless it is later than `from`.'),
      }),
      'a list of times',
    ).optional(),
    'Only then somebody is on call.',
    { usual: 'always' },
  ),
  until: told(wallTime.optional(), 'From then on nobody is on call.', { usual: 'for ever' }),
});

const override = keys({
  replace: told(name, 'Whose turn it is by the rotation. Whoever only stands in for somebody is not meant.'),
  with: told(name, 'Who stands in for them. Of two at the same time the one further down counts.'),
  from: told(wallTime, 'From then on.'),
  to: told(wallTime, 'Until then.'),
});

/** A file of rotations. */
export const rotationFile = keys({
  timezone: told(
    z.string({ error: 'a time zone such as Europe/Berlin' }),
    'Whose clocks all times in this file are of. A time that they skip is right after the gap; of one that they show twice the first counts.',
  ),
  rotations: told(listOf(rotation, 'a list of rotations'), 'Who is on call when.'),
  overrides: told(z.array(override, { error: 'a list of overrides' }).optional(), 'In all rotations of this file.', {
    usual: 'none',
  }),
});

export type RotationFile = z.output<typeof rotationFile>;
export type RotationInFile = RotationFile['rotations'][number];
export type OverrideInFile = NonNullable<RotationFile['overrides']>[number];

const AT = '2026-01-05T09:00';
const KEYS = new Map<string, Plain>([
  ['timezone', 'UTC'],
  ['id', 'left-out'],
  ['anchor', AT],
  ['every', { weeks: 1 }],
  ['members', [[]]],
  ['replace', 'left-out'],
  ['with', 'left-out'],
]);
const ITEMS = new Map<string, Plain>([
  ['rotations', { id: 'left-out', anchor: AT, every: { weeks: 1 }, members: [[]] }],
  ['overrides', { replace: 'left-out', with: 'left-out', from: AT, to: AT }],
  ['active', { days: ['mo'], from: '09:00', to: '17:00' }],
  ['days', 'mo'],
  ['members', []],
]);

/** What stands in for what is wrong, so that everything else is checked too. */
export const IN_A_ROTATION_FILE: StandIns = {
  ofKey(path: KeyPath) {
    const key = String(path.at(-1));
    if (key !== 'from' && key !== 'to') return KEYS.get(key);
    return path[0] === 'overrides' ? AT : key === 'from' ? '09:00' : '17:00';
  },
  ofItem: (listPath: KeyPath) => ITEMS.get(String(listPath.at(-1))) ?? 'left-out',
};
