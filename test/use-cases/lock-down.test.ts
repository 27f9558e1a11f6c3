import { describe, expect, test } from 'vitest';
import { denyRequest } from '../../src/use-cases/approve-request.ts';
import { concludeRequest } from '../../src/use-cases/conclude-request.ts';
import { endGrantsOfLockdown } from '../../src/use-cases/end-grants-of-lockdown.ts';
import { extendGrant } from '../../src/use-cases/extend-grant.ts';
import { listGrants } from '../../src/use-cases/list-grants.ts';
import { lockDown, lockDownOnHost, offerLockdown } from '../../src/use-cases/lock-down.ts';
import { offerForm } from '../../src/use-cases/offer-form.ts';
import { openHome } from '../../src/use-cases/open-home.ts';
import { beginReveal, revealValues } from '../../src/use-cases/reveal-values.ts';
import { BOB, CAROL } from '../builders/a-member.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { aNightOfAsking, anAskingRule, approve, asked, DAN, notesTo, stateOf, unlock } from './a-night-of-asking.ts';
import { aNight, byCarol, inForce, notesIn, OWNERS, WHY } from './a-night-of-owners.ts';
import { opened, present } from './a-quiet-night.ts';

describe('locking everything down', () => {
  test('ends what is open and what waits, with an entry each, and writes to whoever loses it', async () => {
    const night = await aNightOfAsking([anAskingRule()], OWNERS);
    const request = await asked(night);
    const grant = await opened(night, { resource: 'db-replica' });
    expect(await byCarol(night)).toMatchObject({ outcome: 'locked-down', lockdown: { reason: WHY, by: { name: 'Carol' } } });
    expect((await present(night, grant)).ended).toMatchObject({ cause: 'lockdown', by: { name: 'Carol' } });
    expect(await stateOf(night, request)).toMatchObject({
      state: 'overtaken',
      settled: { because: { code: 'locked-down', by: 'Carol', reason: WHY } },
    });
    const carol = await night.callerOf(CAROL);
    expect(night.ofKind('locked-down')).toMatchObject([
      { by: { kind: 'person', id: carol.person.id, name: 'carol' }, about: { reason: WHY, slackId: 'U03CAROL' } },
    ]);
    expect(night.ofKind('grant-ended')).toMatchObject([
      { by: { kind: 'nightlatch' }, about: { grant: grant.id, cause: 'lockdown' } },
    ]);
    expect(await notesTo(night, 'U01ALICE')).toMatchObject([
      { kind: 'grant-locked-down', resource: 'db-replica', by: 'Carol', reason: WHY },
      { kind: 'request-answered', outcome: 'overtaken', text: `Everything was locked down by Carol: ${WHY}` },
    ]);
  });

  test('is told once in the audit channel and once where approvers are', async () => {
    const night = await aNight();
    await byCarol(night);
    expect(await notesIn(night, 'C0AUDIT')).toContain('locked-down');
    expect(await notesIn(night, 'C0APPR')).toEqual(['locked-down']);
  });

  test('one channel for both is told once', async () => {
    const night = await aNight({
      slack: { team: 'T0123ABCD', auditChannel: 'C0AUDIT', approvalChannel: 'C0AUDIT', incidentChannels: [] },
    });
    await byCarol(night);
    expect((await notesIn(night, 'C0AUDIT')).filter((kind) => kind === 'locked-down')).toHaveLength(1);
  });

  test('the window says beforehand what it would do, and nothing is done by that', async () => {
    const night = await aNightOfAsking([anAskingRule()], OWNERS);
    await asked(night);
    await opened(night, { resource: 'db-replica' });
    const offer = await offerLockdown(night, { slackId: CAROL.slackId, reason: `  ${WHY} ` });
    expect(offer).toEqual({ outcome: 'offer', grants: 1, requests: 1, reason: WHY });
    expect(await inForce(night)).toBeUndefined();
  });

  test.each(['', '  ', '\u200b'])('without a reason (%j) nothing is done', async (reason) => {
    const night = await aNight();
    expect(await byCarol(night, reason)).toEqual({ outcome: 'no-reason' });
    expect(await offerLockdown(night, { slackId: CAROL.slackId, reason })).toEqual({ outcome: 'no-reason' });
    expect(await inForce(night)).toBeUndefined();
  });

  test('of two owners at once one does it, and the other is told who was first', async () => {
    const night = await aNight();
    const outcomes = await Promise.all([byCarol(night), lockDown(night, { slackId: DAN.slackId, reason: 'me too' })]);
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['locked-down', 'locked-down-already']);
    expect(outcomes).toMatchObject([{ lockdown: { by: { name: 'Carol' } } }, { lockdown: { by: { name: 'Carol' } } }]);
    expect(night.ofKind('locked-down')).toHaveLength(1);
    expect(await offerLockdown(night, { slackId: DAN.slackId, reason: '' })).toMatchObject({ outcome: 'locked-down-already' });
  });

  test('somebody who is no owner is refused, and it is on record', async () => {
    const night = await aNight();
    expect(await lockDown(night, { slackId: BOB.slackId, reason: WHY })).toEqual({ outcome: 'not-an-owner' });
    expect(await offerLockdown(night, { slackId: BOB.slackId, reason: WHY })).toEqual({ outcome: 'not-an-owner' });
    expect(night.ofKind('refused')[0]).toMatchObject({
      by: { name: 'bob' },
      about: { code: 'not-an-owner', wanted: 'lockdown' },
    });
    expect(await inForce(night)).toBeUndefined();
  });

  test('an owner who was taken out of the policy in force is none any more, whatever this process holds', async () => {
    const night = await aNight();
    const before = night.policy.current();
    await night.putInForce(aPolicy({ hash: 'b'.repeat(64), roles: { owners: ['dan'], auditors: [] } }));
    expect(await byCarol(night)).toEqual({ outcome: 'not-an-owner' });
    night.hold(before);
    expect(await byCarol(night)).toEqual({ outcome: 'no-policy' });
  });

  test('without a policy nobody is an owner, but on the host it works', async () => {
    const night = await aNight();
    const grant = await opened(night);
    night.hold(undefined);
    expect(await byCarol(night)).toEqual({ outcome: 'no-policy' });
    const begun = await lockDownOnHost(night, { operator: 'ops@db1', reason: WHY });
    expect(begun).toMatchObject({ outcome: 'locked-down', lockdown: { by: { name: 'ops@db1' } } });
    expect(await endGrantsOfLockdown(night)).toEqual({ grants: 1, requests: 0 });
    expect((await present(night, grant)).ended).toEqual({ at: night.clock.at, cause: 'lockdown' });
    expect(night.ofKind('locked-down')).toMatchObject([{ by: { kind: 'operator', name: 'ops@db1' }, about: { reason: WHY } }]);
    expect(await lockDownOnHost(night, { operator: 'ops@db1', reason: 'again' })).toMatchObject({
      outcome: 'locked-down-already',
      lockdown: { reason: WHY },
    });
  });

  test('what it left open when its process died is ended by the job, in batches, and by nobody without a lockdown', async () => {
    const night = await aNight();
    const grants = [];
    for (let nth = 0; nth < 45; nth += 1) grants.push(await opened(night, { resource: `db-${nth}` }));
    expect(await endGrantsOfLockdown(night)).toEqual({ grants: 0, requests: 0 });
    await night.tx((tx) => tx.lockdowns.begin({ name: 'ops@db1' }, WHY));
    expect(await endGrantsOfLockdown(night)).toEqual({ grants: 45, requests: 0 });
    expect(await endGrantsOfLockdown(night)).toEqual({ grants: 0, requests: 0 });
    for (const grant of grants) expect((await present(night, grant)).state).toBe('ended');
  });

  test('a grant whose time came first is recorded as ended by time', async () => {
    const night = await aNight();
    const grant = await opened(night);
    await night.clock.advance({ minutes: 31 });
    await byCarol(night);
    expect((await present(night, grant)).ended?.cause).toBe('expired');
  });
});

describe('while everything is locked down', () => {
  const LOCKED = { outcome: 'refused', because: { code: 'locked-down', lockdown: { by: { name: 'Carol' } } } };

  test('/unlock, its form and Extend are refused at once, and no source is asked', async () => {
    const night = await aNightOfAsking([anAskingRule()], OWNERS);
    await byCarol(night);
    const grant = await opened(night);
    night.onCall.fail('timeout');
    expect(await unlock(night)).toMatchObject(LOCKED);
    expect(await offerForm(night, 'U01ALICE')).toMatchObject(LOCKED);
    expect(await extendGrant(night, { slackId: 'U01ALICE', grantId: grant.id })).toMatchObject(LOCKED);
    expect(night.ofKind('refused').map(({ about }) => about.code)).toContain('locked-down');
  });

  test('/grants and the home tab work', async () => {
    const night = await aNight();
    await byCarol(night);
    expect(await listGrants(night, { slackId: 'U01ALICE', words: '', page: 0 })).toMatchObject({ outcome: 'list' });
    await expect(openHome(night, 'U01ALICE')).resolves.toBeUndefined();
  });

  test('no value is shown of a grant that is not ended yet', async () => {
    const night = await aNight();
    const grant = await opened(night);
    const click = { slackId: 'U01ALICE', grantId: grant.id, externalId: 'w' };
    const begun = await beginReveal(night, click);
    await night.tx((tx) => tx.lockdowns.begin({ name: 'ops@db1' }, WHY));
    expect(await revealValues(night, 'U01ALICE', begun?.reveal.id ?? '')).toMatchObject({
      outcome: 'refused',
      because: { code: 'locked-down' },
    });
    expect(night.ofKind('revealed')).toEqual([]);
  });

  test('a yes counts for nothing, and a no may be said', async () => {
    const night = await aNightOfAsking([anAskingRule()], OWNERS);
    const request = await asked(night);
    await night.tx((tx) => tx.lockdowns.begin({ name: 'ops@db1' }, WHY));
    expect(await approve(night, request)).toMatchObject({ outcome: 'locked-down', lockdown: { reason: WHY } });
    expect((await stateOf(night, request)).approvals).toEqual([]);
    expect(await denyRequest(night, { slackId: BOB.slackId, requestId: request.id })).toMatchObject({ outcome: 'denied' });
  });

  test('what all had agreed to before is overtaken when it is concluded', async () => {
    const night = await aNightOfAsking([anAskingRule()], OWNERS);
    const request = await asked(night);
    night.onCall.fail('timeout');
    await approve(night, request);
    expect((await stateOf(night, request)).state).toBe('pending');
    night.onCall.heal();
    await night.tx((tx) => tx.lockdowns.begin({ name: 'ops@db1' }, WHY));
    await concludeRequest(night, request.id);
    expect(await stateOf(night, request)).toMatchObject({
      state: 'overtaken',
      settled: { because: { code: 'locked-down', by: 'ops@db1', reason: WHY } },
    });
  });
});
