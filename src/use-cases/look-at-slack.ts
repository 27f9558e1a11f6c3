import { type Finding, unknown } from '../domain/diagnosis/finding.ts';
import { MEND_POLICY_FIRST } from '../domain/diagnosis/policy-file.ts';
import { sayNotLookedAt, sayOwnFault } from '../domain/diagnosis/silence.ts';
import { channelsOf, judgeChannel, judgeNoUserGroups, judgeUserGroups, userGroupsOf } from '../domain/diagnosis/slack-places.ts';
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
