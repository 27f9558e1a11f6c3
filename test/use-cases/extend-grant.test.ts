import { describe, expect, test } from 'vitest';
import type { Grant } from '../../src/domain/grant.ts';
import type { Rule } from '../../src/domain/policy.ts';
import { extendGrant } from '../../src/use-cases/extend-grant.ts';
import { requestAccess } from '../../src/use-cases/request-access.ts';
import { aMember } from '../builders/a-member.ts';
import { aPolicy, aResource, aRule } from '../builders/a-policy.ts';
import { anIncident } from '../builders/an-incident.ts';
import { aQuietNight, type Night, opened, present, START } from './a-quiet-night.ts';

const ON_CALL = aRule({ name: 'on call', when: { onCall: ['db-primary'] } });
const IN_INCIDENT = aRule({
  name: 'in an incident',
  when: { incident: { maxAge: Temporal.Duration.from({ hours: 12 }), openedBy: 'anyone' } },
});

/** Alice is on call for three hours and holds `db-prod` for half an hour, an hour at most. */
async function aNightToExtend(...rules: Rule[]): Promise<{ night: Night; grant: Grant }> {
  const resource = aResource({ rules: rules.length > 0 ? rules : [ON_CALL] });
  const night = await aQuietNight(aPolicy({ resources: new Map([['db-prod', resource]]) }));
  const shift = {
    user: { provider: 'pagerduty' as const, id: 'PALICE1', name: 'Alice' },
    level: 1,
    start: START.subtract({ hours: 1 }),
  };
  night.onCall.put('db-primary', [{ ...shift, end: START.add({ hours: 3 }) }]);
  return { night, grant: await opened(night) };
}

function extend(night: Night, { id }: Pick<Grant, 'id'>, slackId = 'U01ALICE', windowExternalId?: string) {
  return extendGrant(night, { slackId, grantId: id, ...(windowExternalId !== undefined && { windowExternalId }) });
}

describe('Extend', () => {
  test("moves the end of the grant by the rule's usual time, in the window clicked in", async () => {
    const { night, grant } = await aNightToExtend();
    await night.clock.advance({ minutes: 5 });
    expect(await extend(night, grant, 'U01ALICE', 'window-1')).toMatchObject({
      ...{ outcome: 'extended', grant: { id: grant.id, extensions: 1 }, reader: { timezone: 'Europe/Berlin' } },
    });
    expect(await present(night, grant)).toMatchObject({ endsAt: START.add({ minutes: 60 }), rule: 'on call' });
    expect(night.recorded().map(({ kind, about }) => ({ kind, reason: about.reason }))).toEqual([
      { kind: 'grant-extended', reason: 'replica lag' },
    ]);
    expect((await night.cards()).map(({ place }) => place)).toContainEqual({
      ...{ kind: 'window', externalId: 'window-1', viewer: 'U01ALICE' },
    });
  });

  test('never moves it past the longest, and says so once it is there', async () => {
    const { night, grant } = await aNightToExtend();
    await extend(night, grant);
    expect(await extend(night, grant)).toMatchObject({
      ...{ outcome: 'refused', because: { code: 'at-its-longest', since: START } },
    });
    expect((await present(night, grant)).endsAt).toEqual(START.add({ minutes: 60 }));
  });

  test('is decided anew: who is not on call any more is refused', async () => {
    const { night, grant } = await aNightToExtend();
    night.onCall.put('db-primary', []);
    expect(await extend(night, grant)).toMatchObject({ outcome: 'refused', because: { code: 'not-allowed' } });
    expect(await present(night, grant)).toMatchObject({ endsAt: grant.endsAt, state: 'active' });
  });

  test('opens nothing by itself when a source does not answer', async () => {
    const { night, grant } = await aNightToExtend();
    night.onCall.fail('timeout');
    expect(await extend(night, grant)).toMatchObject({ outcome: 'refused', because: { code: 'cannot-tell' } });
    expect((await present(night, grant)).endsAt).toEqual(grant.endsAt);
  });

  test.each(['U02BOB', 'U03CAROL'])('is for its holder alone: %s is told of no such grant', async (slackId) => {
    const { night, grant } = await aNightToExtend();
    expect(await extend(night, grant, slackId)).toEqual({ outcome: 'not-found' });
    expect(await extend(night, { id: 'no-such-grant' }, slackId)).toEqual({ outcome: 'not-found' });
    expect(night.ofKind('refused')[0]?.about).toEqual({ code: 'not-yours', grant: grant.id, wanted: 'extended' });
    expect((await present(night, grant)).endsAt).toEqual(grant.endsAt);
  });

  test.each([
    ['at its end', (grant: Grant) => grant.endsAt],
    ['a second after it', (grant: Grant) => grant.endsAt.add({ seconds: 1 })],
  ])('revives nothing %s, though no job has closed it yet', async (_, when) => {
    const { night, grant } = await aNightToExtend();
    await night.clock.set(when(grant));
    expect(await extend(night, grant)).toEqual({ outcome: 'not-found' });
    expect(night.recorded()).toEqual([]);
  });

  test('three times at once extends it once, since the second finds it at its longest', async () => {
    const { night, grant } = await aNightToExtend();
    await Promise.all([1, 2, 3].map(() => extend(night, grant)));
    expect((await present(night, grant)).endsAt).toEqual(START.add({ minutes: 60 }));
    expect(night.ofKind('grant-extended')).toHaveLength(1);
  });

  test('counts as a request: ten a minute, with those by /unlock', async () => {
    const { night, grant } = await aNightToExtend();
    const words = { slackId: 'U01ALICE', words: 'db-prod', channel: 'C0INC' };
    for (let i = 0; i < 10; i += 1) await requestAccess(night, words);
    expect(await extend(night, grant)).toMatchObject({ outcome: 'refused', because: { code: 'too-many-requests' } });
  });

  test('is not for accounts that are no full member, and waits for a policy', async () => {
    const { night, grant } = await aNightToExtend();
    night.directory.put(aMember({ standing: 'deactivated' }));
    expect(await extend(night, grant)).toMatchObject({ outcome: 'refused', because: { code: 'outsider' } });
    night.directory.put(aMember());
    night.hold(undefined);
    expect(await extend(night, grant)).toMatchObject({ outcome: 'refused', because: { code: 'no-policy' } });
    night.hold(aPolicy({ resources: new Map() }));
    expect(await extend(night, grant)).toMatchObject({ outcome: 'refused', because: { code: 'unknown-resource' } });
  });
});

describe('Extend in an incident', () => {
  const { id, number, title } = anIncident();

  async function inIncident(...rules: Rule[]) {
    const { night, grant } = await aNightToExtend(...rules);
    await night.tx((tx) => tx.grants.end(grant.id, 'given-back'));
    night.incidents.put(anIncident());
    return { night, grant: await opened(night, { incident: { id, number, title } }) };
  }

  test('is about that incident, though another one is open', async () => {
    const { night, grant } = await inIncident(IN_INCIDENT);
    night.incidents.put(anIncident({ id: 'QOTHER', number: 43 }));
    expect(await extend(night, grant)).toMatchObject({ outcome: 'extended', grant: { incident: { number } } });
  });

  test('that is resolved may still be allowed by a rule that needs none', async () => {
    const { night, grant } = await inIncident(IN_INCIDENT, ON_CALL);
    night.incidents.put(anIncident({ status: 'resolved' }));
    const outcome = await extend(night, grant);
    expect(outcome).toMatchObject({ outcome: 'extended', grant: { rule: 'on call' } });
    expect((await present(night, grant)).incident).toBeUndefined();
  });

  test('says that the incident can not be told of when its source does not answer', async () => {
    const { night, grant } = await inIncident(IN_INCIDENT);
    night.incidents.fail('timeout');
    expect(await extend(night, grant)).toMatchObject({
      ...{ outcome: 'refused', because: { code: 'cannot-tell', unanswered: { about: 'incident' } } },
    });
  });
});
