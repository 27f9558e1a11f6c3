import type { Secret } from '../../../domain/secret.ts';
import { NEEDED_SCOPES } from '../../../domain/slack-scopes.ts';
import type { Directory } from '../../../ports/directory.ts';
import type { OnCallProbe } from '../../../ports/on-call-probe.ts';
import { type SlackProbe, SlackRefused, type SocketProbe } from '../../../ports/slack-probe.ts';
import type { SourceUsers } from '../../../ports/source-users.ts';
import { CommandRefused } from '../terminal.ts';
import { wordsFor } from './ask-token.ts';
import type { Choice } from './choose.ts';

/** What asks the vendors, by a token of each. */
export interface Probes {
  slack(token: Secret): { probe: SlackProbe; directory: Directory; close(): Promise<void> };
  socket(token: Secret): { probe: SocketProbe; close(): Promise<void> };
  onCall(token: Secret): { probe: OnCallProbe; users: SourceUsers };
}

export interface ChannelChoice extends Choice {
  isMember: boolean;
}

export interface TargetChoice extends Choice {
  kind: 'schedule' | 'escalationPolicy';
}

/** What the bot sees in Slack. */
export interface SlackWorld {
  channels: ChannelChoice[];
  /** Undefined where the workspace's plan has none. */
  groups: Choice[] | undefined;
}

/** What the key sees in PagerDuty. */
export interface OnCallWorld {
  targets: TargetChoice[];
  services: Choice[];
}

/** Channels that Nightlatch would work in, those with the bot in them first, and user groups that mention somebody. Throws CommandRefused. */
export async function lookAroundSlack(probe: SlackProbe): Promise<SlackWorld> {
  const channels = await orRefused(probe.listChannels());
  const usable = channels.filter(({ isArchived, isSharedOutside }) => !isArchived && !isSharedOutside);
  return {
    channels: usable
      .map(({ id, name, isMember }) => ({ id, name, isMember, ...(!isMember && { note: 'the bot is not in it yet' }) }))
      .toSorted((a, b) => Number(b.isMember) - Number(a.isMember)),
    groups: await groupsOf(probe),
  };
}

/** Whatever one can be on call for, and services. Throws SourceUnavailable. */
export async function lookAroundOnCall(probe: OnCallProbe): Promise<OnCallWorld> {
  const [schedules, policies, services] = await Promise.all([
    probe.listSchedules(),
    probe.listEscalationPolicies(),
    probe.listServices(),
  ]);
  return {
    targets: [
      ...schedules.map((one): TargetChoice => ({ id: one.id, name: one.name, kind: 'schedule', note: 'schedule' })),
      ...policies.map(({ id, name, levels }): TargetChoice => {
        return { id, name, kind: 'escalationPolicy', note: `escalation policy, level 1 of ${levels}` };
      }),
    ],
    services: services.map(({ id, name }) => ({ id, name })),
  };
}

/** The scopes that the token lacks, with what can't be done without each. */
export function lackingScopes(granted: readonly string[] | undefined): string[] {
  if (granted === undefined) return [];
  return Object.entries(NEEDED_SCOPES).flatMap(([scope, without]) => (granted.includes(scope) ? [] : [`${scope}: ${without}`]));
}

async function groupsOf(probe: SlackProbe): Promise<Choice[] | undefined> {
  try {
    const groups = await probe.listUserGroups();
    return groups.filter(({ isDisabled }) => !isDisabled).map(({ id, handle }) => ({ id, name: handle }));
  } catch (error) {
    // Without groups people are listed in the policy.
    if (error instanceof SlackRefused && ['plan_upgrade_required', 'missing_scope'].includes(error.code)) return undefined;
    throw new CommandRefused(wordsFor(error));
  }
}

async function orRefused<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new CommandRefused(wordsFor(error));
  }
}
