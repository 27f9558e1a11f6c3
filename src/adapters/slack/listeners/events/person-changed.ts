import type { IncomingEvent } from '../../incoming.ts';
import type { ListenerNeeds } from '../listener-needs.ts';

/** Somebody's account changed: what the event says of it isn't taken, Slack is asked. */
export async function personChanged(needs: ListenerNeeds, { user }: IncomingEvent): Promise<void> {
  await needs.verbs.checkPerson(user);
  needs.kickCards();
}
