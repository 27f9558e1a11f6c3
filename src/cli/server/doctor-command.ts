import type { Command } from 'commander';
import { AREAS, type Area, type Finding, type Verdict, verdictOf } from '../../domain/diagnosis/finding.ts';
import { shapeOf } from '../../domain/diagnosis/shape.ts';
import { nearestNames } from '../../domain/nearest-names.ts';
import { printableJson } from './printable-json.ts';
import { answering, CommandRefused, processTerminal, type Terminal } from './terminal.ts';

const COLUMNS = 100;
const MARKS: Record<Finding['outcome'], string> = { ok: '✓', note: '·', warning: '!', failure: '✗', unknown: '?' };
const TITLES: Record<Area, string> = {
  environment: 'Environment',
  slack: 'Slack',
  pagerduty: 'PagerDuty',
  clock: 'Clocks',
  database: 'Database',
  key: 'Key and values',
  policy: 'Policy',
  people: 'People',
  bot: 'The bot itself',
};

/** Looks at all of it; `seeAnswer` hears every answer of a vendor. Never throws. */
export type Examine = (asked: {
  isSandbox: boolean;
  areas: ReadonlySet<Area>;
  seeAnswer: ((call: string, answer: unknown) => void) | undefined;
}) => Promise<Finding[]>;

interface Options {
  raw?: boolean;
  json?: boolean;
  only?: string;
  sandbox?: boolean;
}

/** `nightlatch doctor`: what the bot needs, how it is, and how to mend what isn't well. */
export function doctorCommand(program: Command, examine: Examine, terminal: Terminal = processTerminal()): void {
  program
    .command('doctor')
    .description('Look at everything that the bot needs, and say how to mend what is not well; nothing is changed')
    .option('--only <areas>', `only these, with commas between: ${AREAS.join(', ')}`)
    .option('--json', 'one JSON object a line, the verdict last')
    .option('--raw', "also print the shape of the vendors' answers: keys, kinds and lengths, never values")
    .option('--sandbox', 'accept a local Slack and PagerDuty, and a clock that can be moved')
    .addHelpText(
      'after',
      '\nExit codes: 0 fine (warnings allowed), 1 something must be mended, 2 something could not be looked at.',
    )
    .action((options: Options) => answering(terminal, () => doctor(options, examine, terminal)));
}

async function doctor(options: Options, examine: Examine, terminal: Terminal): Promise<void> {
  const areas = areasOf(options.only);
  const shapes = new Map<string, Set<string>>();
  const seeAnswer = options.raw ? keepingShapes(shapes) : undefined;
  const findings = await examine({ isSandbox: options.sandbox === true, areas, seeAnswer });
  const verdict = verdictOf(findings);
  for (const line of options.json ? jsonLines(findings, verdict, shapes) : textLines(findings, verdict, shapes))
    terminal.say(line);
  terminal.endWith(verdict.exitCode);
}

function areasOf(only: string | undefined): ReadonlySet<Area> {
  if (only === undefined) return new Set(AREAS);
  const asked = only.split(',').map((word) => word.trim().toLowerCase());
  for (const word of asked) {
    if (AREAS.some((area) => area === word)) continue;
    const [nearest] = nearestNames(word, AREAS);
    const meant = nearest === undefined ? '' : ` Was ${nearest} meant?`;
    throw new CommandRefused(`There is no area “${word}”.${meant} There are ${AREAS.join(', ')}.`, 2);
  }
  return new Set(AREAS.filter((area) => asked.includes(area)));
}

function keepingShapes(shapes: Map<string, Set<string>>) {
  return (call: string, answer: unknown) => {
    const known = shapes.get(call) ?? new Set<string>();
    shapes.set(call, known);
    for (const line of shapeOf(answer)) known.add(line);
  };
}

function jsonLines(findings: readonly Finding[], verdict: Verdict, shapes: ReadonlyMap<string, Set<string>>): string[] {
  const raw = [...shapes].map(([call, shape]) => ({ call, shape: [...shape] }));
  return [...findings, ...raw, { verdict: verdict.says, exitCode: verdict.exitCode }].map((line) => printableJson(line));
}

function textLines(findings: readonly Finding[], verdict: Verdict, shapes: ReadonlyMap<string, Set<string>>): string[] {
  const grouped = [...Map.groupBy(findings, ({ area }) => area)].flatMap(([area, of]) => [
    TITLES[area],
    ...of.flatMap(({ outcome, says, mend }) => [
      ...wrapped(`  ${MARKS[outcome]} `, says),
      ...(mend === undefined ? [] : wrapped('      ', mend)),
    ]),
    '',
  ]);
  const raw = [...shapes].flatMap(([call, shape]) => [
    `Shape of ${call}`,
    ...[...shape].map((line) => `  ${printable(line)}`),
    '',
  ]);
  return [...grouped, ...raw, verdict.says];
}

/** Lines of at most 100 columns; a word that is longer stays whole, so that it can be copied. */
function wrapped(head: string, text: string): string[] {
  const lines: string[] = [];
  let line = head;
  let isEmpty = true;
  for (const word of printable(text).split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = ' '.repeat(head.length);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}

// Names come from outside and may hold what a terminal would obey.
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
}
