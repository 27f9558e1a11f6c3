import type { Window } from '../blocks/kit.ts';
import type { IncomingAsk, IncomingEvent, IncomingSubmission, windowIdOf } from '../incoming.ts';
import type { ListenerNeeds } from './listener-needs.ts';

/** What a form's ack tells Slack to do with its window; without one the window closes. */
export type SubmissionAck =
  | { response_action: 'update'; view: Window }
  /** By block id; only of input blocks that are in the view. */
  | { response_action: 'errors'; errors: Record<string, string> }
  | { response_action: 'clear' };

/** What is done with a delivery that a person waits for an answer to. */
export interface Known<From extends IncomingAsk> {
  /** Does what was asked and tells the person; whether they were told. */
  answer(needs: ListenerNeeds, from: From): Promise<boolean>;
  /** In a few words, for an answer after a crash. */
  about: string;
  /** The window it opens where it doesn't come from one. */
  opens?: Parameters<typeof windowIdOf>[0];
}

export interface KnownSubmission extends Known<IncomingSubmission> {
  /**
   * What becomes of the window at once, without asking anybody: no I/O. With `errors` nothing else is done: the form stays, and sent off again it
   * is judged again. An update keeps the window's name by itself.
   */
  ack(needs: ListenerNeeds, from: IncomingSubmission): SubmissionAck;
}

/** What is done at an event. Nobody waits for words. */
export interface KnownEvent {
  happened(needs: ListenerNeeds, event: IncomingEvent): Promise<void>;
}
