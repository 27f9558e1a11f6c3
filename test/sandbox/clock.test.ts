import { afterEach, expect, test } from 'vitest';
import { SandboxClock } from '../../src/sandbox/clock.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';

const clock = new SandboxClock();
afterEach(() => clock.stop());

test('the clock moves forward only, and everybody has followed when it says so', async () => {
  const heard: number[] = [];
  clock.subscribe(async (offset) => {
    await Promise.resolve();
    heard.push(offset.total('minutes'));
  });
  const before = clock.now();
  await clock.advance('PT5M');
  await clock.advance({ hours: 1 });
  expect(heard).toEqual([5, 65]);
  expect(clock.now().since(before).total('minutes')).toBeGreaterThanOrEqual(65);
  await expect(clock.advance('-PT1S')).rejects.toThrow(RangeError);
});

test('an appointment is kept once, when its time comes, unless called off', async () => {
  const kept: string[] = [];
  clock.at(clock.now().add({ minutes: 10 }), () => void kept.push('first'));
  const callOff = clock.at(clock.now().add({ minutes: 10 }), () => void kept.push('second'));
  await clock.advance('PT9M');
  expect(kept).toEqual([]);
  callOff();
  await clock.advance('PT1M');
  await clock.advance('PT1H');
  expect(kept).toEqual(['first']);
});

test('two sandboxes in one process know nothing of each other', async () => {
  const [one, two] = await Promise.all([startSandbox(), startSandbox()]);
  await one.clock.advance('PT1H');
  one.slack.workspace.post(one.slack.workspace.channel('general'), { user: 'U01ALICE', byBot: false, text: 'here' });
  expect([one.clock.offset().total('hours'), two.clock.offset().total('hours')]).toEqual([1, 0]);
  expect(two.channel('general').messages()).toEqual([]);
  await Promise.all([one.close(), two.close()]);
});
