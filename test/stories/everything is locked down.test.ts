import { describe, expect, it } from 'vitest';
import { endedProcess } from '../faults/a-bot-process.ts';
import { CANARY, type Night } from './a-night.ts';
import { APPROVALS, AUDIT, aliceAsks, aQuietNight, CHANNEL } from './a-quiet-night.ts';

const BECAUSE = 'because a laptop was stolen';

/** Bob and Carol own the policy. */
function aNightOfOwners(): Promise<Night> {
  return aQuietNight({ policy: (text) => text.replace('owners: [carol, heidi]', 'owners: [bob, carol]') });
}

async function carolLocksDown(night: Night): Promise<void> {
  await night.carol.types(CHANNEL, `/nightlatch lockdown ${BECAUSE}`);
  await night.carol.windowSays(/This ends \d+ open grants?/);
  await night.carol.clicks('Lock everything down');
  await night.carol.windowSays(/Everything is locked down since \d\d:\d\d by Carol: a laptop was stolen/);
  await night.carol.closesWindow();
}

/** The command on the host, as a process of its own, with nothing but the database's address. */
function onHost(night: Night, ...args: string[]) {
  return endedProcess(args, { DATABASE_URL: night.database.appUrl });
}

describe('Carol locks everything down', () => {
  it('and what Alice holds, sees and waits for is over at once', async () => {
    const night = await aNightOfOwners();
    await aliceAsks(night);
    await night.alice.closesWindow();
    await night.alice.types(CHANNEL, '/unlock db-replica');
    await night.alice.windowSays(/db-replica until/);
    await night.alice.clicks('Show values');
    await night.alice.windowSays(CANARY);
    await carolLocksDown(night);
    await night.alice.windowSays(/everything was locked down by Carol/);
    expect(night.alice.window()?.text).not.toContain(CANARY);
    await night.alice.directMessageSays(/db-replica ended at \d\d:\d\d: Carol locked everything down\./);
    await night.alice.directMessageSays(/Everything was locked down by Carol: a laptop was stolen/);
    await night.sandbox.channel(APPROVALS).says(/Not given at \d\d:\d\d: everything was locked down by Carol/);
    for (const channel of [APPROVALS, AUDIT]) {
      const note = await night.sandbox.channel(channel).says(/🚨 Carol locked everything down\./);
      expect(note.text).toContain('a laptop was stolen');
    }
    expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'lockdown', ended_by_name: 'Carol' }]);
  });

  it('nothing opens until Bob lifts it; Carol can’t', async () => {
    const night = await aNightOfOwners();
    await carolLocksDown(night);
    await night.alice.types(CHANNEL, '/unlock db-replica');
    const refused = await night.alice.windowSays(/Everything is locked down since/);
    expect(refused.buttons).toEqual([]);
    await night.alice.closesWindow();
    await night.alice.types(CHANNEL, '/unlock');
    await night.alice.windowSays(/Everything is locked down since/);
    await night.alice.closesWindow();
    await night.alice.types(CHANNEL, '/grants');
    await night.alice.windowSays(/db-replica/);
    await night.alice.closesWindow();
    await night.carol.types(CHANNEL, '/nightlatch lift');
    await night.carol.windowSays('You began this lockdown, so another owner has to lift it.');
    await night.alice.types(CHANNEL, '/nightlatch lift');
    await night.alice.windowSays('Only owners can lift a lockdown');
    await night.alice.closesWindow();
    await night.bob.types(CHANNEL, '/nightlatch lift');
    await night.bob.windowSays('The lockdown is lifted.');
    await night.sandbox.channel(AUDIT).says('Bob lifted the lockdown.');
    await night.alice.types(CHANNEL, '/unlock db-replica');
    await night.alice.windowSays(/db-replica until/);
    const refusals = (await night.audited()).filter(({ kind }) => kind === 'refused').map(({ about }) => about.code);
    expect(refusals).toEqual(['locked-down', 'own-lockdown', 'not-an-owner']);
  });

  it('while Alice’s card still has Approve: Bob is told why his yes counts for nothing', async () => {
    const night = await aNightOfOwners();
    await aliceAsks(night);
    await night.bot.pauseJobs();
    await night.rows(
      "UPDATE lockdown SET since = nightlatch.now(), by_name = 'ops@db1', reason = 'a laptop was stolen', lifted_at = NULL RETURNING id",
    );
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.bob.ephemeralSays(APPROVALS, /Everything is locked down since .* by ops@db1: a laptop was stolen/);
    await night.bot.tick();
    await night.sandbox.channel(APPROVALS).says(/Not given at \d\d:\d\d: everything was locked down by ops@db1/);
    expect(await night.grants()).toEqual([]);
  });
});

describe('on the host', () => {
  it('with every bot and Slack down, all is ended; the next bot tells the channels', async () => {
    const night = await aNightOfOwners();
    await night.alice.types(CHANNEL, '/unlock db-replica');
    await night.alice.windowSays(/db-replica until/);
    await night.bot.pauseJobs();
    const { code, said } = await onHost(night, 'lockdown', '--because', 'a laptop was stolen');
    expect([code, said]).toEqual([
      0,
      expect.stringMatching(/^Locked down since .*\nEnded: 1 open, 0 waiting\.\nThe audit channel/),
    ]);
    expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'lockdown', ended_by_name: null }]);
    await night.bot.tick();
    await night.sandbox.channel(APPROVALS).says(/🚨 .*@.* locked everything down\./);
    await night.alice.directMessageSays(/db-replica ended/);
    await night.carol.types(CHANNEL, '/nightlatch lift');
    await night.carol.windowSays('The lockdown is lifted.');
    const begun = (await night.audited()).find(({ kind }) => kind === 'locked-down');
    expect(begun).toMatchObject({
      by: { kind: 'operator', name: expect.stringContaining('@') },
      about: { reason: 'a laptop was stolen' },
    });
  });

  it('without a reason nothing is done', async () => {
    const night = await aNightOfOwners();
    expect(await onHost(night, 'lockdown')).toEqual({ code: 2, said: expect.stringContaining('Say why') });
    expect(await night.rows('SELECT since FROM lockdown')).toEqual([{ since: null }]);
  });
});
