import { type DestinationStream, pino } from 'pino';
import type { LogFields, Logger } from '../../ports/logger.ts';
import { printable } from './printable.ts';
import { reducedError } from './reduced-error.ts';
import { standardOutput } from './standard-output.ts';

export interface LoggerOptions {
  level: 'info' | 'warn' | 'error';
  /** Where the lines go; standard output unless told. */
  destination?: DestinationStream;
}

// Written by the logger itself; a field of that name would come twice in the line.
const RESERVED = new Set(['level', 'time', 'event', 'error']);

/** The log as one JSON line an entry. Only strings, numbers and booleans pass, and what could move a terminal's cursor is escaped. */
export function pinoLogger({ level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const lines = pino(options, destination ?? standardOutput());
  return {
    info: (event, fields) => lines.info(lineOf(event, fields)),
    warn: (event, fields) => lines.warn(lineOf(event, fields)),
    error: (event, fields, error) => {
      const line = lineOf(event, fields);
      lines.error(error === undefined ? line : { ...line, error: reducedError(error) });
    },
  };
}

function lineOf(event: string, fields: LogFields = {}) {
  const kept = Object.entries(fields).flatMap(([key, value]) => (RESERVED.has(key) ? [] : fieldOf(key, value)));
  return { event: printable(event), ...Object.fromEntries(kept) };
}

// The type allows nothing else, but a cast would otherwise print whatever was handed in.
function fieldOf(key: string, value: unknown): [string, string | number | boolean][] {
  if (typeof value === 'string') return [[printable(key), printable(value)]];
  return typeof value === 'number' || typeof value === 'boolean' ? [[printable(key), value]] : [];
}
