import type { FirstPolicy } from '../../../config/first-policy.ts';
import type { SlackIdentity } from '../../../domain/live-world.ts';
import type { Directory } from '../../../ports/directory.ts';
import type { SourceUsers } from '../../../ports/source-users.ts';
import { CommandRefused } from '../terminal.ts';
import { askOwners } from './ask-owners.ts';
import { type Asking, askLine } from './asking.ts';
import { choose, chooseOrNone, listed } from './choose.ts';
import type { ChannelChoice, OnCallWorld, SlackWorld } from './look-around.ts';

/** What can be said beforehand, by id or name. */
export interface ChoiceOptions {
  auditChannel?: string;
  approvalChannel?: string;
  onCall?: string;
  service?: string;
  approvers?: string;
  owner?: string;
  secondOwner?: string;
  resource?: string;
  timezone?: string;
}

export interface Seen {
  identity: SlackIdentity;
  slack: SlackWorld;
  onCall: OnCallWorld;
  directory: Directory;
  users: SourceUsers;
}

/** A first policy and the channels that the bot must still be invited to. */
export interface Chosen {
  policy: FirstPolicy;
  uninvited: ChannelChoice[];
}

/** Puts the first policy together, asking for what wasn't said beforehand. Throws CommandRefused. */
export async function chooseAll(asking: Asking, options: ChoiceOptions, seen: Seen): Promise<Chosen> {
  const { identity, slack, onCall, directory, users } = seen;
  refuseWithout(asking, options, seen);
  const audit = await channel(asking, 'Audit channel: every grant is told there', '--audit-channel', slack, options.auditChannel);
  const approval = await channel(
    asking,
    'Approval channel: where yes is asked',
    '--approval-channel',
    slack,
    options.approvalChannel,
  );
  const approverGroup = await chooseOrNone(asking, {
    ...{ title: 'Who may say yes: a user group', flag: '--approvers', said: options.approvers },
    items: slack.groups ?? [],
  });
  const target = await choose(asking, {
    ...{ title: 'What one is on call for', flag: '--on-call', items: onCall.targets, said: options.onCall },
  });
  const service = await chooseOrNone(asking, {
    ...{ title: 'The service whose incidents open it', flag: '--service', items: onCall.services, said: options.service },
  });
  const policy: FirstPolicy = {
    ...{ team: identity.team, auditChannel: audit, approvalChannel: approval, target },
    timezone: zoneOf(options.timezone),
    ...(await askOwners(asking, options, { directory, users })),
    ...(approverGroup && { approvers: approverGroup }),
    ...(service && { service }),
    resource: await resourceName(asking, options.resource),
  };
  const both = audit.id === approval.id ? [audit] : [audit, approval];
  return { policy, uninvited: both.filter(({ isMember }) => !isMember) };
}

function channel(
  asking: Asking,
  title: string,
  flag: string,
  { channels }: SlackWorld,
  said: string | undefined,
): Promise<ChannelChoice> {
  return choose(asking, { title, flag, items: channels, said });
}

// A script hears at once of everything that it must say.
function refuseWithout({ isPerson, terminal }: Asking, options: ChoiceOptions, { slack, onCall }: Seen): void {
  if (slack.channels.length === 0)
    throw new CommandRefused('The bot sees no channel that only this workspace is in. Make one and invite the bot.');
  if (onCall.targets.length === 0)
    throw new CommandRefused('The PagerDuty key sees no schedule and no escalation policy. Make one, or use another key.');
  const needed = {
    '--audit-channel': options.auditChannel,
    '--approval-channel': options.approvalChannel,
    '--on-call': options.onCall,
  };
  const missing = Object.entries({ ...needed, '--owner': options.owner }).flatMap(([flag, said]) =>
    said === undefined ? [flag] : [],
  );
  if (isPerson || missing.length === 0) return;
  for (const line of worldLines(slack, onCall)) terminal.say(line);
  throw new CommandRefused(`Say ${missing.join(', ')}. What there is to choose from stands above.`, 2);
}

function worldLines(slack: SlackWorld, onCall: OnCallWorld): string[] {
  const groups = slack.groups
    ? listed({ title: 'User groups', items: slack.groups })
    : ['User groups: this workspace has none, or the bot may not see them'];
  return [
    ...listed({ title: 'Channels', items: slack.channels }),
    ...groups,
    ...listed({ title: 'On call', items: onCall.targets }),
    ...listed({ title: 'Services', items: onCall.services }),
  ];
}

const RESOURCE = /^[a-z0-9][a-z0-9-]{0,39}$/;

async function resourceName(asking: Asking, said: string | undefined): Promise<string> {
  for (let typed = said ?? (asking.isPerson ? undefined : 'db-prod'); ; typed = undefined) {
    typed ??= await askLine(asking, 'What is to be unlocked first, such as db-prod (Enter for db-prod): ', 'db-prod');
    if (RESOURCE.test(typed)) return typed;
    const mistake = 'a name of a to z, 0 to 9 and - (at most 40).';
    if (!asking.isPerson) throw new CommandRefused(`--resource: must be ${mistake}`, 2);
    asking.terminal.prompt(`  It must be ${mistake}\n`);
  }
}

function zoneOf(said = new Intl.DateTimeFormat().resolvedOptions().timeZone): string {
  try {
    const { timeZoneId } = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(said);
    if (/^[A-Za-z0-9_+/-]+$/.test(timeZoneId)) return timeZoneId;
  } catch {
    // Told below.
  }
  throw new CommandRefused('--timezone: must be a time zone such as Europe/Berlin.', 2);
}
