import { describe, expect, test } from 'vitest';
import type { Rule } from '../../src/domain/policy.ts';
import { concludeAgreed, concludeRequest } from '../../src/use-cases/conclude-request.ts';
import { giveBackGrant, revokeGrant } from '../../src/use-cases/end-grant-by-hand.ts';
import { aMember, BOB } from '../builders/a-member.ts';
import { aRule } from '../builders/a-policy.ts';
import { aNightOfAsking, anAskingPolicy, anAskingRule, approve, asked, grantOf, stateOf, unlock } from './a-night-of-asking.ts';
import { type Night, START } from './a-quiet-night.ts';

const MINUTES = (minutes: number) => Temporal.Duration.from({ minutes });
const SHORT = { default: MINUTES(30), atMost: MINUTES(30) };

/** Alice holds db-prod for the last ten minutes, and what is to follow it waits for its end. */
async function aNightWithWhatFollows(rule: Rule = aRule({ grant: SHORT })) {
  const night = await aNightOfAsking([rule]);
  const first = await unlock(night);
  if (first.outcome !== 'granted') throw new Error(first.outcome);
  await night.clock.advance({ minutes: 21 });
  const request = await asked(night, 'db-prod for 20m');
  expect(request.waitsFor?.kind).toBe('old-end');
  return { night, grant: first.grant, request };
}

async function afterTheOldEnd(night: Night) {
  await night.clock.set(START.add(MINUTES(30)));
  await concludeAgreed(night);
}

describe('what is to follow a grant', () => {
  test.each([
    ['was revoked', (night: Night, id: string) => revokeGrant(night, 'U03CAROL', id)],
    ['was given back', (night: Night, id: string) => giveBackGrant(night, 'U01ALICE', id)],
    ['was revoked by a process that then died', (night: Night, id: string) => night.tx((tx) => tx.grants.end(id, 'revoked'))],
  ])('does not begin by itself once that %s', async (_, end) => {
    const { night, grant, request } = await aNightWithWhatFollows();
    await night.clock.advance({ seconds: 1 });
    await end(night, grant.id);
    await afterTheOldEnd(night);
    expect(await stateOf(night, request)).toMatchObject({ state: 'overtaken', settled: { because: { code: 'grant-ended' } } });
    expect(night.ofKind('access-granted')).toHaveLength(1);
  });

  test('is no way round a review that is overdue, by a rule of broken glass that needs nobody', async () => {
    const review = { by: ['carol'], within: MINUTES(20) };
    const glass = aRule({ name: 'break glass', breakGlass: true, when: { member: ['sre'] }, grant: SHORT, review });
    const night = await aNightOfAsking([aRule({ when: { onCall: ['db-primary'] }, grant: SHORT }), glass]);
    night.onCall.put('db-primary', []);
    const { person } = await night.callerOf(aMember());
    const broken = await unlock(night, 'db-prod break-glass because replica lag');
    if (broken.outcome !== 'granted') throw new Error(broken.outcome);
    await night.tx((tx) => tx.grants.end(broken.grant.id, 'given-back'));
    const user = { provider: 'pagerduty', id: 'PALICE1', name: 'Alice' } as const;
    night.onCall.put('db-primary', [{ user, level: 1, start: START.subtract({ hours: 1 }), end: START.add({ hours: 2 }) }]);
    await unlock(night);
    await night.clock.advance({ minutes: 21 });
    const request = await asked(night, 'db-prod break-glass for 20m');
    expect(request.terms.count).toBe(0);
    night.onCall.put('db-primary', []);
    await afterTheOldEnd(night);
    expect(await stateOf(night, request)).toMatchObject({ state: 'overtaken', settled: { because: { code: 'refused' } } });
    expect(await night.tx((tx) => tx.grants.openOf(person.id, 'db-prod'))).toBeUndefined();
  });
});

describe('broken glass that somebody must agree to', () => {
  test('is overtaken by a review that became overdue while it waited', async () => {
    const review = { by: ['carol'], within: MINUTES(20) };
    const glass = anAskingRule({ name: 'break glass', breakGlass: true, when: { member: ['sre'] }, grant: SHORT, review });
    const night = await aNightOfAsking([glass]);
    const first = await asked(night, 'db-prod break-glass');
    await approve(night, first);
    await night.tx(async (tx) => tx.grants.end((await tx.grants.ofRequest(first.id))?.id ?? '', 'given-back'));
    await night.clock.advance({ minutes: 15 });
    const second = await asked(night, 'db-prod break-glass');
    await night.clock.advance({ minutes: 5 });
    await approve(night, second);
    expect(await stateOf(night, second)).toMatchObject({ state: 'overtaken', settled: { because: { code: 'refused' } } });
  });
});

/** Agreed to, but not concluded; the source answers again. */
async function agreedWhileASourceWasSilent() {
  const night = await aNightOfAsking();
  const request = await asked(night);
  const held = night.policy.current();
  night.onCall.fail('timeout');
  await approve(night, request);
  night.onCall.heal();
  return { night, request, held };
}

describe('a process that is behind', () => {
  test('and holds a policy without the resource leaves the request to one that is not', async () => {
    const { night, request, held } = await agreedWhileASourceWasSilent();
    night.hold(anAskingPolicy([], { hash: 'b'.repeat(64), resources: new Map() }));
    await night.clock.advance({ seconds: 20 });
    await concludeAgreed(night);
    expect((await stateOf(night, request)).state).toBe('pending');
    night.hold(held);
    await night.clock.advance({ seconds: 20 });
    await concludeAgreed(night);
    expect((await stateOf(night, request)).state).toBe('granted');
  });

  test('and holds another policy takes no request from those that hold the one in force', async () => {
    const { night, request, held } = await agreedWhileASourceWasSilent();
    await night.clock.advance({ seconds: 20 });
    night.hold(anAskingPolicy([], { hash: 'b'.repeat(64) }));
    await concludeAgreed(night);
    night.hold(held);
    await concludeAgreed(night);
    expect((await stateOf(night, request)).state).toBe('granted');
  });

  test('and was frozen since it asked Slack about the requester gives nothing by that answer', async () => {
    const night = await aNightOfAsking([anAskingRule({ when: {} })]);
    const request = await asked(night);
    const { person } = await night.callerOf(BOB);
    await night.tx((tx) =>
      tx.requests.addApproval(request.id, { personId: person.id, name: 'Bob', slackId: 'U02BOB', by: 'click' }),
    );
    const directory = Object.create(night.directory) as typeof night.directory;
    directory.member = async (id, freshness) => {
      const said = await night.directory.member(id, freshness);
      await night.clock.advance({ minutes: 2 });
      return said;
    };
    await concludeRequest({ ...night, directory }, request.id);
    expect(await grantOf(night, request)).toBeUndefined();
    expect((await stateOf(night, request)).state).toBe('pending');
  });
});
