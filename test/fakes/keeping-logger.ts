import type { LogFields, Logger } from '../../src/ports/logger.ts';

/** Keeps its lines. */
export class KeepingLogger implements Logger {
  readonly lines: { level: 'info' | 'warn' | 'error'; event: string; fields: LogFields; error?: unknown }[] = [];

  info(event: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'info', event, fields });
  }

  warn(event: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'warn', event, fields });
  }

  error(event: string, fields: LogFields = {}, error?: unknown): void {
    this.lines.push({ level: 'error', event, fields, error });
  }
}
