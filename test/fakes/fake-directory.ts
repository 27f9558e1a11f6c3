import type { FaultKind } from '../../src/domain/evidence.ts';
import type { SlackUserId } from '../../src/domain/names.ts';
import type { Member } from '../../src/domain/person.ts';
import type { Directory } from '../../src/ports/directory.ts';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';

/** Slack's people, held in memory; `fail` makes it unable to answer until `heal`. It keeps whom it was asked about afresh. */
export class FakeDirectory implements Directory {
  readonly askedAfresh: SlackUserId[] = [];
  readonly #members = new Map<SlackUserId, Member>();
  readonly #groups = new Map<string, readonly SlackUserId[]>();
  #fault: FaultKind | undefined;
  #groupFault: FaultKind | undefined;

  /** Adds or replaces the member. */
  put(member: Member): void {
    this.#members.set(member.slackId, member);
  }

  putGroup(userGroup: string, members: readonly SlackUserId[]): void {
    this.#groups.set(userGroup, members);
  }

  fail(kind: FaultKind): void {
    this.#fault = kind;
  }

  /** Only groups can't be looked up, as on a plan without them. */
  failGroups(kind: FaultKind): void {
    this.#groupFault = kind;
  }

  heal(): void {
    this.#fault = undefined;
    this.#groupFault = undefined;
  }

  async member(id: SlackUserId, freshness: 'fresh' | 'recent'): Promise<Member> {
    this.#answerOrFail();
    if (freshness === 'fresh') this.askedAfresh.push(id);
    return this.#members.get(id) ?? { slackId: id, displayName: 'someone', standing: 'outsider', timezone: 'UTC' };
  }

  async memberByEmail(email: string): Promise<SlackUserId | undefined> {
    this.#answerOrFail();
    return [...this.#members.values()].find((member) => member.email?.toLowerCase() === email.toLowerCase())?.slackId;
  }

  async groupMembers(userGroup: string): Promise<SlackUserId[]> {
    this.#answerOrFail();
    if (this.#groupFault) throw new SourceUnavailable('Slack', this.#groupFault);
    return [...(this.#groups.get(userGroup) ?? [])];
  }

  #answerOrFail(): void {
    if (this.#fault) throw new SourceUnavailable('Slack', this.#fault);
  }
}
