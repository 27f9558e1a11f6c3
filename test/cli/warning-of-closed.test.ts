import { describe, expect, test } from 'vitest';
import type { Policy } from '../../src/domain/policy.ts';
import type { Following } from '../../src/use-cases/follow-policy.ts';
import { closedChannelsIn, warningOfClosed } from '../../src/wiring/closed-channels.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { aWellWorld } from '../fakes/fake-world.ts';
import { KeepingLogger } from '../fakes/keeping-logger.ts';

/** A replica that holds what it is told to, with a bot that isn't in the approval channel. */
function aReplica() {
  const { slack } = aWellWorld();
  const well = slack.channel;
  const asked: string[] = [];
  slack.channel = async (id) => {
    asked.push(id);
    return id === 'C0APPR' ? undefined : well(id);
  };
  const log = new KeepingLogger();
  const closedChannels = closedChannelsIn(slack);
  let held: Policy | undefined;
  let following: Following = 'held';
  const follow = warningOfClosed(async () => following, { log, policy: { current: () => held }, closedChannels });
  const holds = async (policy: Policy, how: Following = 'held') => {
    [held, following] = [policy, how];
    await follow();
    // What it asked for is there by now: the same promise.
    await closedChannels(policy);
  };
  return { asked, log, closedChannels, holds };
}

describe('a policy with a channel that is closed to the bot', () => {
  test('is warned of once it is held, not again while it is, and again when it comes back', async () => {
    const { log, holds, asked } = aReplica();
    const [first, second] = [aPolicy(), aPolicy({ hash: 'b' })];
    await holds(first);
    await holds(first);
    expect(log.lines).toEqual([
      expect.objectContaining({
        event: 'policy',
        fields: {
          warning: expect.stringMatching(/^The approval channel C0APPR isn't there.*Type \/invite @nightlatch in the channel\./),
        },
      }),
    ]);
    expect(asked).toEqual(['C0AUDIT', 'C0APPR']);
    for (const policy of [second, first]) await holds(policy);
    expect(log.lines).toHaveLength(3);
  });

  test('is asked about once where it is put in force and then held', async () => {
    const { asked, closedChannels, holds } = aReplica();
    await closedChannels(aPolicy());
    await holds(aPolicy());
    expect(asked).toEqual(['C0AUDIT', 'C0APPR']);
  });

  test('is not warned of while another is in force', async () => {
    const { log, holds } = aReplica();
    await holds(aPolicy(), 'unreadable');
    expect(log.lines).toEqual([]);
  });
});
