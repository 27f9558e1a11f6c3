import type { IncomingEvent } from '../../incoming.ts';
import type { ListenerNeeds } from '../listener-needs.ts';

/** Somebody opened the app's home: it is drawn, and from then on kept as things are. */
export async function homeOpened(needs: ListenerNeeds, event: IncomingEvent): Promise<void> {
  if (event.event !== 'app_home_opened' || event.tab !== 'home') return;
  await needs.verbs.openHome(event.user);
  needs.kickCards();
}
