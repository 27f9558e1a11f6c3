import { Secret } from '../domain/secret.ts';
import { type EnvironmentReading, PAGERDUTY_URLS } from './environment.ts';
import { addressIn } from './sources-environment.ts';
import { type Variables, VariablesReader } from './variables-reader.ts';

/** The secrets that a bot is set up with. */
export const TOKEN_NAMES = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'PAGERDUTY_TOKEN'] as const;
export type TokenName = (typeof TOKEN_NAMES)[number];
export type Tokens = Partial<Record<TokenName, Secret>>;

/** How each begins where that is known. */
const SHAPES: Partial<Record<TokenName, { shape: RegExp; allowed: string }>> = {
  SLACK_BOT_TOKEN: { shape: /^xoxb-/, allowed: 'must begin with xoxb-' },
  SLACK_APP_TOKEN: { shape: /^xapp-/, allowed: 'must begin with xapp-' },
};

/** What `nightlatch init` finds in its environment: tokens that are set already need not be asked for. Frozen. */
export interface InitEnvironment {
  tokens: Tokens;
  slackApiUrl: string;
  pagerDutyUrl: string;
  /** What else the bot is started with to meet the same vendors: names and values, none of them secret. */
  beside: Record<string, string>;
}

/** Reads it and takes the secrets out of it. A local address only with `isSandbox`, and then no other. */
export function readInitEnvironment(isSandbox: boolean, variables: Variables = process.env): EnvironmentReading<InitEnvironment> {
  const reader = new VariablesReader(variables);
  const region = reader.oneOf('PAGERDUTY_REGION', ['us', 'eu'], 'us') as keyof typeof PAGERDUTY_URLS;
  const tokens: Tokens = {};
  for (const name of TOKEN_NAMES) {
    const { shape, allowed } = SHAPES[name] ?? {};
    if (reader.text(name) !== undefined) tokens[name] = reader.secret(name, shape, allowed);
  }
  const environment: InitEnvironment = {
    tokens,
    slackApiUrl: addressIn(reader, 'SLACK_API_URL', 'https://slack.com/api/', isSandbox),
    pagerDutyUrl: addressIn(reader, 'PAGERDUTY_URL', PAGERDUTY_URLS[region], isSandbox),
    beside: besideIn(reader),
  };
  reader.takeSecretsOut();
  return reader.result(environment);
}

/** What keeps this from being a token of that name, in words that don't repeat it; undefined when nothing does. */
export function mistakeInToken(name: TokenName, value: string): string | undefined {
  if (!/^[\x21-\x7e]{1,500}$/.test(value) || /['"\\]/.test(value)) return 'is not one line of letters, digits and signs';
  const { shape, allowed } = SHAPES[name] ?? {};
  return shape && !shape.test(value) ? allowed : undefined;
}

/** `NAME=value` lines, as scripts give them on standard input. Lines that are empty or begin with # are passed over. Never repeats a value. */
export function readTokenLines(text: string): { tokens: Tokens; mistakes: string[] } {
  const [tokens, mistakes]: [Tokens, string[]] = [{}, []];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, name = '', quoted = ''] = /^\s*([A-Z_]{1,40})=(.*?)\s*$/.exec(line) ?? [];
    const known = TOKEN_NAMES.find((one) => one === name);
    const value = /^(['"])(.*)\1$/.exec(quoted)?.[2] ?? quoted;
    const mistake = known ? mistakeInToken(known, value) : `is not one of ${TOKEN_NAMES.join(', ')}`;
    if (known && !mistake) tokens[known] = new Secret(value);
    else mistakes.push(`line ${index + 1}: ${known ?? 'what stands before ='} ${mistake}`);
  }
  return { tokens, mistakes };
}

function besideIn(reader: VariablesReader): Record<string, string> {
  const names = ['PAGERDUTY_REGION', 'SLACK_API_URL', 'SLACK_HOOKS_URL', 'PAGERDUTY_URL'];
  return Object.fromEntries(names.flatMap((name) => [[name, reader.text(name) ?? '']]).filter(([, value]) => value !== ''));
}
