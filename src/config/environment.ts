import { resolve } from 'node:path';
import type { Secret } from '../domain/secret.ts';
import { isLoopbackDatabase, isLoopbackUrl } from './loopback.ts';
import { type LogFormat, type LogLevel, type Variables, VariablesReader } from './variables-reader.ts';

/** Where the database is. The addresses hold passwords. */
export interface DatabaseEnvironment {
  url: Secret;
  /** Of the owner role; only for migrations. */
  ownerUrl?: Secret;
}

/** `hooksHost` is a whole origin. With an app token the bot opens a socket (socket mode), and no signing secret is needed. */
export type SlackEnvironment = { botToken: Secret; apiUrl: string; hooksHost: string } & (
  | { signingSecret: Secret }
  | { appToken: Secret }
);

/** All that `nightlatch serve` takes from its environment. Frozen. */
export interface ServeEnvironment {
  isSandbox: boolean;
  slack: SlackEnvironment;
  /** Without a token, where there is no PagerDuty, it is never asked; without secrets its webhooks are refused. */
  pagerduty: { token: Secret | undefined; url: string; webhookSecrets: readonly Secret[] };
  /** Absent where the server brings its own. */
  database?: DatabaseEnvironment;
  keyFile?: string;
  oldKeyFile?: string;
  envFiles?: string;
  policyFile: string;
  host: string;
  /** 0 lets the system choose. */
  port: number;
  /** Where they are asked for; absent: nowhere. */
  metrics?: { host: string; port: number };
  /** The PagerDuty user by whose address access records are noted on incidents' timelines; absent: they aren't. */
  timelineFrom?: string;
  /** How long it goes on taking in once it is told to stop and says that it isn't ready. */
  stopDelaySeconds: number;
  logLevel: LogLevel;
  /** Absent: pretty on a terminal, JSON elsewhere. */
  logFormat?: LogFormat;
}

/** What the commands on the host take: the database and the files. Frozen. */
export interface HostEnvironment {
  database: DatabaseEnvironment;
  keyFile?: string;
  /** The key before this one: opens what isn't sealed anew yet. */
  oldKeyFile?: string;
  /** The folder below which env files lie. */
  envFiles?: string;
  policyFile: string;
}

export type EnvironmentReading<Value> = { ok: true; environment: Value } | { ok: false; mistakes: string[] };

const METRICS_PORT = 9464;
const LONGEST_STOP_DELAY = 60;

/** The hosts that PagerDuty publishes, by region: a token goes to no other, but for a sandbox's. */
export const PAGERDUTY_URLS = { us: 'https://api.pagerduty.com', eu: 'https://api.eu.pagerduty.com' } as const;

/**
 * Reads the server's environment, takes the secrets out of it, and gives the values or every mistake. No mistake repeats a secret. With an embedded
 * database none may be named.
 */
export function readServeEnvironment(
  isSandbox: boolean,
  variables: Variables = process.env,
  databaseIs: 'named' | 'embedded' = 'named',
): EnvironmentReading<ServeEnvironment> {
  const reader = new VariablesReader(variables);
  const metrics = metricsIn(reader);
  const logFormat = reader.logFormat();
  const timelineFrom = reader.mailAddress('PAGERDUTY_FROM');
  const address = (name: string, real: string) => reader.address(name, real, isSandbox);
  const region = reader.oneOf('PAGERDUTY_REGION', ['us', 'eu'], 'us') as keyof typeof PAGERDUTY_URLS;
  const environment: ServeEnvironment = {
    isSandbox,
    slack: {
      ...arrival(reader),
      botToken: reader.secret('SLACK_BOT_TOKEN', /^xoxb-/, 'must begin with xoxb-'),
      apiUrl: address('SLACK_API_URL', 'https://slack.com/api/'),
      hooksHost: address('SLACK_HOOKS_URL', 'https://hooks.slack.com'),
    },
    pagerduty: {
      token: reader.secretOrNone('PAGERDUTY_TOKEN'),
      url: address('PAGERDUTY_URL', PAGERDUTY_URLS[region]),
      webhookSecrets: webhookSecretsIn(reader),
    },
    ...(databaseIs === 'named' ? onHost(reader) : withoutDatabase(reader)),
    host: reader.text('HOST') ?? '127.0.0.1',
    port: reader.port('PORT', 3000),
    ...(metrics && { metrics }),
    ...(timelineFrom !== undefined && { timelineFrom }),
    stopDelaySeconds: reader.seconds('STOP_DELAY', 0, LONGEST_STOP_DELAY),
    logLevel: reader.logLevel(),
    ...(logFormat && { logFormat }),
  };
  reader.takeSecretsOut();
  if (isSandbox && reader.mistakes.length === 0) reader.mistakes.push(...beyondLoopback(environment));
  return reader.result(environment);
}

/** The same for the commands on the host, such as `migrate` and `secret`. */
export function readHostEnvironment(variables: Variables = process.env): EnvironmentReading<HostEnvironment> {
  const reader = new VariablesReader(variables);
  const environment = onHost(reader);
  reader.takeSecretsOut();
  return reader.result(environment);
}

/** The owner's address, for `migrate`, which needs nothing else. */
export function readOwnerEnvironment(variables: Variables = process.env): EnvironmentReading<{ ownerUrl: Secret }> {
  const reader = new VariablesReader(variables);
  const ownerUrl = reader.database('DATABASE_OWNER_URL');
  reader.takeSecretsOut();
  return reader.result({ ownerUrl });
}

/** The policy's path, for commands that need nothing else. */
export function readPolicyPath(variables: Variables = process.env): EnvironmentReading<string> {
  const reader = new VariablesReader(variables);
  const path = policyPath(reader);
  return reader.mistakes.length > 0 ? { ok: false, mistakes: reader.mistakes } : { ok: true, environment: path };
}

function policyPath(reader: VariablesReader): string {
  return resolve(reader.text('NIGHTLATCH_POLICY') ?? 'nightlatch.yml');
}

function arrival(reader: VariablesReader): { signingSecret: Secret } | { appToken: Secret } {
  if (reader.text('SLACK_APP_TOKEN') === undefined) return { signingSecret: reader.secret('SLACK_SIGNING_SECRET') };
  return { appToken: reader.secret('SLACK_APP_TOKEN', /^xapp-/, 'must begin with xapp-') };
}

// PagerDuty makes them, far longer. A short one could be found by trying.
function webhookSecretsIn(reader: VariablesReader): readonly Secret[] {
  const allowed = 'must be one or more secrets of at least 16 letters, digits and signs each, with commas between them';
  return reader.secrets('PAGERDUTY_WEBHOOK_SECRETS', /^[\x21-\x2b\x2d-\x7e]{16,500}$/, allowed);
}

function onHost(reader: VariablesReader): HostEnvironment {
  const isOwnerGiven = reader.text('DATABASE_OWNER_URL') !== undefined;
  return {
    database: { url: reader.database('DATABASE_URL'), ...(isOwnerGiven && { ownerUrl: reader.database('DATABASE_OWNER_URL') }) },
    ...filesIn(reader),
  };
}

// Whoever names a database means it: it isn't passed over for an empty one.
function withoutDatabase(reader: VariablesReader): Omit<HostEnvironment, 'database'> {
  for (const name of ['DATABASE_URL', 'DATABASE_OWNER_URL'])
    if (reader.text(name) !== undefined)
      reader.mistakes.push(`${name}: is not taken with --embedded, which brings a Postgres of its own; leave one of them out`);
  return filesIn(reader);
}

function filesIn(reader: VariablesReader): Omit<HostEnvironment, 'database'> {
  const file = (name: string) => {
    const path = reader.text(name);
    return path === undefined ? undefined : resolve(path);
  };
  const keyFile = file('NIGHTLATCH_KEY_FILE');
  const oldKeyFile = file('NIGHTLATCH_OLD_KEY_FILE');
  const envFiles = file('NIGHTLATCH_ENV_FILES');
  return {
    ...(keyFile !== undefined && { keyFile }),
    ...(oldKeyFile !== undefined && { oldKeyFile }),
    ...(envFiles !== undefined && { envFiles }),
    policyFile: policyPath(reader),
  };
}

function metricsIn(reader: VariablesReader): { host: string; port: number } | undefined {
  const host = reader.text('METRICS_HOST') ?? '127.0.0.1';
  return reader.text('METRICS_PORT') === 'off' ? undefined : { host, port: reader.port('METRICS_PORT', METRICS_PORT) };
}

function beyondLoopback({ slack, pagerduty, database }: Pick<ServeEnvironment, 'slack' | 'pagerduty' | 'database'>): string[] {
  const checks: [string, boolean][] = [
    ['SLACK_API_URL', isLoopbackUrl(slack.apiUrl)],
    ['SLACK_HOOKS_URL', isLoopbackUrl(slack.hooksHost)],
    ['PAGERDUTY_URL', pagerduty.token === undefined || isLoopbackUrl(pagerduty.url)],
    ['DATABASE_URL', database === undefined || isLoopbackDatabase(database.url.reveal())],
    ['DATABASE_OWNER_URL', database?.ownerUrl === undefined || isLoopbackDatabase(database.ownerUrl.reveal())],
  ];
  return checks
    .filter(([, isLoopback]) => !isLoopback)
    .map(([name]) => `${name}: with --sandbox only 127.0.0.1, ::1, localhost or a Unix socket is allowed`);
}
