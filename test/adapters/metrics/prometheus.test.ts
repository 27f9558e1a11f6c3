import { describe, expect, it } from 'vitest';
import { prometheusMetrics } from '../../../src/adapters/metrics/prometheus.ts';
import type { Policy } from '../../../src/domain/policy.ts';
import type { Standing } from '../../../src/ports/standing-source.ts';
import { StoreUnavailable } from '../../../src/ports/store.ts';
import { aPolicy, aResource, aRule } from '../../builders/a-policy.ts';

const QUIET: Standing = { openGrants: new Map(), pendingRequests: 0, cardLagSeconds: 0, lostCards: 0 };

function someMetrics() {
  const world = {
    standing: QUIET as Standing | 'away',
    policy: aPolicy() as Policy | undefined,
    now: 0,
    asked: 0,
    ready: true,
    broken: false,
  };
  const metrics = prometheusMetrics({
    standing: {
      async standing() {
        world.asked += 1;
        if (world.standing === 'away') throw new StoreUnavailable();
        return world.standing;
      },
    },
    policy: { current: () => world.policy },
    isPolicyFileBroken: () => world.broken,
    isReady: () => world.ready,
    monotonicMs: () => world.now,
  });
  const samples = async (name: string) =>
    (await metrics.text()).split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  return { world, metrics, samples };
}

describe('labels', () => {
  it('are names of the policy held now; everything else is other', async () => {
    const { world, metrics, samples } = someMetrics();
    world.policy = aPolicy({ resources: new Map([['db-prod', aResource({ rules: [aRule({ name: 'on call' })] })]]) });
    metrics.decided({ resource: 'db-prod', rule: 'on call', outcome: 'allow' });
    metrics.decided({ resource: 'db-prod', rule: 'gone since', outcome: 'allow' });
    for (const word of ['db-prodd', '"} 1\nforged{', '__proto__', 'constructor'])
      metrics.decided({ resource: word, rule: word, outcome: 'refuse', code: 'not-allowed' });
    expect(await samples('nightlatch_decisions_total')).toEqual([
      'nightlatch_decisions_total{resource="db-prod",rule="on call",outcome="allow",code=""} 1',
      'nightlatch_decisions_total{resource="db-prod",rule="other",outcome="allow",code=""} 1',
      'nightlatch_decisions_total{resource="other",rule="other",outcome="refuse",code="not-allowed"} 4',
    ]);
  });

  it('are one line each, whatever the policy calls its rules', async () => {
    const { world, metrics, samples } = someMetrics();
    const name = 'a "b" \\ {c="d"} 1\nnightlatch_ready 0';
    world.policy = aPolicy({ resources: new Map([['db-prod', aResource({ rules: [aRule({ name })] })]]) });
    metrics.decided({ resource: 'db-prod', rule: name, outcome: 'allow' });
    expect(await samples('nightlatch_decisions_total')).toEqual([
      String.raw`nightlatch_decisions_total{resource="db-prod",rule="a \"b\" \\ {c=\"d\"} 1\nnightlatch_ready 0",outcome="allow",code=""} 1`,
    ]);
    expect(await samples('nightlatch_ready')).toEqual(['nightlatch_ready 1']);
  });

  it('are other where no policy is held', async () => {
    const { world, metrics, samples } = someMetrics();
    world.policy = undefined;
    metrics.revealed({ resource: 'db-prod', outcome: 'no-policy' });
    expect(await samples('nightlatch_reveals_total')).toEqual([
      'nightlatch_reveals_total{resource="other",outcome="no-policy"} 1',
    ]);
    expect(await samples('nightlatch_policy_in_force_info')).toEqual([]);
  });
});

describe('what stands open', () => {
  it('is told as the database says; a resource whose grants ended says 0', async () => {
    const { world, samples } = someMetrics();
    world.standing = { openGrants: new Map([['db-prod', 2]]), pendingRequests: 3, cardLagSeconds: 1.5, lostCards: 2 };
    expect(await samples('nightlatch_open_grants')).toEqual(['nightlatch_open_grants{resource="db-prod"} 2']);
    expect(await samples('nightlatch_pending_requests')).toEqual(['nightlatch_pending_requests 3']);
    expect(await samples('nightlatch_card_lag_seconds')).toEqual(['nightlatch_card_lag_seconds 1.5']);
    expect(await samples('nightlatch_lost_cards')).toEqual(['nightlatch_lost_cards 2']);
    world.standing = QUIET;
    world.now += 5000;
    expect(await samples('nightlatch_open_grants')).toEqual(['nightlatch_open_grants{resource="db-prod"} 0']);
  });

  it('is asked once in five seconds, however often and by however many', async () => {
    const { world, metrics } = someMetrics();
    await Promise.all(Array.from({ length: 50 }, () => metrics.text()));
    world.now = 4999;
    await metrics.text();
    expect(world.asked).toBe(1);
    world.now = 5000;
    await metrics.text();
    expect(world.asked).toBe(2);
  });

  it('is left out while the database is away, and that is said', async () => {
    const { world, samples } = someMetrics();
    world.standing = { openGrants: new Map([['db-prod', 2]]), pendingRequests: 3, cardLagSeconds: 1, lostCards: 2 };
    await samples('nightlatch_open_grants');
    world.standing = 'away';
    world.now = 5000;
    for (const name of ['open_grants', 'pending_requests', 'card_lag_seconds', 'lost_cards'])
      expect(await samples(`nightlatch_${name}`)).toEqual([]);
    expect(await samples('nightlatch_database_up')).toEqual(['nightlatch_database_up 0']);
  });

  it('counts what the policy doesn’t name any more as other', async () => {
    const { world, samples } = someMetrics();
    const openGrants = new Map([
      ['retired-1', 1],
      ['retired-2', 2],
    ]);
    world.standing = { ...QUIET, openGrants };
    expect(await samples('nightlatch_open_grants')).toEqual(['nightlatch_open_grants{resource="other"} 3']);
  });
});

it('the policy is told by the first digits of its hash, one at a time', async () => {
  const { world, samples } = someMetrics();
  await samples('nightlatch_policy_in_force_info');
  world.policy = aPolicy({ hash: 'b'.repeat(64) });
  expect(await samples('nightlatch_policy_in_force_info')).toEqual(['nightlatch_policy_in_force_info{hash="bbbbbbbbbbbb"} 1']);
});

it('a broken policy file is told, and doesn’t make it unready', async () => {
  const { world, samples } = someMetrics();
  expect(await samples('nightlatch_policy_file_broken')).toEqual(['nightlatch_policy_file_broken 0']);
  world.broken = true;
  expect(await samples('nightlatch_policy_file_broken')).toEqual(['nightlatch_policy_file_broken 1']);
  expect(await samples('nightlatch_ready')).toEqual(['nightlatch_ready 1']);
});

it('readiness follows /readyz', async () => {
  const { world, samples } = someMetrics();
  expect(await samples('nightlatch_ready')).toEqual(['nightlatch_ready 1']);
  world.ready = false;
  expect(await samples('nightlatch_ready')).toEqual(['nightlatch_ready 0']);
});
