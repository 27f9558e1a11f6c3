import type { FirstPolicy } from '../../../config/first-policy.ts';
import { CommandRefused } from '../terminal.ts';
import { askOwners } from './ask-owners.ts';
import { type Asking, askLine } from './asking.ts';
import { choose, chooseOrNone } from './choose.ts';
import type { ChannelChoice } from './look-around.ts';
import { type ChoiceOptions, mistakeInResource, readFlags, type Seen } from './read-flags.ts';

/** A first policy and the channels that the bot must still be invited to. */
export interface Chosen {
  policy: FirstPolicy;
  uninvited: ChannelChoice[];
}

/** Puts the first policy together, asking for what wasn't said beforehand. Throws CommandRefused. */
export async function chooseAll(asking: Asking, options: ChoiceOptions, seen: Seen): Promise<Chosen> {
  const { identity, slack, onCall, directory, users } = seen;
  refuseEmpty(seen);
  const said = await readFlags(asking, options, seen);
  const { channels: items } = slack;
  const audit = await choose(asking, { title: 'Audit channel: every grant is told there', items, said: said.auditChannel });
  const approval = await choose(asking, { title: 'Approval channel: where yes is asked', items, said: said.approvalChannel });
  const approverGroup = await chooseOrNone(asking, {
    ...{ title: 'Who may say yes: a user group', items: slack.groups ?? [], said: said.approvers },
  });
  const target = await choose(asking, { title: 'What one is on call for', items: onCall.targets, said: said.target });
  const service = await chooseOrNone(asking, {
    ...{ title: 'The service whose incidents open it', items: onCall.services, said: said.service },
  });
  const policy: FirstPolicy = {
    ...{ team: identity.team, auditChannel: audit, approvalChannel: approval, target },
    timezone: said.timezone,
    ...(await askOwners(asking, said, { directory, users })),
    ...(approverGroup && { approvers: approverGroup }),
    ...(service && { service }),
    resource: said.resource ?? (await resourceName(asking)),
  };
  const both = audit.id === approval.id ? [audit] : [audit, approval];
  return { policy, uninvited: both.filter(({ isMember }) => !isMember) };
}

function refuseEmpty({ slack, onCall }: Seen): void {
  if (slack.channels.length === 0)
    throw new CommandRefused('The bot sees no channel that only this workspace is in. Make one and invite the bot.');
  if (onCall.targets.length === 0)
    throw new CommandRefused('The PagerDuty key sees no schedule and no escalation policy. Make one, or use another key.');
}

const USUAL_RESOURCE = 'db-prod';

async function resourceName(asking: Asking): Promise<string> {
  if (!asking.isPerson) return USUAL_RESOURCE;
  for (;;) {
    const question = `What is to be unlocked first, such as ${USUAL_RESOURCE} (Enter for ${USUAL_RESOURCE}): `;
    const typed = await askLine(asking, question, USUAL_RESOURCE);
    const mistake = mistakeInResource(typed);
    if (mistake === undefined) return typed;
    asking.terminal.prompt(`  It ${mistake}\n`);
  }
}
