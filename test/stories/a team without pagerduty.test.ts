import { expect, test } from 'vitest';
import { aNight } from './a-night.ts';
import { aWellNight, doctorOf } from './a-well-night.ts';

const CHANNEL = 'inc-42-checkout-latency';
// Alice has the turn when the night begins, at 11:00 on a Sunday, and hands over 20 minutes later.
const ROTATIONS = `timezone: Europe/Berlin
rotations:
  - { id: week, anchor: "2026-11-15T11:20", every: { weeks: 1 }, members: [[alice], [bob]] }
`;

/** The demo's policy with a rotation for every target, and no rule that asks for an incident. */
function byRotation(text: string): string {
  return text
    .replace(/([\w-]+): \{ pagerduty: .*/g, '$1: { rotation: week }')
    .replaceAll(', incident: open', '')
    .replaceAll(/, pagerduty: \w+/g, '');
}

const TEAM = { without: 'pagerduty', rotations: ROTATIONS, policy: byRotation } as const;

test('whoever has the turn unlocks until the hand-off, and nobody else', async () => {
  const night = await aNight(TEAM);
  await night.alice.types(CHANNEL, '/unlock db-replica');
  await night.alice.windowSays(/db-replica until .*shift ends/s);
  await night.bob.types(CHANNEL, '/unlock db-replica');
  await night.bob.windowSays(/not on call for db-primary\. alice is/i);
  expect((await night.grants()).map(({ resource }) => resource)).toEqual(['db-replica']);
});

test('nothing is missing to doctor, unless the policy asks PagerDuty all the same', async () => {
  const night = await aWellNight(TEAM);
  const none = { PAGERDUTY_TOKEN: 'none' };
  expect((await doctorOf(night, none)).said).toContain('There is no PagerDuty: who is on call is said by rotations alone.');
  const asking = await aWellNight({ without: 'pagerduty' });
  const { unwell, exitCode } = await doctorOf(asking, none, '--only', 'pagerduty');
  expect(unwell.join()).toMatch(/PAGERDUTY_TOKEN is none, and the policy asks PagerDuty about db-primary, .*nothing opens by it/);
  expect(exitCode).toBe(1);
});
