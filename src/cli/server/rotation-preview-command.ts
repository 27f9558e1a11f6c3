import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readPolicyPath } from '../../config/environment.ts';
import { type Mistake, printFound, printMistake, withWholePath } from '../../config/mistake.ts';
import { readPolicy } from '../../config/read-policy.ts';
import { readRotations } from '../../config/read-rotations.ts';
import { nearestNames } from '../../domain/nearest-names.ts';
import type { OnCallRotation } from '../../domain/on-call-rotation.ts';
import { type Period, periodsOfRotation } from '../../domain/periods-of-rotation.ts';
import { sayList } from '../../domain/say-list.ts';
import { environmentOrRefused } from './host-needs.ts';
import { printableJson } from './printable-json.ts';
import { readMoment } from './read-moment.ts';
import { answering, CommandRefused, type Terminal } from './terminal.ts';

interface Options {
  from?: string;
  days?: string;
  json?: boolean;
}

const MOST_DAYS = 366;

/** `nightlatch rotation preview [file] [name]`: who is on call when by the rotations of a file, or of all that a policy lists; needs nothing else. */
export function rotationPreviewCommand(rotation: Command, terminal: Terminal, now: () => Temporal.Instant): void {
  rotation
    .command('preview')
    .argument('[file]', 'a file of rotations or a policy; unless given, NIGHTLATCH_POLICY or nightlatch.yml')
    .argument('[name]', 'only the rotation of that name')
    .description('Say who is on call when by the rotations of a file')
    .option('--from <time>', "such as 2026-03-29T03:17, in the rotation's time zone; unless given, now")
    .option('--days <number>', `how many days, at most ${MOST_DAYS}`, '28')
    .option('--json', 'as JSON')
    .action((file: string | undefined, name: string | undefined, options: Options) =>
      answering(terminal, () => preview({ file, name, options }, terminal, now())),
    );
}

interface Asked {
  file: string | undefined;
  name: string | undefined;
  options: Options;
}

interface Preview {
  rotation: OnCallRotation;
  periods: readonly Period[];
}

async function preview({ file, name, options }: Asked, terminal: Terminal, now: Temporal.Instant): Promise<void> {
  const days = daysOf(options.days);
  const { rotations, warnings } = await rotationsOf(await pathOf(file), now);
  const previews = namedOf(rotations, name).map((rotation): Preview => {
    const from = options.from === undefined ? now : readMoment(options.from, rotation.timezone);
    const until = from.toZonedDateTimeISO(rotation.timezone).add({ days }).toInstant();
    return { rotation, periods: periodsOfRotation(rotation, from, until) };
  });
  if (options.json)
    return terminal.say(printableJson({ rotations: previews.map(asJson), warnings: warnings.map(printMistake) }, 2));
  for (const warning of warnings) terminal.say(printFound({ ...warning, severity: 'warning' }));
  for (const one of previews) for (const line of linesOf(one, days)) terminal.say(line);
}

function daysOf(text = ''): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= MOST_DAYS) return days;
  throw new CommandRefused(`“${text}” isn't a number of days from 1 to ${MOST_DAYS}.`, 2);
}

async function pathOf(file: string | undefined): Promise<string> {
  const path = file === undefined ? environmentOrRefused(readPolicyPath()) : resolve(file);
  await access(path, constants.R_OK).catch(() => {
    throw new CommandRefused(
      `${path} can't be read: name a file of rotations or a policy, or set NIGHTLATCH_POLICY. A rotation's name comes after the file.`,
      2,
    );
  });
  return path;
}

async function rotationsOf(path: string, now: Temporal.Instant) {
  const reading = await readRotations(path, now);
  if (reading.is === 'rotations') return reading;
  if (reading.is === 'wrong') throw withMistakes(reading.mistakes, path);
  const policy = await readPolicy(path, now);
  if (!policy.ok) throw withMistakes(policy.mistakes, path);
  // Those of a whole policy are for policy check.
  return { rotations: [...policy.policy.rotations.values()], warnings: [] };
}

function withMistakes(mistakes: readonly Mistake[], path: string): CommandRefused {
  return new CommandRefused(mistakes.map((one) => printMistake(withWholePath(one, path))).join('\n'));
}

function namedOf(rotations: readonly OnCallRotation[], name: string | undefined): readonly OnCallRotation[] {
  if (rotations.length === 0) throw new CommandRefused('The policy lists no rotations.');
  const named = rotations.filter((rotation) => name === undefined || rotation.name === name);
  if (named.length > 0) return named;
  const names = rotations.map((rotation) => rotation.name);
  const nearest = nearestNames(name ?? '', names);
  const help = nearest.length > 0 ? `Did you mean ${sayList(nearest, 'or')}?` : `Those there are: ${sayList(names, 'and')}.`;
  throw new CommandRefused(`There is no rotation “${name}”. ${help}`, 2);
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function linesOf({ rotation: { name, timezone }, periods }: Preview, days: number): string[] {
  const lines = periods.map(({ start, people }) => {
    const local = start.toZonedDateTimeISO(timezone);
    const [date, time] = [local.toPlainDate(), local.toPlainTime().toString({ smallestUnit: 'minute' })];
    return `${DAYS[date.dayOfWeek - 1]} ${date} ${time} ${local.offset}  ${people.join(', ') || 'nobody'}`;
  });
  return [`${name}, ${days === 1 ? 'a day' : `${days} days`} on the clocks of ${timezone}:`, ...lines];
}

function asJson({ rotation: { name, timezone }, periods }: Preview) {
  const at = (time: Temporal.Instant) => time.toZonedDateTimeISO(timezone).toString({ timeZoneName: 'never' });
  return { name, timezone, onCall: periods.map(({ start, end, people }) => ({ from: at(start), until: at(end), people })) };
}
