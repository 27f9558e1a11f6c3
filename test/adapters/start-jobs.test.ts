import { expect, onTestFinished, test } from 'vitest';
import { startJobs } from '../../src/adapters/schedule/start-jobs.ts';
import { onceAMinute } from '../../src/domain/once-a-minute.ts';
import { KeepingLogger } from '../fakes/keeping-logger.ts';

const AT_NEW_YEAR = '0 0 0 1 1 *';

test('a job that fails again and again is logged once, and at once when it fails anew', async () => {
  const log = new KeepingLogger();
  let fails = true;
  const run = async () => {
    if (fails) throw new Error('away');
  };
  const jobs = startJobs([{ name: 'follow', every: AT_NEW_YEAR, reason: 'a test', run }], log);
  onTestFinished(() => jobs.stop());
  const failures = () => log.lines.filter(({ event }) => event === 'job failed').length;
  for (let times = 0; times < 3; times += 1) await jobs.runAll();
  expect(failures()).toBe(1);
  fails = false;
  await jobs.runAll();
  fails = true;
  await jobs.runAll();
  expect(failures()).toBe(2);
});

test('what comes all the time is said at once, and then once a minute with how often it came', () => {
  const said: number[] = [];
  let now = 0;
  const say = onceAMinute(
    (times) => said.push(times),
    () => now,
  );
  for (now of [0, 1, 59_999, 60_000, 60_001, 120_000]) say();
  expect(said).toEqual([1, 3, 2]);
});
