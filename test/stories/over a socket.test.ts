import { describe, expect, it } from 'vitest';
import { aBotProcess } from '../faults/a-bot-process.ts';
import { aNight, CANARY, type Night } from './a-night.ts';
import { APPROVALS, aliceAsks, aQuietNight, buttonsOf, CHANNEL } from './a-quiet-night.ts';

const socketNight = () => aNight({ mode: 'socket' });

const readiness = async ({ bot }: Night) => {
  const response = await fetch(`${bot.url}/readyz`);
  return [response.status, await response.text()];
};

const count = async (night: Night, kind: string) => (await night.audited()).filter((entry) => entry.kind === kind).length;

describe('a bot that no address leads to', () => {
  it('unlocks, shows values and wipes them, as by request', async () => {
    const night = await socketNight();
    await night.alice.types(CHANNEL, '/unlock db-prod PGPASSWORD because replica lag');
    const window = await night.alice.windowSays(/db-prod until \d\d:\d\d/);
    expect(buttonsOf(window)).toEqual(['Show values', 'Extend', 'Give back']);
    await night.alice.clicks('Show values');
    await night.alice.windowSays(CANARY);
    expect(await count(night, 'revealed')).toBe(1);
    await night.sandbox.clock.advance('PT61S');
    await night.bot.tick();
    expect((await night.alice.windowSays(/wiped/i)).text).not.toContain(CANARY);
    expect(night.logged()).not.toContain(CANARY);
  });

  it('asks Bob, who approves on his card', async () => {
    const night = await aQuietNight({ mode: 'socket' });
    await aliceAsks(night);
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/🔓 db-prod until \d\d:\d\d \(30 min\)/);
    await night.sandbox.channel(APPROVALS).says(/Approved by Bob/);
  });

  it('says at its field what is wrong in a form, and takes it once it is right', async () => {
    const { alice } = await socketNight();
    await alice.types(CHANNEL, '/unlock');
    await alice.windowSays('What to unlock');
    await alice.fills({ Resource: 'db-prod' });
    await expect.poll(() => alice.window()?.inputs.map(({ label }) => label)).toContain('Incident');
    await alice.fills({ 'For how long': '25h' });
    await alice.submits();
    expect(alice.window()?.errors).toEqual({ time: expect.stringContaining('“25h”') });
    await alice.fills({ 'For how long': '20m' });
    await alice.submits();
    await alice.windowSays(/db-prod until/);
  });

  it('draws the home tab when somebody opens it, and starts the form by the shortcut', async () => {
    const { alice } = await socketNight();
    await alice.opensHome();
    await alice.homeSays(/What there is to unlock/);
    await alice.usesShortcut('Unlock something');
    await alice.windowSays('What to unlock');
  });

  it('hears that somebody left', async () => {
    const night = await socketNight();
    await night.alice.types(CHANNEL, '/unlock db-prod');
    await night.alice.windowSays(/until/);
    await night.sandbox.changePerson('alice', { deleted: true });
    await expect.poll(() => night.grants(), { timeout: 20_000 }).toMatchObject([{ state: 'ended', end_cause: 'person-left' }]);
  });

  it('takes nothing in by HTTP, and still says there whether it is well', async () => {
    const night = await socketNight();
    expect((await fetch(`${night.bot.url}/slack/events`, { method: 'POST', body: '{}' })).status).toBe(404);
    expect((await fetch(`${night.bot.url}/healthz`)).status).toBe(200);
  });
});

describe('one delivery has one effect', () => {
  it('whether its envelope comes three times or its payload in another one, over the sockets of two bots', async () => {
    const night = await socketNight();
    const other = await night.secondBot();
    const { delivery } = await night.alice.types(CHANNEL, '/unlock db-prod', { times: 3 });
    await night.alice.windowSays(/db-prod until/);
    expect((await night.sandbox.slack.deliver.replay(delivery)).status).toBe(200);
    expect((await night.sandbox.slack.deliver.replay(delivery)).status).toBe(200);
    await Promise.all([night.bot.stop(), other.stop()]);
    expect(await count(night, 'access-granted')).toBe(1);
    expect(night.sandbox.slack.callsTo('views.open').filter(({ outcome }) => outcome === 'ok')).toHaveLength(1);
  });

  it('an event that was acked too late comes again and is known', async () => {
    const night = await socketNight();
    const answer = await night.sandbox.slack.events.userChanged(night.sandbox.slack.workspace.person('bob'), { times: 2 });
    expect(answer.status).toBe(200);
    await night.bot.stop();
    expect(night.logged()).toContain('repeated delivery ignored');
  });
});

describe('the real thing, as a process', () => {
  it('is ready once Slack said hello, unlocks, and hangs up when it is told to stop', async () => {
    const night = await socketNight();
    await night.bot.stop();
    const { sockets } = night.sandbox.slack;
    await expect.poll(() => sockets.count).toBe(0);
    const bot = await aBotProcess(night);
    expect(sockets.count).toBe(1);
    await night.alice.types(CHANNEL, '/unlock db-prod');
    await night.alice.windowSays(/db-prod until/);
    expect(await bot.stop()).toBe(0);
    await expect.poll(() => sockets.count).toBe(0);
  });
});

describe('two bots', () => {
  it('share what comes, and when one stops the other gets all of it', async () => {
    const night = await socketNight();
    const other = await night.secondBot();
    expect(night.sandbox.slack.sockets.count).toBe(2);
    await night.bot.stop();
    await expect.poll(() => night.sandbox.slack.sockets.count).toBe(1);
    for (const words of ['db-prod', 'db-prod because again']) {
      expect((await night.alice.types(CHANNEL, `/unlock ${words}`)).status).toBe(200);
      await night.alice.windowSays(/db-prod until/);
      await night.alice.closesWindow();
    }
    await other.stop();
  });
});

describe('a socket that ends', () => {
  it('is replaced by itself; meanwhile the bot says that it is not connected', async () => {
    const night = await socketNight();
    const { slack } = night.sandbox;
    const asked = slack.holdNext('apps.connections.open');
    slack.sockets.cut();
    await asked.reached;
    expect(await readiness(night)).toEqual([503, 'not connected to Slack\n']);
    await night.alice.types(CHANNEL, '/unlock db-prod');
    expect(night.alice.notice()).toBe('/unlock failed with the error "dispatch_failed"');
    asked.release();
    await expect.poll(() => readiness(night)).toEqual([200, 'ready\n']);
    await night.alice.types(CHANNEL, '/unlock db-prod');
    await night.alice.windowSays(/db-prod until/);
  });

  it('loses no command: what was not acked comes over the next one, and is done once', async () => {
    const night = await socketNight();
    const { sockets } = night.sandbox.slack;
    const typed = night.alice.types(CHANNEL, '/unlock db-prod');
    sockets.cut();
    expect((await typed).status).toBe(200);
    await night.alice.windowSays(/db-prod until/);
    await night.bot.stop();
    expect(await count(night, 'access-granted')).toBe(1);
    expect(night.alice.notice()).toBeUndefined();
  });

  it('after notice is replaced before it ends, and what comes over either is done', async () => {
    const night = await socketNight();
    const { sockets } = night.sandbox.slack;
    const end = sockets.renew('warning');
    expect((await night.alice.types(CHANNEL, '/unlock db-prod')).status).toBe(200);
    await night.alice.windowSays(/db-prod until/);
    await expect.poll(() => sockets.count).toBe(2);
    expect(await readiness(night)).toEqual([200, 'ready\n']);
    end();
    await expect.poll(() => sockets.count).toBe(1);
    expect(await readiness(night)).toEqual([200, 'ready\n']);
    await night.alice.clicks('Give back');
    await night.alice.windowSays('Locked. No value was shown.');
  });
});
