import type { PolicyHash } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { Secret } from '../domain/secret.ts';
import type { Logger } from '../ports/logger.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { SlackProbe } from '../ports/slack-probe.ts';
import type { Following } from '../use-cases/follow-policy.ts';
import { type FoundClosed, lookForClosedChannels } from '../use-cases/look-at-slack.ts';
import { lateAfter } from './late.ts';
import { openSlackProbe } from './probes.ts';

// A policy may take something away: it can't wait long for what is only told beside it.
const WHOLE_MS = 3000;

/** Asks for the channels of a policy in which nothing can be posted. Never rejects. */
export type ClosedChannels = (policy: Policy) => Promise<readonly FoundClosed[]>;

/** Asks once for a policy that is put in force and then held. */
export function closedChannelsIn(slack: Pick<SlackProbe, 'identity' | 'channel'>): ClosedChannels {
  let last: { hash: PolicyHash; found: Promise<readonly FoundClosed[]> } | undefined;
  return (policy) => {
    if (last?.hash !== policy.hash) last = { hash: policy.hash, found: look(slack, policy) };
    return last.found;
  };
}

/** The same for a command on the host, by the bot's token. */
export function openClosedChannels(slack: { botToken: Secret; apiUrl: string }): {
  closedChannels: ClosedChannels;
  close(): Promise<void>;
} {
  const { probe, close } = openSlackProbe({ token: slack.botToken, apiUrl: slack.apiUrl });
  return { closedChannels: closedChannelsIn(probe), close };
}

async function look(slack: Pick<SlackProbe, 'identity' | 'channel'>, policy: Policy): Promise<readonly FoundClosed[]> {
  const done = new AbortController();
  try {
    return await lookForClosedChannels(slack, policy, lateAfter(WHOLE_MS, done.signal));
  } finally {
    done.abort();
  }
}

/** What comes to hold the policy in force, and warns in the log, once for each, of its channels in which nothing can be posted. Nobody waits for Slack. */
export function warningOfClosed(
  follow: () => Promise<Following>,
  { log, policy, closedChannels }: { log: Logger; policy: PolicyHolder; closedChannels: ClosedChannels },
): () => Promise<Following> {
  let warnedOf: PolicyHash | undefined;
  const warn = async (held: Policy) => {
    for (const { finding } of await closedChannels(held))
      log.warn('policy', { warning: `${finding.says} ${finding.mend ?? ''}` });
  };
  return async () => {
    const following = await follow();
    const held = policy.current();
    if (following === 'held' && held && held.hash !== warnedOf) {
      warnedOf = held.hash;
      void warn(held);
    }
    return following;
  };
}
