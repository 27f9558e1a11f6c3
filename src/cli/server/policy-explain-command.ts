import { type Command, Option } from 'commander';

import { printMistake } from '../../config/mistake.ts';
import { readPolicy } from '../../config/read-policy.ts';
import { readSourcesEnvironment, type SourcesEnvironment } from '../../config/sources-environment.ts';
import type { Refusal } from '../../domain/decision.ts';
import { nearestNames } from '../../domain/nearest-names.ts';
import type { Policy } from '../../domain/policy.ts';
import { sayList } from '../../domain/say-list.ts';
import { sayRefusal } from '../../domain/say-refusal.ts';
import type { Reader } from '../../domain/say-time.ts';
import { emptyForm, type UnlockForm } from '../../domain/unlock-form.ts';
import {
  explainPolicy,
  type FoundByPolicy,
  type PolicyExplained,
  type ReachableSources,
} from '../../use-cases/explain-policy.ts';
import { explanationAsJson } from './explanation-as-json.ts';
import { environmentOrRefused } from './host-needs.ts';
import { printExplanation } from './print-explanation.ts';
import { printableJson } from './printable-json.ts';
import { readMoment } from './read-moment.ts';
import { answering, CommandRefused, type Terminal } from './terminal.ts';

interface Options {
  as?: string;
  at?: string;
  incident?: string;
  variables?: string[];
  for?: string;
  because?: string;
  breakGlass?: boolean;
  sourceDown?: ('pagerduty' | 'slack')[];
  json?: boolean;
  sandbox?: boolean;
}

/** What the command asks of the outside. */
export interface ExplainOutside {
  environment(isSandbox: boolean): SourcesEnvironment;
  open(environment: SourcesEnvironment): Promise<{ sources: ReachableSources; close(): Promise<void> }>;
  now(): Temporal.Instant;
}

const OUTSIDE: ExplainOutside = {
  environment: (isSandbox) => environmentOrRefused(readSourcesEnvironment(isSandbox)),
  open: async (environment) => (await import('../../wiring/explain.ts')).openReachableSources(environment),
  now: () => Temporal.Now.instant(),
};

/** `nightlatch policy explain`: rule by rule what the policy would say to somebody, without a database. */
export function policyExplainCommand(policy: Command, terminal: Terminal, outside: ExplainOutside = OUTSIDE): void {
  policy
    .command('explain')
    .argument('[resource]', 'such as db-prod')
    .description('Say rule by rule what the policy gives somebody, and why')
    .option('--as <person>', 'who asks, by the name that the policy gives them')
    .option('--at <time>', "such as 2026-03-29T03:17, in the policy's time zone; unless given, now")
    .option('--incident <name>', 'such as INC-42; assumed open where incidents are not asked about')
    .option('--variables <names...>', 'only these')
    .option('--for <time>', 'such as 30m')
    .option('--because <reason>')
    .option('--break-glass', 'by the rules for when the normal way does not work')
    .addOption(new Option('--source-down <sources...>', 'take it for down').choices(['pagerduty', 'slack']))
    .option('--json', 'as JSON')
    .option('--sandbox', 'accept a local Slack and PagerDuty')
    .action((resource: string | undefined, options: Options) =>
      answering(terminal, () => explain(resource, options, terminal, outside)),
    );
}

async function explain(
  resource: string | undefined,
  options: Options,
  terminal: Terminal,
  outside: ExplainOutside,
): Promise<void> {
  if (resource === undefined) throw new CommandRefused('Which resource? nightlatch policy explain --as alice db-prod', 2);
  const environment = outside.environment(options.sandbox === true);
  const policy = await policyOrRefused(environment.policyFile);
  const person = personIn(policy, options.as);
  const now = outside.now();
  const at = options.at === undefined ? now : readMoment(options.at, policy.timezone);
  const isNow = Math.abs(now.until(at).total('seconds')) < 60;
  const names = { pagerduty: 'PagerDuty', slack: 'Slack' } as const;
  const down = new Set((options.sourceDown ?? []).map((source) => names[source]));
  const { sources, close } = await outside.open(environment);
  try {
    const question = { policy, person, form: formOf(resource, options), at, isNow, down };
    const found = understood(await explainPolicy(sources, question), policy, at);
    const asked = { person, at, policy };
    if (options.json) terminal.say(printableJson(explanationAsJson(found, asked), 2));
    else for (const line of printExplanation(found, asked)) terminal.say(line);
  } finally {
    await close();
  }
}

async function policyOrRefused(file: string): Promise<Policy> {
  const reading = await readPolicy(file);
  if (reading.ok) return reading.policy;
  throw new CommandRefused(['The policy has mistakes:', ...reading.mistakes.map(printMistake)].join('\n'));
}

function personIn(policy: Policy, name: string | undefined): string {
  const names = [...policy.people.keys()];
  if (name === undefined) throw new CommandRefused(`Who asks? Add --as and one of: ${names.join(', ')}`, 2);
  if (policy.people.has(name)) return name;
  const [nearest] = nearestNames(name, names);
  const known = nearest === undefined ? `: ${sayList(names, 'and')}.` : `. Did you mean ${nearest}?`;
  const unknown = `The policy names no “${name}” under people, and policy explain knows only those whom it names${known}`;
  throw new CommandRefused(`${unknown} ${howToAdd(name)}`, 2);
}

// In Slack somebody who isn't listed is known by e-mail; without a database nobody can be.
function howToAdd(name: string): string {
  const line = `${/^[a-z0-9][a-z0-9._-]{0,39}$/.test(name) ? name : 'name'}: { slack: U… }`;
  return `To add somebody: a line ${line} under people (the id: their profile in Slack, ⋮, Copy member ID).`;
}

function formOf(resource: string, options: Options): UnlockForm {
  return {
    ...emptyForm(resource),
    variables: (options.variables ?? []).flatMap((names) => names.split(',')).filter(Boolean),
    time: options.for ?? '',
    incident: options.incident ?? '',
    reason: options.because ?? '',
    breakGlass: options.breakGlass === true,
  };
}

function understood(found: PolicyExplained, policy: Policy, now: Temporal.Instant): FoundByPolicy {
  if (found.ok) return found;
  const reader = { timezone: policy.timezone, now };
  throw new CommandRefused(found.mistakes.map((because) => sayMistaken(because, policy, reader)).join('\n'), 2);
}

// What would help in Slack is of no use here.
function sayMistaken(because: Refusal, { resources }: Policy, reader: Reader): string {
  const { text, help } = sayRefusal(because, reader);
  switch (because.code) {
    case 'reason-required':
      return `${text} Add --because.`;
    case 'unknown-resource':
      return because.nearest.length > 0
        ? `${text} ${help}`
        : `${text} The policy names ${sayList([...resources.keys()], 'and')}.`;
    case 'unknown-variable':
      return because.nearest.length > 0 ? `${text} Did you mean ${sayList(because.nearest, 'or')}?` : text;
    default:
      return text;
  }
}
