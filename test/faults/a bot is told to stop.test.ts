import { expect, it } from 'vitest';
import { aNight, CANARY, type Night } from '../stories/a-night.ts';
import { aBotProcess, type BotProcess } from './a-bot-process.ts';
import { aDoomedBot, allAnswered } from './a-doomed-bot.ts';
import { heldBeforeTheValues, holdsDbProd } from './holds-db-prod.ts';

const INCIDENT = 'inc-42-checkout-latency';

const reveals = (night: Night) => night.rows('SELECT state::text FROM reveals');

it('while values are on the screen: they are wiped before it ends, and the grant lives on', async () => {
  const { night, bot } = await aDoomedBot(aNight());
  await holdsDbProd(night);
  await night.alice.clicks('Show values');
  await night.alice.windowSays(CANARY);
  expect(await bot.stop()).toBe(0);
  expect(night.alice.window()?.text).toMatch(/Read again/);
  expect(night.alice.window()?.text).not.toContain(CANARY);
  expect(await reveals(night)).toEqual([{ state: 'wiped' }]);
  expect(await night.grants()).toMatchObject([{ state: 'active' }]);
});

it('while values are on their way: nothing is left on the screen', async () => {
  const { night, bot } = await aDoomedBot(aNight());
  await holdsDbProd(night);
  const showing = await heldBeforeTheValues(night);
  bot.signal('SIGTERM');
  await bot.says('"event":"stopping"');
  showing.release();
  expect(await bot.ended).toBe(0);
  expect(night.alice.window()?.text).not.toContain(CANARY);
  expect(await reveals(night)).toEqual([{ state: 'wiped' }]);
});

it('while values are on their way, and the grant is given back by way of another bot: nothing is left on the screen', async () => {
  const { night, bot } = await aDoomedBot(aNight());
  await holdsDbProd(night);
  const showing = await heldBeforeTheValues(night);
  bot.signal('SIGTERM');
  await bot.says('"event":"stopping"');
  night.sandbox.pointAt(night.bot.url);
  await night.alice.clicksIn('direct', 'Give back');
  await expect.poll(() => night.grants()).toMatchObject([{ state: 'ended', end_cause: 'given-back' }]);
  showing.release();
  expect(await bot.ended).toBe(0);
  await night.bot.tick();
  expect(night.alice.window()?.text).not.toContain(CANARY);
  expect(await reveals(night)).toEqual([{ state: 'wiped' }]);
  await night.alice.directMessageSays(/works? until (it is|they are) rotated/);
});

it('while a command is being decided: it is answered, and nothing more is taken in', async () => {
  const { night, bot } = await aDoomedBot(aNight());
  const deciding = night.sandbox.pagerDuty.holdNext('/oncalls');
  await night.alice.types(INCIDENT, '/unlock db-prod');
  await deciding.reached;
  bot.signal('SIGTERM');
  await bot.says('"event":"stopping"');
  await expect.poll(() => fetch(`${bot.url}/healthz`).catch(() => 'closed')).toBe('closed');
  deciding.release();
  expect(await bot.ended).toBe(0);
  await night.alice.windowSays(/db-prod until/);
  await allAnswered(night);
});

it('with a delay: it says that it is not ready, and goes on answering until then', async () => {
  const night = await aNight();
  await night.bot.pauseJobs();
  const bot = await aBotProcess(night, { environment: { STOP_DELAY: '3' } });
  bot.signal('SIGTERM');
  await bot.says('"event":"stopping"');
  await expect
    .poll(async () => fetch(`${bot.url}/readyz`).then(async (said) => [said.status, await said.text()]))
    .toEqual([503, 'stopping\n']);
  expect((await fetch(`${bot.url}/healthz`)).status).toBe(200);
  await night.alice.types(INCIDENT, '/unlock db-prod');
  await night.alice.windowSays(/db-prod until/);
  expect(await bot.ended).toBe(0);
});

it('before it could start: it ends at once', async () => {
  const night = await aNight();
  await night.bot.pauseJobs();
  const bot = await aBotProcess(night, {
    environment: { DATABASE_URL: night.database.appUrl.replace('localhost:', 'localhost:1') },
    until: 'Postgres is away, trying on',
  });
  expect(await bot.stop()).toBe(0);
});

it('twice: it doesn’t wait any longer', async () => {
  const { night, bot } = await aDoomedBot(aNight());
  const deciding = night.sandbox.pagerDuty.holdNext('/oncalls');
  await night.alice.types(INCIDENT, '/unlock db-prod');
  await deciding.reached;
  bot.signal('SIGTERM');
  await toldUntilItEnds(bot);
  expect(await bot.ended).toBe(1);
  expect(bot.output()).toContain('told twice to stop');
  deciding.release();
});

// A second signal counts from a second after the first on.
async function toldUntilItEnds(bot: BotProcess): Promise<void> {
  let hasEnded = false;
  void bot.ended.then(() => {
    hasEnded = true;
  });
  await expect
    .poll(
      () => {
        if (!hasEnded) bot.signal('SIGTERM');
        return hasEnded;
      },
      { timeout: 10_000 },
    )
    .toBe(true);
}
