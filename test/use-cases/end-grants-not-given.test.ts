import { expect, test } from 'vitest';
import type { Policy, Resource } from '../../src/domain/policy.ts';
import { endGrantsNotGiven } from '../../src/use-cases/end-grants-not-given.ts';
import { aPolicy, aResource, aRule } from '../builders/a-policy.ts';
import { notesTo } from './a-night-of-asking.ts';
import { aQuietNight, opened, present } from './a-quiet-night.ts';
import { aWaitingRequest, presentRequest } from './a-waiting-request.ts';

function changedTo(...resources: Resource[]): Policy {
  return aPolicy({ hash: 'b', resources: new Map(resources.map((one) => [one.name, one])) });
}

async function aNightWithAGrant() {
  const night = await aQuietNight();
  return { night, grant: await opened(night) };
}

test.each([
  ['its resource is gone', changedTo(aResource({ name: 'other' }))],
  ['its rule is gone from the resource', changedTo(aResource({ rules: [aRule({ name: 'another rule' })] }))],
  ['its rule gives one of its variables no more', changedTo(aResource({ rules: [aRule({ variables: ['PGPASSWORD'] })] }))],
])('a grant ends when the policy changed and %s; its holder is written to', async (_, policy) => {
  const { night, grant } = await aNightWithAGrant();
  await night.putInForce(policy);
  expect(await endGrantsNotGiven(night)).toBe(1);
  expect((await present(night, grant)).ended).toEqual({ at: night.clock.at, cause: 'policy-changed' });
  expect(night.ofKind('grant-ended')).toMatchObject([
    { by: { kind: 'nightlatch' }, about: { grant: grant.id, cause: 'policy-changed' } },
  ]);
  expect(await notesTo(night, 'U01ALICE')).toEqual([
    { kind: 'grant-not-given', resource: 'db-prod', at: night.clock.at.toString() },
  ]);
  expect(await endGrantsNotGiven(night)).toBe(0);
});

test.each([
  ['the policy is the same', aPolicy()],
  [
    'its rule gives less time',
    changedTo(
      aResource({
        rules: [aRule({ grant: { default: Temporal.Duration.from('PT1M'), atMost: Temporal.Duration.from('PT1M') } })],
      }),
    ),
  ],
  ['its rule asks for a yes now', changedTo(aResource({ rules: [aRule({ when: { onCall: ['db-primary'] } })] }))],
  ['its rule gives more', changedTo(aResource({ rules: [aRule({ variables: ['DATABASE_URL', 'PGPASSWORD', 'NEW'] })] }))],
])('a grant stays when %s', async (_, policy) => {
  const { night, grant } = await aNightWithAGrant();
  await night.putInForce(policy);
  expect(await endGrantsNotGiven(night)).toBe(0);
  expect((await present(night, grant)).state).toBe('active');
});

test('a process that holds another policy than the one in force ends nothing', async () => {
  const { night, grant } = await aNightWithAGrant();
  night.hold(changedTo());
  await endGrantsNotGiven(night);
  night.hold(undefined);
  await endGrantsNotGiven(night);
  expect((await present(night, grant)).state).toBe('active');
});

test('a grant whose time came first is recorded as ended by time', async () => {
  const { night, grant } = await aNightWithAGrant();
  await night.putInForce(changedTo());
  await night.clock.advance({ minutes: 31 });
  await endGrantsNotGiven(night);
  expect((await present(night, grant)).ended?.cause).toBe('expired');
});

test('a request waits on, unless its resource is gone', async () => {
  const night = await aQuietNight(
    aPolicy({ hash: 'policy-0', resources: new Map(['db-prod', 'old'].map((name) => [name, aResource({ name })])) }),
  );
  const [stays, goes] = [await aWaitingRequest(night), await aWaitingRequest(night, { resource: 'old' })];
  await night.putInForce(changedTo(aResource({ rules: [] })));
  expect(await endGrantsNotGiven(night)).toBe(1);
  expect((await presentRequest(night, stays)).state).toBe('pending');
  expect(await presentRequest(night, goes)).toMatchObject({
    state: 'overtaken',
    settled: { because: { code: 'terms-changed' } },
  });
});
