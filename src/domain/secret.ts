import type { VariableName } from './names.ts';
import { Unprintable } from './unprintable.ts';

/** A value that can't print: only `reveal()` opens it, so that searching for `.reveal(` is the audit. */
export class Secret extends Unprintable {
  readonly #value: string;

  constructor(value: string) {
    super('[secret]');
    this.#value = value;
  }

  /** The value in the clear. */
  reveal(): string {
    return this.#value;
  }
}

/** A variable's name with its value. */
export interface NamedSecret {
  name: VariableName;
  value: Secret;
}
