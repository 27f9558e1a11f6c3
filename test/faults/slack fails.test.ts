import { describe, expect, it } from 'vitest';
import { aNight, CANARY } from '../stories/a-night.ts';
import { heldBeforeTheValues, holdsDbProd } from './holds-db-prod.ts';
import { shownWindows } from './shown-and-recorded.ts';

const INCIDENT = 'inc-42-checkout-latency';

describe('the window can’t be opened', () => {
  it.each(['expired_trigger_id', 'ratelimited', 'html', 'bad-json', 'status-500', 'drop', 'internal_error'])(
    'views.open %s: one message takes its place, and the grant is there',
    async (fault) => {
      const night = await aNight();
      night.sandbox.slack.failNext('views.open', fault);
      await night.alice.types(INCIDENT, '/unlock db-prod');
      const answer = await night.alice.ephemeralSays(INCIDENT, /db-prod until/);
      expect(answer.buttons.map(({ text }) => text)).toEqual(['Show values', 'Extend', 'Give back']);
      expect(night.alice.ephemerals(INCIDENT)).toHaveLength(1);
      await night.alice.clicksIn(INCIDENT, 'Show values');
      await night.alice.windowSays(CANARY);
    },
  );

  it('the trigger really was too old', async () => {
    const night = await aNight();
    await night.alice.types(INCIDENT, '/grants', { edit: () => night.sandbox.slack.ageTriggers() });
    await night.alice.ephemeralSays(INCIDENT, /You hold nothing right now/);
  });

  it('it was opened and Slack’s answer got lost: the window answers all the same', async () => {
    const night = await aNight();
    night.sandbox.slack.failNext('views.open', 'drop-after-doing-it');
    await night.alice.types(INCIDENT, '/unlock db-prod');
    await night.alice.windowSays(/db-prod until/);
  });

  it('nor is the response_url taken: the channel, and then a direct message', async () => {
    const night = await aNight();
    night.sandbox.slack.failNext('views.open', 'expired_trigger_id', 2);
    night.sandbox.slack.failNext('response_url', 'status-500', 2);
    await night.bob.types(INCIDENT, '/unlock db-prod');
    await night.bob.ephemeralSays(INCIDENT, /You're not on call/);
    night.sandbox.slack.failNext('chat.postEphemeral', 'channel_not_found');
    await night.bob.types('general', '/unlock db-prod');
    await night.bob.directMessageSays(/You're not on call/);
  });

  it('Show values without a window shows no value anywhere, and says so', async () => {
    const night = await aNight();
    await holdsDbProd(night);
    await night.alice.closesWindow();
    night.sandbox.slack.failNext('views.open', 'expired_trigger_id');
    await night.alice.clicksIn('direct', 'Show values');
    const direct = night.sandbox.slack.workspace.directChannelOf(night.alice.id).id;
    await night.alice.ephemeralSays(direct, 'There was no window to show it in, so no value was shown.');
    expect(shownWindows(night)).toEqual([]);
    expect((await night.audited()).map(({ kind }) => kind)).not.toContain('revealed');
    await night.alice.clicksIn(direct, 'Show values');
    await night.alice.windowSays(CANARY);
  });
});

describe('the window was closed', () => {
  it('while the sources were asked: the answer comes as a message', async () => {
    const night = await aNight();
    const asking = night.sandbox.pagerDuty.holdNext('/oncalls');
    await night.bob.types(INCIDENT, '/unlock db-prod');
    await asking.reached;
    await night.bob.closesWindow();
    asking.release();
    await night.bob.ephemeralSays(INCIDENT, /You're not on call/);
  });

  it('while the grant was made: the direct message has it', async () => {
    const night = await aNight();
    const asking = night.sandbox.pagerDuty.holdNext('/oncalls');
    await night.alice.types(INCIDENT, '/unlock db-prod');
    await asking.reached;
    await night.alice.closesWindow();
    asking.release();
    await night.alice.directMessageSays(/db-prod until/);
    await night.alice.clicksIn('direct', 'Show values');
    await night.alice.windowSays(CANARY);
  });

  it('between the record and the values: nothing is shown, and a message says so', async () => {
    const night = await aNight();
    await holdsDbProd(night);
    await night.bot.pauseJobs();
    const showing = await heldBeforeTheValues(night);
    await night.alice.closesWindow();
    showing.release();
    await night.alice.directMessageSays('There was no window to show it in, so no value was shown.');
    expect(night.alice.window()).toBeUndefined();
  });
});

describe('Slack takes the values in an odd way', () => {
  it('no answer to the values: the view is overwritten, since nobody knows what it shows', async () => {
    const night = await aNight();
    await holdsDbProd(night);
    const loading = night.sandbox.slack.holdNext('views.update');
    await night.alice.clicks('Show values');
    await loading.reached;
    night.sandbox.slack.failNext('views.update', 'drop-after-doing-it', 1, /Wipes itself/);
    loading.release();
    const after = await night.alice.windowSays(/Something went wrong.*so no value is shown/s);
    expect(after.text).not.toContain(CANARY);
  });

  it('the wipe isn’t taken: it is sent again until it is', async () => {
    const night = await aNight();
    await holdsDbProd(night);
    await night.alice.clicks('Show values');
    await night.alice.windowSays(CANARY);
    await night.bot.pauseJobs();
    night.sandbox.slack.failNext('views.update', 'ratelimited', 2);
    await night.sandbox.clock.advance('PT60S');
    for (let tries = 0; tries < 3; tries++) {
      await night.bot.tick();
      await night.sandbox.clock.advance('PT6S');
    }
    const wiped = await night.alice.windowSays(/wiped/i);
    expect(wiped.text).not.toContain(CANARY);
  });

  it('a wipe of a window that was closed is done with', async () => {
    const night = await aNight();
    await holdsDbProd(night);
    await night.alice.clicks('Show values');
    await night.alice.windowSays(CANARY);
    await night.alice.closesWindow();
    await night.sandbox.clock.advance('PT60S');
    await night.bot.tick();
    expect(await night.rows('SELECT state FROM reveals')).toEqual([{ state: 'wiped' }]);
  });
});

describe('the audit channel is out of reach', () => {
  it.each(['archive', 'removeBot'] as const)('%s: the grant is given and kept all the same, and it is logged', async (how) => {
    const night = await aNight();
    await night.sandbox.channel('audit-access').says(/policy is in force/);
    night.sandbox.channel('audit-access')[how]();
    await night.alice.types(INCIDENT, '/unlock db-prod');
    await night.alice.windowSays(/db-prod until/);
    await night.alice.directMessageSays(/db-prod until/);
    await night.bot.tick();
    expect(night.logged()).toContain('card has no place any more');
    expect((await night.audited()).map(({ kind }) => kind)).toContain('access-granted');
  });

  it('it is shared with outsiders: nothing is posted there', async () => {
    const night = await aNight();
    await night.sandbox.channel('audit-access').says(/policy is in force/);
    night.sandbox.channel('audit-access').share();
    const other = await night.secondBot();
    night.sandbox.pointAt(other.url);
    await night.bot.stop();
    await night.alice.types(INCIDENT, '/unlock db-prod');
    await night.alice.directMessageSays(/db-prod until/);
    await other.tick();
    expect(night.logged()).toContain('channel is shared with outsiders');
    expect(JSON.stringify(night.sandbox.channel('audit-access').messages())).not.toContain('db-prod');
  });

  it('Slack limits posts for a while: the cards come later', async () => {
    const night = await aNight();
    night.sandbox.slack.failNext('chat.postMessage', 'ratelimited', 3);
    await night.alice.types(INCIDENT, '/unlock db-prod');
    await night.alice.windowSays(/db-prod until/);
    await night.sandbox.clock.advance('PT5S');
    await night.bot.tick();
    await night.sandbox.clock.advance('PT5S');
    await night.bot.tick();
    await night.alice.directMessageSays(/db-prod until/);
    await night.sandbox.channel('audit-access').says(/db-prod until/);
  });
});

it('Slack hangs: the answer comes by another way, and nothing opens for someone it can’t name', async () => {
  const night = await aNight();
  night.sandbox.slack.failNext('users.info', 'hang');
  await night.alice.types(INCIDENT, '/unlock db-prod');
  await night.alice.windowSays(/Slack didn't answer when I asked who you are, so nothing was opened\./);
  expect(await night.grants()).toEqual([]);
  await night.alice.closesWindow();
  night.sandbox.slack.failNext('views.open', 'hang');
  await night.alice.types(INCIDENT, '/unlock db-prod');
  await night.alice.ephemeralSays(INCIDENT, /db-prod until/);
});
