import type { Workspace } from './slack/workspace.ts';

/** What people said just before the visitor came, so that the page opens on an incident and not on nothing. Said anew, it isn't said twice. */
export function seedTalk(workspace: Workspace): void {
  const incident = workspace.channel('inc-42-checkout-latency');
  const said: [who: string, text: string][] = [
    ['U07GINA', 'Checkout takes more than two seconds for one in five customers, since about twenty minutes ago.'],
    ['U03CAROL', 'The graphs say the database. Alice, you hold db-primary, can you have a look?'],
    ['U01ALICE', 'On it. I need to see the replica lag, so I unlock db-prod.'],
  ];
  incident.messages = incident.messages.filter(({ user, text }) => !said.some(([who, words]) => who === user && words === text));
  for (const [user, text] of said) workspace.post(incident, { user, byBot: false, text });
  for (const person of workspace.people.values()) workspace.markRead(person.id, incident);
}
