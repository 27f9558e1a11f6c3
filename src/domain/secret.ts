import type { VariableName } from './names.ts';

const HIDDEN = '[secret]';

/** A value that can't print: only `reveal()` opens it, so that searching for `.reveal(` is the audit. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value in the clear. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  get [Symbol.toStringTag](): string {
    return HIDDEN;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return HIDDEN;
  }
}

/** A variable's name with its value. */
export interface NamedSecret {
  name: VariableName;
  value: Secret;
}
