/** Something whose contents can't print: as text, as JSON and under inspection it shows only what it is called. */
export abstract class Unprintable {
  readonly #shownAs: string;

  constructor(shownAs: string) {
    this.#shownAs = shownAs;
  }

  toString(): string {
    return this.#shownAs;
  }

  toJSON(): string {
    return this.#shownAs;
  }

  get [Symbol.toStringTag](): string {
    return this.#shownAs;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.#shownAs;
  }
}
