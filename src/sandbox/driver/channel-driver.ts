import type { SandboxSlack } from '../slack/sandbox-slack.ts';
import type { Channel } from '../slack/workspace.ts';
import { type SeenMessage, says, seenMessage } from './seen.ts';

/** A channel as everybody in it sees it: no ephemerals. */
export class ChannelDriver {
  readonly #slack: SandboxSlack;
  readonly #channel: Channel;

  constructor(slack: SandboxSlack, channel: Channel) {
    this.#slack = slack;
    this.#channel = channel;
  }

  get id(): string {
    return this.#channel.id;
  }

  messages(): SeenMessage[] {
    return this.#channel.messages.map((message) => seenMessage(message, this.#slack.workspace));
  }

  /** The newest message that says so, now or as soon as there is one. */
  says(wanted: string | RegExp): Promise<SeenMessage> {
    return this.#slack.changes.until(
      () => this.messages().findLast(({ text, fallback }) => says(text, wanted) || says(fallback, wanted)),
      () =>
        `#${this.#channel.name} never said ${wanted}; it says:\n${
          this.messages()
            .map(({ text }) => text)
            .join('\n---\n') || '(nothing)'
        }`,
    );
  }

  /** Shares the channel with another workspace. */
  share(): void {
    this.#channel.extShared = true;
    this.#slack.changes.changed();
  }

  archive(): void {
    this.#channel.archived = true;
    this.#slack.changes.changed();
  }

  unarchive(): void {
    this.#channel.archived = false;
    this.#slack.changes.changed();
  }

  /** Takes the bot out of the channel. */
  removeBot(): void {
    this.#channel.members.delete(this.#slack.workspace.botUserId);
    this.#slack.changes.changed();
  }

  /** Brings the bot in and tells it so. */
  async inviteBot(): Promise<void> {
    const { botUserId } = this.#slack.workspace;
    this.#channel.members.add(botUserId);
    await this.#slack.events.memberJoined(botUserId, this.#channel.id);
  }
}
