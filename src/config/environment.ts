import { resolve } from 'node:path';
import { nearestNames } from '../domain/nearest-names.ts';
import { Secret } from '../domain/secret.ts';
import { databaseUrl, isLoopbackDatabase, isLoopbackUrl } from './loopback.ts';

/** Where the database is. The addresses hold passwords. */
export interface DatabaseEnvironment {
  url: Secret;
  /** Of the owner role; only for migrations. */
  ownerUrl?: Secret;
}

/** All that `nightlatch serve` takes from its environment. Frozen. */
export interface ServeEnvironment {
  isSandbox: boolean;
  slack: { signingSecret: Secret; botToken: Secret; apiUrl: string; hooksUrl: string };
  pagerduty: { token: Secret; url: string };
  database: DatabaseEnvironment;
  keyFile?: string;
  policyFile: string;
  host: string;
  /** 0 lets the system choose. */
  port: number;
  logLevel: LogLevel;
}

/** What the commands on the host take: the database and the files. Frozen. */
export interface HostEnvironment {
  database: DatabaseEnvironment;
  keyFile?: string;
  policyFile: string;
}

export type LogLevel = 'info' | 'warn' | 'error';

export type EnvironmentReading<Value> = { ok: true; environment: Value } | { ok: false; mistakes: string[] };

type Variables = Record<string, string | undefined>;

const SECRETS = ['SLACK_SIGNING_SECRET', 'SLACK_BOT_TOKEN', 'PAGERDUTY_TOKEN', 'DATABASE_URL', 'DATABASE_OWNER_URL'];
const LOG_LEVELS = ['info', 'warn', 'error'];
const PAGERDUTY_URLS = { us: 'https://api.pagerduty.com', eu: 'https://api.eu.pagerduty.com' };

/** Reads the server's environment, takes the secrets out of it, and gives the values or every mistake. No mistake repeats a secret. */
export function readServeEnvironment(
  isSandbox: boolean,
  variables: Variables = process.env,
): EnvironmentReading<ServeEnvironment> {
  const reader = new Reader(variables);
  const address = (name: string, real: string) => reader.address(name, real, isSandbox);
  const region = reader.oneOf('PAGERDUTY_REGION', ['us', 'eu'], 'us') as keyof typeof PAGERDUTY_URLS;
  const environment: ServeEnvironment = {
    isSandbox,
    slack: {
      signingSecret: reader.secret('SLACK_SIGNING_SECRET'),
      botToken: reader.secret('SLACK_BOT_TOKEN', /^xoxb-/, 'must begin with xoxb-'),
      apiUrl: address('SLACK_API_URL', 'https://slack.com/api/'),
      hooksUrl: address('SLACK_HOOKS_URL', 'https://hooks.slack.com'),
    },
    pagerduty: { token: reader.secret('PAGERDUTY_TOKEN'), url: address('PAGERDUTY_URL', PAGERDUTY_URLS[region]) },
    ...reader.onHost(),
    host: reader.text('HOST') ?? '127.0.0.1',
    port: reader.port('PORT', 3000),
    logLevel: reader.logLevel(),
  };
  reader.takeSecretsOut();
  if (isSandbox && reader.mistakes.length === 0) reader.mistakes.push(...beyondLoopback(environment));
  return reader.result(environment);
}

/** The same for the commands on the host, such as `migrate` and `secret`. */
export function readHostEnvironment(variables: Variables = process.env): EnvironmentReading<HostEnvironment> {
  const reader = new Reader(variables);
  const environment = reader.onHost();
  reader.takeSecretsOut();
  return reader.result(environment);
}

/** Throws, naming the variables, unless every outside address and the database are this machine's own or a Unix socket. */
export function assertLoopback(environment: Pick<ServeEnvironment, 'slack' | 'pagerduty' | 'database'>): void {
  const mistakes = beyondLoopback(environment);
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
}

function beyondLoopback({ slack, pagerduty, database }: Pick<ServeEnvironment, 'slack' | 'pagerduty' | 'database'>): string[] {
  const checks: [string, boolean][] = [
    ['SLACK_API_URL', isLoopbackUrl(slack.apiUrl)],
    ['SLACK_HOOKS_URL', isLoopbackUrl(slack.hooksUrl)],
    ['PAGERDUTY_URL', isLoopbackUrl(pagerduty.url)],
    ['DATABASE_URL', isLoopbackDatabase(database.url.reveal())],
    ['DATABASE_OWNER_URL', database.ownerUrl === undefined || isLoopbackDatabase(database.ownerUrl.reveal())],
  ];
  return checks
    .filter(([, isLoopback]) => !isLoopback)
    .map(([name]) => `${name}: with --sandbox only 127.0.0.1, ::1, localhost or a Unix socket is allowed`);
}

/** Reads one variable after the other and gathers the mistakes. An empty variable is a missing one. */
class Reader {
  readonly mistakes: string[] = [];
  readonly #variables: Variables;

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  text(name: string): string | undefined {
    const value = this.#variables[name];
    if (value === undefined || value === '') return undefined;
    if (value !== value.trim() || /\p{Cc}/u.test(value)) this.mistakes.push(`${name}: has blanks or line breaks around or in it`);
    return value;
  }

  secret(name: string, shape?: RegExp, allowed?: string): Secret {
    const value = this.text(name);
    if (value === undefined) this.mistakes.push(`${name}: is missing`);
    else if (shape && !shape.test(value)) this.mistakes.push(`${name}: ${allowed}`);
    return new Secret(value ?? '');
  }

  onHost(): HostEnvironment {
    const keyFile = this.text('NIGHTLATCH_KEY_FILE');
    const isOwnerGiven = this.text('DATABASE_OWNER_URL') !== undefined;
    return {
      database: { url: this.#database('DATABASE_URL'), ...(isOwnerGiven && { ownerUrl: this.#database('DATABASE_OWNER_URL') }) },
      ...(keyFile !== undefined && { keyFile: resolve(keyFile) }),
      policyFile: resolve(this.text('NIGHTLATCH_POLICY') ?? 'nightlatch.yml'),
    };
  }

  #database(name: string): Secret {
    const secret = this.secret(name, /^postgres(ql)?:\/\//, 'must be an address that begins with postgresql://');
    if (/^postgres(ql)?:\/\//.test(secret.reveal()) && databaseUrl(secret.reveal()) === null)
      this.mistakes.push(`${name}: is not a valid address`);
    return secret;
  }

  /** An outside address: the real one, unless the sandbox gives its own. */
  address(name: string, real: string, isSandbox: boolean): string {
    const value = this.text(name);
    if (value === undefined) return real;
    if (!isSandbox) this.mistakes.push(`${name}: is allowed with --sandbox only`);
    else if (!/^https?:\/\//.test(value) || !URL.canParse(value)) this.mistakes.push(`${name}: is not an http address`);
    return value;
  }

  oneOf(name: string, allowed: readonly string[], usual: string): string {
    const value = this.text(name);
    if (value === undefined || allowed.includes(value)) return value ?? usual;
    const [nearest] = nearestNames(value, allowed);
    this.mistakes.push(`${name}: “${value}” is not one of ${allowed.join(', ')}${nearest ? `; did you mean ${nearest}?` : ''}`);
    return usual;
  }

  logLevel(): LogLevel {
    const level = this.text('LOG_LEVEL');
    if (level !== 'debug' && level !== 'trace') return this.oneOf('LOG_LEVEL', LOG_LEVELS, 'info') as LogLevel;
    this.mistakes.push(
      'LOG_LEVEL: debug and trace are refused, since bodies with secrets would be logged; allowed are info, warn, error',
    );
    return 'info';
  }

  port(name: string, usual: number): number {
    const value = this.text(name);
    if (value === undefined) return usual;
    if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
    this.mistakes.push(`${name}: “${value}” is not a port from 0 to 65535`);
    return usual;
  }

  /** So that no child process and no dump of the environment holds them. */
  takeSecretsOut(): void {
    for (const name of SECRETS) delete this.#variables[name];
  }

  result<Value extends object>(environment: Value): EnvironmentReading<Value> {
    if (this.mistakes.length > 0) return { ok: false, mistakes: [...new Set(this.mistakes)] };
    for (const part of Object.values(environment)) if (typeof part === 'object') Object.freeze(part);
    return { ok: true, environment: Object.freeze(environment) };
  }
}
