import { SourceUnavailable } from '../../ports/on-call-source.ts';
import { SecretUnavailable } from '../../ports/secret-source.ts';
import { StoreUnavailable } from '../../ports/store.ts';
import { printable } from './printable.ts';

/** What is kept of an error. */
export interface ReducedError {
  name: string;
  code?: string | number;
  message?: string;
  stack?: string[];
  cause?: ReducedError;
}

const OURS = [SourceUnavailable, StoreUnavailable, SecretUnavailable];
const FRAME = /^ {4}at (?:[\w$.<>#[\] ]+ \()?(?:(?:file:|node:|\/|[A-Z]:\\)[^()]*:\d+:\d+|<anonymous>|index \d+)\)?$/;
const [MOST_FRAMES, MOST_CAUSES] = [20, 3];

/** Name, code and where it was thrown. Messages of our own errors only: a foreign one may quote a query, a body or a header. */
export function reducedError(thrown: unknown, depth = 0): ReducedError {
  if (!(thrown instanceof Error)) return { name: typeof thrown };
  const ours = OURS.some((kind) => thrown instanceof kind);
  const code = codeOf(thrown);
  return {
    name: printable(String(thrown.name)),
    ...(code !== undefined && { code }),
    ...(ours ? { message: printable(thrown.message) } : { stack: framesOf(thrown) }),
    ...(thrown.cause instanceof Error && depth < MOST_CAUSES && { cause: reducedError(thrown.cause, depth + 1) }),
  };
}

function codeOf(error: Error): string | number | undefined {
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'number') return code;
  return typeof code === 'string' && /^\w{1,64}$/.test(code) ? code : undefined;
}

/** The stack's last lines, as far up as they are frames: the message, which may have lines of its own, stands above them. */
function framesOf({ stack, message }: Error): string[] {
  const text = typeof stack === 'string' ? stack : '';
  const below = message !== '' && text.includes(message) ? text.slice(text.indexOf(message) + message.length) : text;
  const lines = below.split('\n');
  const lastOther = lines.findLastIndex((line) => !FRAME.test(line));
  return lines
    .slice(lastOther + 1)
    .slice(0, MOST_FRAMES)
    .map((line) => printable(line.trim()));
}
