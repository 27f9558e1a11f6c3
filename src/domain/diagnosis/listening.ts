import { type Finding, failure, note, ok, warning } from './finding.ts';

/** Where the bot listens, and by which variable. */
export interface ListeningAt {
  name: 'PORT' | 'METRICS_PORT';
  host: string;
  port: number;
}

/** Who answers at a port: a bot with what it says is missing at /readyz, the metrics of one, or somebody else. */
type Listener = { what: 'bot'; missing: readonly string[] } | { what: 'metrics' } | { what: 'stranger' };

/** What is at an address of this machine. */
export type PortState =
  | { state: 'free' }
  | { state: 'taken'; by: Listener }
  /** This user may not listen there. */
  | { state: 'forbidden' }
  /** The address isn't one of this machine. */
  | { state: 'elsewhere' };

/** How METRICS_PORT leaves the bot its own. */
export const MEND_METRICS_PORT = 'Set METRICS_PORT to another, or to off.';

/** The port that two of them share; undefined where they can be listened on side by side. */
export function sharedPort([one, other]: readonly ListeningAt[]): number | undefined {
  if (!one || !other || one.port !== other.port) return undefined;
  return one.host === other.host || [one.host, other.host].some((host) => REACHING_FURTHER.has(host)) ? one.port : undefined;
}

// Every address of the machine, or more than one of them.
const REACHING_FURTHER = new Set(['0.0.0.0', '::', 'localhost']);

/** That one port is given for both. */
export function sayOnePort(port: number): string {
  return `PORT and METRICS_PORT are both ${port}, so the bot can't start`;
}

/** The ports that the bot listens on. */
export function judgePorts(found: readonly { at: ListeningAt; is: PortState }[]): Finding[] {
  const shared = sharedPort(found.map(({ at }) => at));
  if (shared === undefined) return found.map(({ at, is }) => judgePort(at, is));
  const own = found.filter(({ at }) => at.name === 'PORT').map(({ at, is }) => judgePort(at, is));
  return [...own, failure('bot', `${sayOnePort(shared)}.`, MEND_METRICS_PORT)];
}

function judgePort(at: ListeningAt, is: PortState): Finding {
  const { name, host, port } = at;
  switch (is.state) {
    case 'free':
      return note('bot', `Nothing listens on ${host}:${port} (${name}): it is free for the bot.`);
    case 'taken':
      return is.by.what === 'bot' ? judgeBot(at, is.by.missing) : judgeOther(at, is.by.what);
    case 'forbidden':
      return failure(
        'bot',
        `This user may not listen on port ${port} (${name}).`,
        `Choose one above 1023 in ${name}, and put a proxy before it.`,
      );
    case 'elsewhere':
      return failure('bot', `${host} is no address of this machine.`, 'Set HOST to 127.0.0.1, or to 0.0.0.0 in a container.');
  }
}

function judgeBot({ name, port }: ListeningAt, missing: readonly string[]): Finding {
  if (name === 'METRICS_PORT')
    return failure(
      'bot',
      `A bot itself listens on port ${port} (METRICS_PORT), so no metrics can be served there.`,
      MEND_METRICS_PORT,
    );
  if (missing.length === 0) return ok('bot', `A bot runs on port ${port} and is ready.`);
  return warning(
    'bot',
    `A bot runs on port ${port} and isn't ready: ${missing.join('; ')}.`,
    'Run nightlatch doctor without --only and mend what it finds; then the bot becomes ready by itself.',
  );
}

function judgeOther({ name, port }: ListeningAt, what: 'metrics' | 'stranger'): Finding {
  if (what === 'stranger')
    return failure(
      'bot',
      `Something that isn't Nightlatch listens on port ${port} (${name}).`,
      `End it, or set ${name} to another.`,
    );
  if (name === 'METRICS_PORT') return ok('bot', `Metrics are served on port ${port}.`);
  return failure(
    'bot',
    `A bot serves its metrics on port ${port} (PORT), so no bot can listen there.`,
    'Set PORT to another, or METRICS_PORT of the bot that runs.',
  );
}
