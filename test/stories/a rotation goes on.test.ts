import { describe, expect, it } from 'vitest';
import { aNight, type Night } from './a-night.ts';
import { aliceAsks } from './a-quiet-night.ts';

const INCIDENT = 'inc-42-checkout-latency';
const SCHEDULE = 'db-primary: { pagerduty: { schedule: PABC123 } }';

// The night is in a week of Alice's.
const WEEK = `timezone: Europe/Berlin
rotations:
  - { id: week, anchor: "2026-11-16T09:00", every: { weeks: 1 }, members: [[alice], [bob]] }
`;

/** A night in which db-primary is that. */
function aNightOf(target: string): Promise<Night> {
  return aNight({ rotations: WEEK, policy: (text) => text.replace(SCHEDULE, `db-primary: ${target}`) });
}

const inItsPlace = () => aNightOf('{ pagerduty: { schedule: PABC123 }, fallback: { rotation: week } }');

describe('PagerDuty is down, and the rotation file goes on', () => {
  it.each(['error-502', 'rate-limited', 'nonsense'] as const)(
    '%s: whoever has the week unlocks, and all are told by what',
    async (mode) => {
      const night = await inItsPlace();
      night.sandbox.pagerDuty.mode = mode;
      await night.alice.types(INCIDENT, '/unlock db-replica');
      await night.alice.windowSays(/on call for db-primary until \S+ \(?.*by the rotation file: PagerDuty /);
      const [granted] = (await night.audited()).filter(({ kind }) => kind === 'access-granted');
      expect(granted?.about).toMatchObject({
        evidence: {
          onCall: [{ provider: 'the rotation file', user: 'alice', answer: 'yes', insteadOf: { provider: 'PagerDuty' } }],
        },
      });
    },
  );

  it('whoever has not is told who has, and by what', async () => {
    const night = await inItsPlace();
    night.sandbox.pagerDuty.mode = 'error-502';
    await night.bob.types(INCIDENT, '/unlock db-replica');
    await night.bob.windowSays(
      /PagerDuty didn't answer, so this is by the rotation file\. You're not on call for db-primary\. alice is, until /,
    );
    expect(await night.grants()).toEqual([]);
  });

  it('whom a rule asks is told by what the one who asks is on call', async () => {
    const night = await inItsPlace();
    night.sandbox.pagerDuty.mode = 'error-502';
    const card = await aliceAsks(night);
    expect(card.text).toMatch(/on call for db-primary until .+ \(by the rotation file: PagerDuty didn't answer\)/);
    expect(card.text).toContain("Couldn't be checked: which incidents are open (PagerDuty).");
  });

  it('once it is back it counts alone again', async () => {
    const night = await inItsPlace();
    night.sandbox.pagerDuty.mode = 'error-502';
    await night.bob.types(INCIDENT, '/unlock db-replica');
    await night.bob.windowSays(/alice is, until/);
    night.sandbox.pagerDuty.mode = 'up';
    night.sandbox.pagerDuty.putOnCall('PABC123', 'PBOB002');
    await night.bob.types(INCIDENT, '/unlock db-replica');
    const window = await night.bob.windowSays(/db-replica until/);
    expect(window.text).not.toContain('rotation file');
    await night.alice.types(INCIDENT, '/unlock db-replica');
    await night.alice.windowSays(/You're not on call for db-primary\. Bob is, until/);
  });
});

describe('a rotation of a file', () => {
  it('is enough by itself, and PagerDuty is not asked who is on call', async () => {
    const night = await aNightOf('{ rotation: week }');
    night.sandbox.pagerDuty.requests.length = 0;
    await night.alice.types(INCIDENT, '/unlock db-replica');
    await night.alice.windowSays(/on call for db-primary until \S+.* \(by the rotation file\)/);
    expect(night.sandbox.pagerDuty.requestsTo('/oncalls')).toEqual([]);
  });

  it('beside PagerDuty lets either do, and tells whoever is on both once', async () => {
    const night = await aNightOf('{ pagerduty: { schedule: PABC123 }, rotation: week }');
    await night.bob.types(INCIDENT, '/unlock db-replica');
    await night.bob.windowSays(/You're not on call for db-primary\. Alice is, until/);
    night.sandbox.pagerDuty.putOnCall('PABC123', 'PBOB002');
    await night.bob.types(INCIDENT, '/unlock db-replica');
    await night.bob.windowSays(/db-replica until/);
    await night.alice.types(INCIDENT, '/unlock db-replica');
    await night.alice.windowSays(/on call for db-primary until \S+.* \(by the rotation file\)/);
  });
});
