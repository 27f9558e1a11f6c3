import type { SlackIdentity } from '../../../domain/live-world.ts';
import type { Member } from '../../../domain/person.ts';
import type { Directory } from '../../../ports/directory.ts';
import type { SourceUsers } from '../../../ports/source-users.ts';
import { CommandRefused } from '../terminal.ts';
import { memberCalled, SAME } from './ask-owners.ts';
import type { Asking } from './asking.ts';
import { type Choice, itemCalled, listed } from './choose.ts';
import type { ChannelChoice, OnCallWorld, SlackWorld, TargetChoice } from './look-around.ts';

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

/** What the bot sees, and who is asked about people. */
export interface Seen {
  identity: SlackIdentity;
  slack: SlackWorld;
  onCall: OnCallWorld;
  directory: Directory;
  users: SourceUsers;
}

/** What was said beforehand, found among what there is. */
export interface Said {
  auditChannel?: ChannelChoice | undefined;
  approvalChannel?: ChannelChoice | undefined;
  approvers?: Choice | undefined;
  target?: TargetChoice | undefined;
  service?: Choice | undefined;
  owner?: Member | undefined;
  secondOwner?: Member | undefined;
  resource?: string | undefined;
  timezone: string;
}

const RESOURCE = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** What keeps this from being a resource's name; undefined when nothing does. */
export function mistakeInResource(name: string): string | undefined {
  return RESOURCE.test(name) ? undefined : 'must be a name of a to z, 0 to 9 and - (at most 40).';
}

/** Finds what the flags say. Throws CommandRefused with all that is wrong, and for a script with all that it must say too, beside what there is. */
export async function readFlags(asking: Asking, options: ChoiceOptions, seen: Seen): Promise<Said> {
  const wrong = new Wrong();
  const { channels, groups = [] } = seen.slack;
  const said: Said = {
    auditChannel: wrong.item('--audit-channel', options.auditChannel, 'Channels', channels),
    approvalChannel: wrong.item('--approval-channel', options.approvalChannel, 'Channels', channels),
    approvers: wrong.item('--approvers', options.approvers, 'User groups', groups),
    target: wrong.item('--on-call', options.onCall, 'On call', seen.onCall.targets),
    service: wrong.item('--service', options.service, 'Services', seen.onCall.services),
    ...(await ownersIn(options, seen, wrong)),
    resource: options.resource,
    timezone: zoneOf(options.timezone),
  };
  if (said.resource !== undefined) wrong.add('--resource', mistakeInResource(said.resource));
  if (said.timezone === '') wrong.add('--timezone', 'must be a time zone such as Europe/Berlin.');
  const missing = asking.isPerson ? [] : missingIn(options);
  if (missing.length > 0) {
    for (const line of worldLines(seen)) asking.terminal.say(line);
    wrong.lines.push(`Say ${missing.join(', ')}. What there is to choose from stands above.`);
  }
  const lists = missing.length > 0 ? [] : [...wrong.lists.values()].flat();
  if (wrong.lines.length > 0) throw new CommandRefused([...wrong.lines, ...lists].join('\n'), 2);
  return said;
}

/** What is wrong with flags, and the lists that they should have named one of, each once. */
class Wrong {
  readonly lines: string[] = [];
  readonly lists = new Map<string, string[]>();

  add(flag: string, mistake: string | undefined): void {
    if (mistake !== undefined) this.lines.push(`${flag}: ${mistake}`);
  }

  item<T extends Choice>(flag: string, said: string | undefined, title: string, items: readonly T[]): T | undefined {
    if (said === undefined) return undefined;
    const { item, mistake } = itemCalled(items, said);
    this.add(flag, mistake);
    if (!item) this.lists.set(title, listed({ title, items }));
    return item;
  }
}

async function ownersIn(options: ChoiceOptions, { directory }: Seen, wrong: Wrong): Promise<Pick<Said, 'owner' | 'secondOwner'>> {
  const memberOf = async (flag: string, said: string | undefined) => {
    const found = said === undefined ? undefined : await memberCalled(directory, said);
    if (typeof found === 'object') return found;
    wrong.add(flag, found);
    return undefined;
  };
  const owner = await memberOf('--owner', options.owner);
  const secondOwner = await memberOf('--second-owner', options.secondOwner);
  if (owner && secondOwner && owner.slackId === secondOwner.slackId) wrong.add('--second-owner', SAME);
  return { owner, secondOwner };
}

function missingIn(options: ChoiceOptions): string[] {
  const needed = {
    '--audit-channel': options.auditChannel,
    '--approval-channel': options.approvalChannel,
    '--on-call': options.onCall,
    '--owner': options.owner,
  };
  return Object.entries(needed).flatMap(([flag, said]) => (said === undefined ? [flag] : []));
}

function worldLines({ slack, onCall }: Seen): string[] {
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

/** Empty where there is no such zone. */
function zoneOf(said = new Intl.DateTimeFormat().resolvedOptions().timeZone): string {
  try {
    const { timeZoneId } = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(said);
    return /^[A-Za-z0-9_+/-]+$/.test(timeZoneId) ? timeZoneId : '';
  } catch {
    return '';
  }
}
