/** One held call: `reached` resolves when it arrives, and it goes on after `release`. */
export interface Hold {
  reached: Promise<void>;
  release(): void;
}

interface Planned<Kind> {
  matches: (what: string) => boolean;
  about: RegExp | undefined;
  kind: Kind;
  left: number;
}

interface Gate {
  matches: (what: string) => boolean;
  when: 'before' | 'after';
  arrive: () => void;
  released: Promise<void>;
}

/** Faults and holds planned for the next calls, by name. */
export class Faults<Kind> {
  #planned: Planned<Kind>[] = [];
  #gates: Gate[] = [];

  /** `about`: only calls whose body, decoded, has it. */
  failNext(what: string | RegExp, kind: Kind, times = 1, about?: RegExp): void {
    this.#planned.push({ matches: matcher(what), about, kind, left: times });
  }

  /** From now on, until the returned function is called or everything healed. */
  failAlways(what: string | RegExp, kind: Kind, about?: RegExp): () => void {
    const planned: Planned<Kind> = { matches: matcher(what), about, kind, left: Number.POSITIVE_INFINITY };
    this.#planned.push(planned);
    return () => {
      this.#planned = this.#planned.filter((one) => one !== planned);
    };
  }

  /** Stops the next call of that name, `before` it is performed or `after`, with its answer still outstanding. */
  holdNext(what: string | RegExp, when: 'before' | 'after' = 'before'): Hold {
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    this.#gates.push({ matches: matcher(what), when, arrive: reached.resolve, released: released.promise });
    return { reached: reached.promise, release: released.resolve };
  }

  take(what: string, body = ''): Kind | undefined {
    const found = this.#planned.find(({ matches, about }) => matches(what) && (about === undefined || about.test(decoded(body))));
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#planned = this.#planned.filter((planned) => planned !== found);
    return found.kind;
  }

  async pass(what: string, when: 'before' | 'after'): Promise<void> {
    const gate = this.#gates.find((one) => one.when === when && one.matches(what));
    if (gate === undefined) return;
    this.#gates = this.#gates.filter((one) => one !== gate);
    gate.arrive();
    await gate.released;
  }

  heal(): void {
    this.#planned = [];
  }
}

function matcher(what: string | RegExp): (name: string) => boolean {
  return typeof what === 'string' ? (name) => name === what : (name) => what.test(name);
}

function decoded(form: string): string {
  try {
    return decodeURIComponent(form.replaceAll('+', ' '));
  } catch {
    return form;
  }
}
