import type { SlackVerbs } from '../../../src/adapters/slack/listeners/listener-needs.ts';
import type { Lockdown } from '../../../src/domain/lockdown.ts';
import { NOW } from '../slack-blocks/a-grant.ts';

type LockdownVerbs = Pick<SlackVerbs, 'offerLockdown' | 'lockDown' | 'liftLockdown'>;

/** Carol's, begun just now. */
export function aLockdown(differing: Partial<Lockdown> = {}): Lockdown {
  const account = { personId: '019aa0c0-0000-7000-8000-0000000000ca', slackId: 'U03CAROL' };
  return { since: NOW, by: { name: 'Carol', account }, reason: 'a laptop was stolen', ...differing };
}

/** Verbs as on a bad day, done well: Carol may, and everything is done. */
export function goodLockdownVerbs(seen: string[]): LockdownVerbs {
  return {
    async offerLockdown({ slackId, reason }) {
      seen.push(`offerLockdown ${slackId} ${reason}`);
      return { outcome: 'offer', grants: 2, requests: 1, reason: reason.trim() };
    },
    async lockDown({ slackId, reason }) {
      seen.push(`lockDown ${slackId} ${reason}`);
      return { outcome: 'locked-down', lockdown: aLockdown({ reason }) };
    },
    async liftLockdown(by) {
      seen.push(`liftLockdown ${by}`);
      return { outcome: 'lifted', lockdown: aLockdown() };
    },
  };
}
