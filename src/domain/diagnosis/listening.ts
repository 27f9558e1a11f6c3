import { type Finding, failure, note, ok, warning } from './finding.ts';

/** What is at an address of this machine. */
export type PortState =
  | { state: 'free' }
  /** Somebody listens; `ready` is what a bot says at /readyz: nothing missing, or what. Undefined when it isn't a bot. */
  | { state: 'taken'; missing: readonly string[] | undefined }
  /** This user may not listen there. */
  | { state: 'forbidden' }
  /** The address isn't one of this machine. */
  | { state: 'elsewhere' };

/** The port that the bot listens on. */
export function judgePort(
  at: { name: 'PORT' | 'METRICS_PORT'; host: string; port: number },
  is: PortState,
  botRuns: boolean,
): Finding {
  const { name, host, port } = at;
  switch (is.state) {
    case 'free':
      return note('bot', `Nothing listens on ${host}:${port} (${name}): it is free for the bot.`);
    case 'taken':
      return judgeTaken(at, is.missing, botRuns);
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

function judgeTaken(
  { name, port }: { name: string; port: number },
  missing: readonly string[] | undefined,
  botRuns: boolean,
): Finding {
  if (missing === undefined) {
    if (name === 'METRICS_PORT' && botRuns) return ok('bot', `Metrics are served on port ${port}.`);
    return failure(
      'bot',
      `Something that isn't Nightlatch listens on port ${port} (${name}).`,
      `End it, or set ${name} to another.`,
    );
  }
  if (missing.length === 0) return ok('bot', `A bot runs on port ${port} and is ready.`);
  return warning(
    'bot',
    `A bot runs on port ${port} and isn't ready: ${missing.join('; ')}.`,
    'Run nightlatch doctor without --only and mend what it finds; then the bot becomes ready by itself.',
  );
}
