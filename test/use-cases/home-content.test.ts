import { describe, expect, test } from 'vitest';
import { homeContent } from '../../src/use-cases/home-content.ts';
import { openHome } from '../../src/use-cases/open-home.ts';
import { aMember, BOB, CAROL } from '../builders/a-member.ts';
import { aPendingRequest } from '../builders/a-pending-request.ts';
import { aPolicy, aResource } from '../builders/a-policy.ts';
import { aQuietNight, type Night, opened, START } from './a-quiet-night.ts';
import { approvedBy, aWaitingRequest } from './a-waiting-request.ts';

const RESOURCES = new Map(['db-prod', 'db-test'].map((name) => [name, aResource({ name })]));

async function homeOf(night: Night, slackId: string) {
  const { home } = await homeContent(night, slackId);
  if (typeof home === 'string') throw new Error(home);
  return home;
}

async function namesToApprove(night: Night, slackId: string): Promise<string[]> {
  return (await homeOf(night, slackId)).toApprove.map(({ asked }) => asked.resource);
}

describe('the home tab', () => {
  test('has one card, made when it is opened and drawn again when it is opened again', async () => {
    const night = await aQuietNight();
    await openHome(night, 'U01ALICE');
    for (const card of await night.cards()) await night.tx((tx) => tx.cards.drawn(card, 'hash'));
    expect(await night.cards()).toEqual([]);
    await openHome(night, 'U01ALICE');
    expect((await night.cards()).map(({ subject, place }) => ({ subject, place }))).toEqual([
      { subject: { kind: 'home' }, place: { kind: 'home', of: 'U01ALICE' } },
    ]);
  });

  test('shows what one holds, and what else there is to unlock', async () => {
    const night = await aQuietNight(aPolicy({ resources: RESOURCES }));
    const grant = await opened(night);
    const ended = await opened(night, { resource: 'db-test' });
    await night.tx((tx) => tx.grants.end(ended.id, 'given-back'));
    await opened(night, { for: BOB });
    const { grants, unlockable } = await homeOf(night, 'U01ALICE');
    expect(grants.map(({ id }) => id)).toEqual([grant.id]);
    expect(unlockable.map(({ name }) => name)).toEqual(['db-test']);
  });

  test('shows what one waits for, until its time is over', async () => {
    const night = await aQuietNight();
    const { id, expiresAt } = await aWaitingRequest(night);
    expect((await homeOf(night, 'U01ALICE')).waiting.map((request) => request.id)).toEqual([id]);
    await night.clock.set(expiresAt);
    expect((await homeOf(night, 'U01ALICE')).waiting).toEqual([]);
  });

  test('shows what one can agree to, until one has', async () => {
    const night = await aQuietNight();
    const { terms } = aPendingRequest();
    const request = await aWaitingRequest(night, { terms: { ...terms, count: 2 } });
    expect(await namesToApprove(night, 'U02BOB')).toEqual(['db-prod']);
    await approvedBy(night, request, BOB);
    expect(await namesToApprove(night, 'U02BOB')).toEqual([]);
    expect(await namesToApprove(night, 'U03CAROL')).toEqual(['db-prod']);
  });

  test('does not ask for a yes that is not needed any more', async () => {
    const night = await aQuietNight();
    await approvedBy(night, await aWaitingRequest(night), CAROL);
    expect(await namesToApprove(night, 'U02BOB')).toEqual([]);
  });

  test("never offers one's own request, from whichever account", async () => {
    const people = new Map([...aPolicy().people, ['alice', { name: 'alice', slack: ['U01ALICE', 'U04ALICE2'] }]]);
    const night = await aQuietNight(aPolicy({ people }));
    night.directory.put(aMember({ slackId: 'U04ALICE2' }));
    const eligible = ['U01ALICE', 'U04ALICE2'].map((slackId) => ({ person: 'alice', slackId, name: 'Alice', onCall: false }));
    await aWaitingRequest(night, { eligible });
    expect(await namesToApprove(night, 'U01ALICE')).toEqual([]);
    expect(await namesToApprove(night, 'U04ALICE2')).toEqual([]);
    expect((await homeOf(night, 'U04ALICE2')).waiting).toHaveLength(1);
  });

  test('of somebody who never came by is empty, and makes no person of them', async () => {
    const night = await aQuietNight();
    night.directory.put(aMember({ slackId: 'U05EVE' }));
    expect(await homeOf(night, 'U05EVE')).toMatchObject({ grants: [], waiting: [], toApprove: [] });
    expect(await night.tx((tx) => tx.people.byName('slack:U05EVE'))).toBeUndefined();
  });

  test.each(['guest', 'deactivated', 'bot', 'outsider'] as const)('says nothing to an account that is %s', async (standing) => {
    const night = await aQuietNight();
    night.directory.put(aMember({ standing }));
    expect(await homeContent(night, 'U01ALICE')).toEqual({ home: 'outsider', now: START });
  });

  test('says so while there is no policy', async () => {
    const night = await aQuietNight();
    night.hold(undefined);
    expect(await homeContent(night, 'U01ALICE')).toEqual({ home: 'no-policy', now: START });
  });

  test('is left as it is when Slack can not say whose it is', async () => {
    const night = await aQuietNight();
    night.directory.fail('timeout');
    await expect(homeContent(night, 'U01ALICE')).rejects.toMatchObject({ name: 'SourceUnavailable' });
  });
});
