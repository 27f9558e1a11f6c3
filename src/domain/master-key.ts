import { Unprintable } from './unprintable.ts';

/** The key that wraps the data keys of sealed values. Its bytes can't print; `id` tells it from other keys and is no secret. */
export class MasterKey extends Unprintable {
  readonly id: string;
  readonly #bytes: Uint8Array;

  /** `bytes` are 32, kept and not copied. */
  constructor({ id, bytes }: { id: string; bytes: Uint8Array }) {
    super('[key]');
    if (bytes.length !== 32) throw new RangeError('a master key is 32 bytes');
    this.id = id;
    this.#bytes = bytes;
  }

  /** The bytes in the clear; not to be changed, nor kept. */
  reveal(): Uint8Array {
    return this.#bytes;
  }
}
