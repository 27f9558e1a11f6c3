import { nearestNames } from '../domain/nearest-names.ts';
import { Secret } from '../domain/secret.ts';
import { databaseUrl } from './loopback.ts';

export type Variables = Record<string, string | undefined>;
export type LogLevel = 'info' | 'warn' | 'error';
export type LogFormat = 'json' | 'pretty';

const SECRETS = [
  ...['SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN', 'SLACK_BOT_TOKEN'],
  ...['PAGERDUTY_TOKEN', 'PAGERDUTY_WEBHOOK_SECRETS', 'DATABASE_URL', 'DATABASE_OWNER_URL'],
];
const LOG_LEVELS = ['info', 'warn', 'error'];
const LOG_FORMATS = ['json', 'pretty'];

/** Reads one variable after the other and gathers the mistakes. An empty variable is a missing one. */
export class VariablesReader {
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

  /** Undefined where it says `none`: that there is none has to be said, so that none is forgotten. */
  secretOrNone(name: string): Secret | undefined {
    return this.text(name) === 'none' ? undefined : this.secret(name);
  }

  /** None or several, with commas between them. */
  secrets(name: string, shape: RegExp, allowed: string): readonly Secret[] {
    const values =
      this.text(name)
        ?.split(',')
        .map((one) => one.trim()) ?? [];
    if (!values.every((one) => shape.test(one))) this.mistakes.push(`${name}: ${allowed}`);
    return Object.freeze(values.map((one) => new Secret(one)));
  }

  /** A database's address, which holds a password. */
  database(name: string): Secret {
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

  /** Undefined where there is none. */
  mailAddress(name: string): string | undefined {
    const value = this.text(name);
    if (value !== undefined && !/^[^\s@]+@[^\s@]+$/.test(value)) this.mistakes.push(`${name}: is no e-mail address`);
    return value;
  }

  oneOf(name: string, allowed: readonly string[], usual: string): string {
    const value = this.text(name);
    if (value === undefined || allowed.includes(value)) return value ?? usual;
    const [nearest] = nearestNames(value, allowed);
    this.mistakes.push(`${name}: “${value}” is not one of ${allowed.join(', ')}${nearest ? `; did you mean ${nearest}?` : ''}`);
    return usual;
  }

  /** Undefined: whatever suits where the log goes. */
  logFormat(): LogFormat | undefined {
    return this.text('LOG_FORMAT') === undefined ? undefined : (this.oneOf('LOG_FORMAT', LOG_FORMATS, 'json') as LogFormat);
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
    return this.#wholeNumber(name, usual, 65_535, 'a port from 0 to 65535');
  }

  /** A whole number of seconds, `most` at most. */
  seconds(name: string, usual: number, most: number): number {
    return this.#wholeNumber(name, usual, most, `a number of seconds from 0 to ${most}`);
  }

  #wholeNumber(name: string, usual: number, most: number, allowed: string): number {
    const value = this.text(name);
    if (value === undefined) return usual;
    if (/^\d{1,5}$/.test(value) && Number(value) <= most) return Number(value);
    this.mistakes.push(`${name}: “${value}” is not ${allowed}`);
    return usual;
  }

  /** So that no child process and no dump of the environment holds them. */
  takeSecretsOut(): void {
    for (const name of SECRETS) delete this.#variables[name];
  }

  /** The frozen values, unless there was a mistake. */
  result<Value extends object>(environment: Value): { ok: true; environment: Value } | { ok: false; mistakes: string[] } {
    if (this.mistakes.length > 0) return { ok: false, mistakes: [...new Set(this.mistakes)] };
    for (const part of Object.values(environment)) if (typeof part === 'object') Object.freeze(part);
    return { ok: true, environment: Object.freeze(environment) };
  }
}
