import type { FaultKind } from '../../src/domain/evidence.ts';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';
import type { SourceUsers } from '../../src/ports/source-users.ts';

/** The on-call source's users, held in memory; `fail` makes it unable to answer until `heal`. */
export class FakeSourceUsers implements SourceUsers {
  readonly #users = new Map<string, { name: string; email: string; accepted: boolean }>();
  #fault: FaultKind | undefined;

  /** Adds or replaces the user; `accepted`: the invitation was. */
  put(id: string, email: string, accepted = true): void {
    this.#users.set(id, { name: id, email, accepted });
  }

  remove(id: string): void {
    this.#users.delete(id);
  }

  fail(kind: FaultKind): void {
    this.#fault = kind;
  }

  heal(): void {
    this.#fault = undefined;
  }

  async userByEmail(email: string): Promise<{ id: string; name: string } | 'none' | 'unclear'> {
    this.#answerOrFail();
    const found = [...this.#users].filter(([, user]) => user.email.toLowerCase() === email.toLowerCase());
    const [first] = found;
    if (!first) return 'none';
    const [id, { name, accepted }] = first;
    return found.length === 1 && accepted ? { id, name } : 'unclear';
  }

  async emailOf(id: string): Promise<string | undefined> {
    this.#answerOrFail();
    return this.#users.get(id)?.email;
  }

  #answerOrFail(): void {
    if (this.#fault) throw new SourceUnavailable('PagerDuty', this.#fault);
  }
}
