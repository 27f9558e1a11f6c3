import type { FaultKind } from '../../src/domain/evidence.ts';
import type { Channels, SeenChannel } from '../../src/ports/channels.ts';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';

/** What keeps the bot out: what is private isn't even seen, unless it is in there. */
interface Walls {
  isPrivate: boolean;
  isClosed: boolean;
}

/** Slack's channels, held in memory; `fail` makes it unable to answer until `heal`. */
export class FakeChannels implements Channels {
  /** Channels that the bot came into. */
  readonly joined: string[] = [];
  readonly looked: string[] = [];
  readonly #channels = new Map<string, SeenChannel & Walls>();
  #fault: FaultKind | undefined;

  /** Adds the channel, or changes it. Unless said otherwise it is public, open, and the bot isn't in it. */
  put(channel: string, given: Partial<SeenChannel & Walls>): void {
    const before = this.#channels.get(channel);
    this.#channels.set(channel, {
      ...{ name: 'general', isMember: false, isArchived: false, isShared: false, isPrivate: false, isClosed: false },
      ...before,
      ...given,
    });
  }

  /** Takes the channel away. */
  remove(channel: string): void {
    this.#channels.delete(channel);
  }

  fail(kind: FaultKind): void {
    this.#fault = kind;
  }

  heal(): void {
    this.#fault = undefined;
  }

  async look(channel: string): Promise<SeenChannel | undefined> {
    this.looked.push(channel);
    this.#answerOrFail();
    const there = this.#channels.get(channel);
    if (!there || (there.isPrivate && !there.isMember)) return undefined;
    const { name, isMember, isArchived, isShared } = there;
    return { name, isMember, isArchived, isShared };
  }

  async join(channel: string): Promise<boolean> {
    this.#answerOrFail();
    const there = this.#channels.get(channel);
    if (!there || there.isArchived || there.isPrivate || there.isClosed) return false;
    this.put(channel, { isMember: true });
    this.joined.push(channel);
    return true;
  }

  #answerOrFail(): void {
    if (this.#fault) throw new SourceUnavailable('Slack', this.#fault);
  }
}
