import { contradiction, judgeStrangeNames, judgeVariables, VARIABLES_OF } from '../domain/diagnosis/environment.ts';
import type { Finding } from '../domain/diagnosis/finding.ts';
import { type ListeningAt, MEND_METRICS_PORT, sayOnePort, sharedPort } from '../domain/diagnosis/listening.ts';
import type { SourceRegion } from '../domain/diagnosis/on-call.ts';
import { nearestNames } from '../domain/nearest-names.ts';
import type { Secret } from '../domain/secret.ts';
import { PAGERDUTY_URLS, readServeEnvironment, type ServeEnvironment } from './environment.ts';
import { databaseUrl } from './loopback.ts';
import type { Variables } from './variables-reader.ts';

/** The environment as far as it can be used: a part that a mistake touches is undefined. */
export interface PartialEnvironment {
  slack: Pick<ServeEnvironment['slack'], 'botToken' | 'apiUrl'> | undefined;
  /** In socket mode, which is where a variable for it is set at all. */
  appToken: Secret | undefined;
  isSocketMode: boolean;
  pagerduty: PagerDutyPlace | undefined;
  /** In whose name timelines are written to, if in anybody's. */
  timelineFrom: string | undefined;
  database: ServeEnvironment['database'] | undefined;
  files: Pick<ServeEnvironment, 'keyFile' | 'oldKeyFile' | 'envFiles' | 'policyFile'>;
  /** Without ports that the system chooses. */
  ports: ListeningAt[];
  /** Names that are missing or wrong. */
  wrong: string[];
  /** What there is to say of the environment itself. No finding holds a value of a secret. */
  findings: Finding[];
}

/** Where PagerDuty is asked. */
interface PagerDutyPlace extends Readonly<ServeEnvironment['pagerduty']> {
  token: Secret;
  region: SourceRegion;
  /** The other of the two published hosts, which the token may be shown to as well; undefined beside an address that is none of them. */
  otherRegion: { region: SourceRegion; url: PublishedHost } | undefined;
}

type PublishedHost = (typeof PAGERDUTY_URLS)[SourceRegion];

const OF_SANDBOX =
  "It is for the sandbox: leave it out, or in a rehearsal say nightlatch doctor --sandbox, with the address in the sandbox's env file.";

/** What a variable is, and where one gets it. */
const KNOWN: Record<string, string> = {
  SLACK_BOT_TOKEN: 'Copy the Bot User OAuth Token: api.slack.com/apps, your app, OAuth & Permissions.',
  SLACK_APP_TOKEN: 'Make an app-level token with connections:write: your app, Basic Information. Leave it out for HTTP.',
  SLACK_SIGNING_SECRET: 'Copy the Signing Secret: your app, Basic Information. For socket mode set SLACK_APP_TOKEN instead.',
  SLACK_API_URL: OF_SANDBOX,
  SLACK_HOOKS_URL: OF_SANDBOX,
  PAGERDUTY_TOKEN: 'Make a read-only key in PagerDuty: Integrations, API Access Keys. Without PagerDuty set it to none.',
  PAGERDUTY_WEBHOOK_SECRETS:
    'Copy the secret that PagerDuty shows once, when the webhook subscription is made; old and new with a comma between them while it is changed.',
  PAGERDUTY_REGION: 'Set it to us or eu, as the address of your account says.',
  PAGERDUTY_FROM: 'Set it to the e-mail address of a PagerDuty user, or leave it out: then nothing is noted on timelines.',
  PAGERDUTY_URL: OF_SANDBOX,
  DATABASE_URL:
    'Set it to postgresql://login:password@host:5432/nightlatch, of a member of nightlatch_app. (While serve --embedded runs, it stands in .nightlatch/postgres/app.url.)',
  DATABASE_OWNER_URL: 'Set it to the address for the owner of the tables, or leave it out: only migrations need it.',
  NIGHTLATCH_POLICY: 'Set it to the path of nightlatch.yml.',
  NIGHTLATCH_KEY_FILE: 'Set it to the path of the key.',
  NIGHTLATCH_OLD_KEY_FILE: 'Set it to the path of the key before, or leave it out once everything is sealed anew.',
  NIGHTLATCH_ENV_FILES: 'Set it to the folder that env files lie in.',
  HOST: 'Set it to the address to listen on, such as 127.0.0.1.',
  PORT: 'Set it to a number from 1 to 65535.',
  METRICS_HOST: 'Set it to the address that metrics are read at, such as 127.0.0.1.',
  METRICS_PORT: 'Set it to a number from 1 to 65535, or to off.',
  STOP_DELAY: 'Set it to a number of seconds, or leave it out.',
  LOG_LEVEL: 'Set it to info, warn or error.',
  LOG_FORMAT: 'Set it to json or pretty, or leave it out.',
};
const OURS = /^(SLACK|PAGERDUTY|NIGHTLATCH|DATABASE|METRICS)_/;

// In place of what is missing or wrong, so that the rest can be read by the very code that a start reads it with.
const STAND_INS: Variables = {
  SLACK_BOT_TOKEN: 'xoxb-stand-in',
  SLACK_APP_TOKEN: 'xapp-stand-in',
  SLACK_SIGNING_SECRET: 'stand-in',
  PAGERDUTY_TOKEN: 'stand-in',
  DATABASE_URL: 'postgresql://127.0.0.1/stand-in',
};
const SANDBOX_STAND_INS: Variables = {
  SLACK_API_URL: 'http://127.0.0.1/',
  SLACK_HOOKS_URL: 'http://127.0.0.1/',
  PAGERDUTY_URL: 'http://127.0.0.1/',
};

/** Reads what `serve` would, with every mistake told and whatever has none still there. Takes the secrets out of `variables`. Never throws. */
export function readPartialEnvironment(isSandbox: boolean, variables: Variables = process.env): PartialEnvironment {
  const given = { ...variables };
  readServeEnvironment(isSandbox, variables);
  const { environment, mistakes } = readAround(isSandbox, given);
  const isSet = (name: string) => given[name] !== undefined && given[name] !== '';
  const told = Object.keys(KNOWN).filter((name) => isSet(name) || mistakes.has(name));
  const clean = (...names: string[]) => names.every((name) => !mistakes.has(name));
  const ports = environment ? portsOf(environment, clean) : [];
  const findings = [
    ...judgeVariables(
      told.map((name) => {
        const [mistake, mend] = [mistakes.get(name), wrongToken(name, given[name]) ?? KNOWN[name] ?? ''];
        return { name, mend, ...(mistake !== undefined && { mistake }) };
      }),
    ),
    ...contradictions(given, isSet),
    ...onePort(ports, isSet),
    ...judgeStrangeNames(strangeNames(given)),
  ];
  return {
    slack: environment && clean(...VARIABLES_OF.slack) ? environment.slack : undefined,
    appToken: environment && clean('SLACK_APP_TOKEN') && 'appToken' in environment.slack ? environment.slack.appToken : undefined,
    isSocketMode: isSet('SLACK_APP_TOKEN'),
    pagerduty:
      environment && clean(...VARIABLES_OF.pagerduty)
        ? pagerDutyAt(environment.pagerduty, given.PAGERDUTY_REGION === 'eu' ? 'eu' : 'us')
        : undefined,
    timelineFrom: environment && clean('PAGERDUTY_FROM') ? environment.timelineFrom : undefined,
    database: environment && clean(...VARIABLES_OF.database) ? environment.database : undefined,
    files: environment ?? { policyFile: 'nightlatch.yml' },
    ports,
    wrong: [...mistakes.keys()],
    findings,
  };
}

function pagerDutyAt({ token, ...place }: ServeEnvironment['pagerduty'], region: SourceRegion): PagerDutyPlace | undefined {
  if (!token) return undefined;
  const other = region === 'eu' ? 'us' : 'eu';
  // A sandbox's token is shown to nobody but the sandbox.
  const isPublished = place.url === PAGERDUTY_URLS[region];
  return { ...place, token, region, otherRegion: isPublished ? { region: other, url: PAGERDUTY_URLS[other] } : undefined };
}

function portsOf({ host, port, metrics }: ServeEnvironment, clean: (...names: string[]) => boolean): ListeningAt[] {
  const ports: ListeningAt[] = [];
  if (clean('HOST', 'PORT')) ports.push({ name: 'PORT', host, port });
  if (metrics && clean('METRICS_HOST', 'METRICS_PORT')) ports.push({ name: 'METRICS_PORT', ...metrics });
  return ports.filter((at) => at.port !== 0);
}

function readAround(isSandbox: boolean, given: Variables): { environment?: ServeEnvironment; mistakes: Map<string, string> } {
  const mistakes = new Map<string, string>();
  const standIns = { ...STAND_INS, ...(isSandbox && SANDBOX_STAND_INS) };
  // Some mistakes are only told once there are no others.
  for (let round = 0; round < 3; round += 1) {
    const wrong = [...mistakes.keys()];
    const reading = readServeEnvironment(isSandbox, {
      ...given,
      ...Object.fromEntries(wrong.map((name) => [name, standIns[name]])),
    });
    if (reading.ok) return { environment: reading.environment, mistakes };
    for (const mistake of reading.mistakes) {
      const [name = '', ...rest] = mistake.split(': ');
      mistakes.set(name, withoutValue(rest.join(': '), given[name]));
    }
  }
  return { mistakes };
}

// A value may be a secret that was put into the wrong variable.
function withoutValue(mistake: string, value: string | undefined): string {
  return value === undefined ? mistake : mistake.replaceAll(`“${value}” `, '');
}

// Slack's tokens are told apart by how they begin; which kind it is says what went wrong, and is no secret.
function wrongToken(name: string, value: string | undefined): string | undefined {
  if (name === 'SLACK_BOT_TOKEN' && value?.startsWith('xapp-'))
    return 'That is the app-level token, which belongs in SLACK_APP_TOKEN.';
  if (name === 'SLACK_BOT_TOKEN' && value?.startsWith('xoxp-'))
    return "That is a user's token: copy the Bot User OAuth Token below it.";
  if (name === 'SLACK_APP_TOKEN' && value?.startsWith('xoxb-')) return 'That is the bot token, which belongs in SLACK_BOT_TOKEN.';
  return undefined;
}

function contradictions(given: Variables, isSet: (name: string) => boolean): Finding[] {
  const found: Finding[] = [];
  if (isSet('SLACK_APP_TOKEN') && isSet('SLACK_SIGNING_SECRET')) {
    const says = 'SLACK_APP_TOKEN means socket mode, and SLACK_SIGNING_SECRET, which is for HTTP, is not read.';
    found.push(contradiction(says, 'Leave out the one that is not meant.', false));
  }
  if (/^xox|^xapp/.test(given.SLACK_SIGNING_SECRET ?? '')) {
    const says = 'SLACK_SIGNING_SECRET is a token, so every command is refused.';
    found.push(contradiction(says, KNOWN.SLACK_SIGNING_SECRET ?? '', true));
  }
  if (/^Token |^Bearer /.test(given.PAGERDUTY_TOKEN ?? '')) {
    found.push(contradiction('PAGERDUTY_TOKEN holds more than the key.', 'Leave out what stands before the key.', true));
  }
  if (isSet('NIGHTLATCH_OLD_KEY_FILE') && given.NIGHTLATCH_OLD_KEY_FILE === given.NIGHTLATCH_KEY_FILE) {
    const says = 'NIGHTLATCH_OLD_KEY_FILE names the same file as NIGHTLATCH_KEY_FILE.';
    found.push(contradiction(says, 'Leave it out, or name the key before this one.', false));
  }
  if (isSet('DATABASE_OWNER_URL') && isSameLogin(given.DATABASE_URL, given.DATABASE_OWNER_URL)) {
    const says = 'DATABASE_URL and DATABASE_OWNER_URL are of one login, so the bot would own the log that it writes.';
    found.push(contradiction(says, 'Use a login of its own for each: docs/install.md shows how to make them.', true));
  }
  return found;
}

function onePort(ports: readonly ListeningAt[], isSet: (name: string) => boolean): Finding[] {
  const shared = sharedPort(ports);
  if (shared === undefined) return [];
  const unset = ports.find(({ name }) => !isSet(name));
  const why = unset === undefined ? '' : ` (${unset.name} is ${shared} unless set)`;
  return [contradiction(`${sayOnePort(shared)}${why}.`, MEND_METRICS_PORT, true)];
}

function isSameLogin(one = '', other = ''): boolean {
  const [a, b] = [databaseUrl(one), databaseUrl(other)];
  return a !== null && b !== null && a.username !== '' && a.username === b.username;
}

function strangeNames(given: Variables): { name: string; nearest: string }[] {
  return Object.keys(given).flatMap((name) => {
    if (!OURS.test(name) || Object.hasOwn(KNOWN, name)) return [];
    const [nearest] = nearestNames(name, Object.keys(KNOWN));
    return nearest === undefined ? [] : [{ name, nearest }];
  });
}
