import type { SlackChannel, SlackUserGroup } from '../live-world.ts';
import type { ChannelId, GroupName } from '../names.ts';
import type { Policy } from '../policy.ts';
import { type Finding, failure, ok, warning } from './finding.ts';

/** A channel that the policy names, and where: `slack.auditChannel`, or a rule. */
export interface NamedChannel {
  id: ChannelId;
  /** As a line begins: `audit channel`. */
  as: string;
}

/** Every channel that the policy posts to, each once. */
export function channelsOf({ slack, resources }: Policy): NamedChannel[] {
  const named: NamedChannel[] = [
    { id: slack.auditChannel, as: 'audit channel' },
    { id: slack.approvalChannel, as: 'approval channel' },
  ];
  for (const { name, rules } of resources.values()) {
    for (const { name: rule, approve } of rules) {
      if (approve?.channel) named.push({ id: approve.channel, as: `channel of ${name}, rule “${rule}”` });
    }
  }
  return named.filter(({ id }, index) => named.findIndex((one) => one.id === id) === index);
}

/** Why nothing is posted in a channel. not-there: or it is private and the bot isn't in it, which Slack doesn't tell apart. */
export type Closed = 'not-there' | 'archived' | 'shared-outside' | 'not-in-it';

/** A channel of the policy in which nothing can be posted; `as` as in `NamedChannel`, `use` what is posted there. */
export interface ClosedChannel {
  channel: ChannelId;
  as: string;
  because: Closed;
  use: 'record' | 'approvals';
}

/** Why nothing can be posted in a channel, where what Slack says leaves no doubt; `scopes`: what the token may, undefined where Slack didn't say. */
export function closedForCertain(found: SlackChannel | undefined, scopes: readonly string[] | undefined): Closed | undefined {
  const because = closedBecause(found);
  // Without this scope Slack says the same of a private channel that the bot is in.
  if (because === 'not-there' && !scopes?.includes('groups:read')) return undefined;
  // With that one the bot posts in a public channel without being in it.
  if (because === 'not-in-it' && (!scopes || scopes.includes('chat:write.public'))) return undefined;
  return because;
}

function closedBecause(found: SlackChannel | undefined): Closed | undefined {
  if (!found) return 'not-there';
  if (found.isArchived) return 'archived';
  if (found.isSharedOutside) return 'shared-outside';
  return found.isMember ? undefined : 'not-in-it';
}

/** One channel as Slack knows it; undefined when Slack says there is none. */
export function judgeChannel({ id, as }: NamedChannel, found: SlackChannel | undefined, bot: string): Finding {
  const called = `The ${as} #${found?.name} (${id})`;
  switch (closedBecause(found)) {
    case 'not-there':
      return failure(
        'slack',
        `The ${as} ${id} isn't there, or it is private and the bot isn't in it.`,
        `Type /invite @${bot} in the channel. If the id is wrong: it stands at the end of the channel's details in Slack.`,
      );
    case 'archived':
      return failure(
        'slack',
        `${called} is archived: nothing can be posted.`,
        'Unarchive it in Slack, or name another in the policy.',
      );
    case 'shared-outside':
      return failure(
        'slack',
        `${called} is shared with another workspace, where people would see who holds what.`,
        'Name a channel of your own workspace in the policy, or end the sharing in Slack.',
      );
    case 'not-in-it':
      return failure('slack', `${called}: the bot isn't in it, so nothing can be posted.`, `Type /invite @${bot} there.`);
    case undefined:
      return ok('slack', `${called}: the bot is in it.`);
  }
}

/** A group of the policy that stands for one of Slack's. */
export interface NamedUserGroup {
  name: GroupName;
  id: string;
}

/** Every Slack user group that the policy names. */
export function userGroupsOf({ groups }: Policy): NamedUserGroup[] {
  return [...groups.values()].flatMap((group) => (group.kind === 'slack-user-group' ? [{ name: group.name, id: group.id }] : []));
}

/** What Slack's groups come to for those that the policy names. */
export function judgeUserGroups(named: readonly NamedUserGroup[], found: readonly SlackUserGroup[]): Finding[] {
  return named.map(({ name, id }) => {
    const group = found.find((one) => one.id === id);
    const inPolicy = `the group ${name} in the policy`;
    if (!group) {
      return failure('slack', `Slack has no user group ${id}, which is ${inPolicy}.`, `Correct the id under groups, ${name}.`);
    }
    const called = `User group @${group.handle} (${inPolicy})`;
    if (group.isDisabled) {
      return failure(
        'slack',
        `${called} is disabled: nobody counts as a member.`,
        'Enable it in Slack, or list the people in the policy.',
      );
    }
    if (group.members === 0) {
      return warning('slack', `${called} has no members.`, 'Add people to it in Slack, or list them in the policy.');
    }
    return ok('slack', `${called} is there.`);
  });
}

/** That the workspace's plan has no user groups, and what follows. */
export function judgeNoUserGroups(named: readonly NamedUserGroup[]): Finding {
  const names = named.map(({ name }) => name).join(', ');
  return failure(
    'slack',
    `The workspace's plan has no user groups, so who is in ${names} stays unknown: rules and approvers by them never count.`,
    `List the people in the policy instead, such as groups: { ${named[0]?.name ?? 'leads'}: [alice, bob] }.`,
  );
}
