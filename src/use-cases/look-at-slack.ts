import { type Finding, unknown } from '../domain/diagnosis/finding.ts';
import { MEND_POLICY_FIRST } from '../domain/diagnosis/policy-file.ts';
import { sayNotLookedAt, sayOwnFault } from '../domain/diagnosis/silence.ts';
import {
  type ClosedChannel,
  channelsOf,
  closedForCertain,
  judgeChannel,
  judgeNoUserGroups,
  judgeUserGroups,
  userGroupsOf,
} from '../domain/diagnosis/slack-places.ts';
import {
  judgeRefusedToken,
  judgeScopes,
  judgeSocket,
  judgeWorkspace,
  whatSlackCantBeAsked,
} from '../domain/diagnosis/slack-token.ts';
import type { SlackIdentity } from '../domain/live-world.ts';
import type { Policy } from '../domain/policy.ts';
import { SourceUnavailable } from '../ports/on-call-source.ts';
import { type SlackProbe, SlackRefused, type SocketProbe } from '../ports/slack-probe.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { inTime, type Late, lookedAt } from './looked-at.ts';

// The running bot asks about channels with the same token, and Slack answers about fifty such questions a minute.
const AT_ONCE = 4;
// Whoever names more has doctor to ask: cards need to know of channels, too.
const MOST_CLOSED_ASKED = 20;

export interface SlackLook {
  slack: SlackProbe;
  /** Whose token it is, asked once for all that need it. */
  identity: Promise<SlackIdentity>;
  /** Undefined when the policy can't be read. */
  policy: Policy | undefined;
  late: Late;
}

/** The bot's token, its scopes, and every channel and user group that the policy names. Never throws. */
export async function lookAtSlack(look: SlackLook): Promise<Finding[]> {
  const { identity, late, policy } = look;
  try {
    const found = await inTime('Slack', late, identity);
    const token = [judgeWorkspace(found, policy?.slack.team), ...judgeScopes(found.scopes)];
    return [...token, ...(await lookAtPlaces(look, found.botUser.name)), whatSlackCantBeAsked()];
  } catch (error) {
    return [
      sayToken(error),
      unknown(
        'slack',
        "Scopes, channels and user groups weren't looked at.",
        'Slack must answer and take SLACK_BOT_TOKEN first.',
      ),
    ];
  }
}

/** Whether the app-level token opens sockets. Never throws. */
export function lookAtSocket(probe: SocketProbe, late: Late): Promise<Finding[]> {
  return lookedAt({ area: 'slack', what: 'The app-level token', source: 'Slack' }, late, async () => {
    try {
      await probe.tryOpen();
      return [judgeSocket(undefined)];
    } catch (error) {
      if (error instanceof SlackRefused) return [judgeSocket(error.code)];
      throw error;
    }
  });
}

/** A channel in which nothing can be posted, and the same as doctor says it. */
export interface FoundClosed {
  closed: ClosedChannel;
  finding: Finding;
}

/**
 * The channels of the policy in which Slack says for certain that nothing can be posted, in its order. Of what Slack doesn't say in time, or at all,
 * nothing is claimed; the first twenty are asked about. Never throws: no fault of this may keep a policy from coming into force.
 */
export async function lookForClosedChannels(
  slack: Pick<SlackProbe, 'identity' | 'channel'>,
  policy: Policy,
  late: Late,
): Promise<FoundClosed[]> {
  const own = await saidInTime(late, () => slack.identity());
  if (own?.said.team.id !== policy.slack.team) return [];
  const { scopes, botUser } = own.said;
  const found = await fewAtATime(
    channelsOf(policy).slice(0, MOST_CLOSED_ASKED),
    AT_ONCE,
    async (named): Promise<FoundClosed[]> => {
      const answer = await saidInTime(late, () => slack.channel(named.id));
      const because = answer && closedForCertain(answer.said, scopes);
      if (!because) return [];
      const use = named.id === policy.slack.auditChannel ? 'record' : 'approvals';
      return [
        { closed: { channel: named.id, as: named.as, because, use }, finding: judgeChannel(named, answer.said, botUser.name) },
      ];
    },
  );
  return found.flat();
}

async function saidInTime<T>(late: Late, ask: () => Promise<T>): Promise<{ said: T } | undefined> {
  if (late.isOver()) return undefined;
  try {
    return { said: await inTime('Slack', late, ask()) };
  } catch {
    return undefined;
  }
}

async function lookAtPlaces({ slack, policy, late }: SlackLook, bot: string): Promise<Finding[]> {
  if (!policy) return [unknown('slack', "Channels and user groups weren't looked at.", MEND_POLICY_FIRST)];
  const channels = fewAtATime(channelsOf(policy), AT_ONCE, (named) =>
    lookedAt({ area: 'slack', what: `The ${named.as} ${named.id}`, source: 'Slack' }, late, async () => [
      judgeChannel(named, await slack.channel(named.id), bot),
    ]),
  );
  return (await Promise.all([channels, lookAtGroups(slack, policy, late)])).flat(2);
}

async function lookAtGroups(slack: SlackProbe, policy: Policy, late: Late): Promise<Finding[]> {
  const named = userGroupsOf(policy);
  if (named.length === 0) return [];
  return lookedAt({ area: 'slack', what: 'User groups', source: 'Slack' }, late, async () => {
    try {
      return judgeUserGroups(named, await slack.listUserGroups());
    } catch (error) {
      if (error instanceof SlackRefused && error.code === 'plan_upgrade_required') return [judgeNoUserGroups(named)];
      throw error;
    }
  });
}

function sayToken(error: unknown): Finding {
  if (error instanceof SlackRefused) return judgeRefusedToken(error.code);
  if (error instanceof SourceUnavailable) return sayNotLookedAt('slack', 'The bot token', { source: 'Slack', fault: error.kind });
  return sayOwnFault('slack', 'The bot token', error);
}
