import type { Incident } from './pagerduty/incident.ts';
import type { SandboxSlack } from './slack/sandbox-slack.ts';

/** Makes the channel that people make for an incident, with everybody in it who works here. */
export async function makeIncidentChannel(slack: SandboxSlack, { number, title }: Incident): Promise<void> {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const name = ['inc', number, ...words].join('-').slice(0, 40).replace(/-$/, '');
  const colleagues = [...slack.workspace.people.values()].filter(({ bot, deleted, stranger }) => !bot && !deleted && !stranger);
  const members = colleagues.map(({ id }) => id);
  const [by] = members;
  if (by !== undefined) await slack.channels.create({ id: `C0INC${number}`, name, by, members });
}
