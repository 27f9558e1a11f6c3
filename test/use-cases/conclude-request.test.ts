import { describe, expect, test } from 'vitest';
import { concludeAgreed } from '../../src/use-cases/conclude-request.ts';
import { giveBackGrant, revokeGrant } from '../../src/use-cases/end-grant-by-hand.ts';
import { expireRequests } from '../../src/use-cases/expire-requests.ts';
import { aMember, BOB, CAROL } from '../builders/a-member.ts';
import { aRule } from '../builders/a-policy.ts';
import {
  aNightOfAsking,
  anAskingPolicy,
  anAskingRule,
  approve,
  asked,
  grantOf,
  notesTo,
  ONE_LEAD,
  onCall,
  stateOf,
  TWO_LEADS,
  unlock,
} from './a-night-of-asking.ts';
import { START } from './a-quiet-night.ts';

describe('the last yes decides again', () => {
  test('with the shift ended meanwhile it is overtaken, and says why', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    onCall(night, false);
    await approve(night, request);
    const after = await stateOf(night, request);
    expect(after.state).toBe('overtaken');
    expect(after.settled?.because).toMatchObject({ code: 'refused', text: expect.stringContaining("You're not on call") });
    expect(await grantOf(night, request)).toBeUndefined();
    expect(night.ofKind('request-overtaken')).toHaveLength(1);
  });

  test('where a rule now allows it at once, it is given by that rule', async () => {
    const night = await aNightOfAsking([aRule({ name: 'in the group', when: { member: ['leads'] } }), anAskingRule()]);
    const request = await asked(night);
    night.directory.putGroup('S0LEADS', ['U01ALICE', 'U02BOB']);
    await approve(night, request);
    expect(await grantOf(night, request)).toMatchObject({ rule: 'in the group' });
  });

  test('where other people, or more of them, would have to agree now, it is overtaken', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    await night.putInForce(anAskingPolicy([anAskingRule({ approve: TWO_LEADS })], { hash: 'b'.repeat(64) }));
    await approve(night, request);
    expect(await stateOf(night, request)).toMatchObject({ state: 'overtaken', settled: { because: { code: 'terms-changed' } } });
  });

  test('where the resource is gone, it is overtaken', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    await night.putInForce(anAskingPolicy([], { hash: 'b'.repeat(64), resources: new Map() }));
    await approve(night, request);
    expect((await stateOf(night, request)).state).toBe('overtaken');
  });

  test('where only the time to agree in changed, it is given', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    const within = Temporal.Duration.from({ minutes: 5 });
    await night.putInForce(anAskingPolicy([anAskingRule({ approve: { ...ONE_LEAD, within } })], { hash: 'b'.repeat(64) }));
    await approve(night, request);
    expect(await grantOf(night, request)).toMatchObject({ policyHash: 'b'.repeat(64) });
  });

  test('where the requester is no full member any more, it is overtaken', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    night.directory.put(aMember({ standing: 'guest' }));
    await approve(night, request);
    expect(await stateOf(night, request)).toMatchObject({ state: 'overtaken', settled: { because: { code: 'person-left' } } });
  });

  test('where a time that was asked for is over, it is overtaken', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night, 'db-prod until 04:20');
    await night.clock.advance({ minutes: 3 });
    await approve(night, request);
    expect(await stateOf(night, request)).toMatchObject({ state: 'overtaken', settled: { because: { code: 'refused' } } });
  });

  test('five that are open already leave no room for it', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    const { person } = await night.callerOf(aMember());
    const { opened } = await import('./a-quiet-night.ts');
    for (const resource of ['a', 'b', 'c', 'd', 'e']) await opened(night, { resource });
    expect(await night.tx((tx) => tx.grants.countOpen(person.id))).toBe(5);
    await approve(night, request);
    expect(await stateOf(night, request)).toMatchObject({ state: 'overtaken', settled: { because: { code: 'refused' } } });
  });
});

describe('while a source is silent', () => {
  test('what all agreed to goes on waiting, says for what, and is given once the source answers', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    night.onCall.fail('timeout');
    await approve(night, request);
    const waiting = await stateOf(night, request);
    expect(waiting).toMatchObject({
      state: 'pending',
      approvals: [{ name: 'Bob' }],
      waitsFor: { kind: 'source', unanswered: { source: 'PagerDuty', fault: 'timeout', about: 'on-call' } },
    });
    await night.clock.advance({ seconds: 5 });
    await concludeAgreed(night);
    expect((await stateOf(night, request)).state).toBe('pending');
    night.onCall.heal();
    await night.clock.advance({ seconds: 15 });
    await concludeAgreed(night);
    expect(await grantOf(night, request)).toMatchObject({ state: 'active', startedAt: START.add({ seconds: 20 }) });
  });

  test('it expires when its time is over', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    night.onCall.fail('server');
    await approve(night, request);
    await night.clock.set(request.expiresAt);
    await expireRequests(night);
    night.onCall.heal();
    await concludeAgreed(night);
    expect((await stateOf(night, request)).state).toBe('expired');
  });

  test('a later rule that asks other people is not taken for the one that cannot be told', async () => {
    const asksSre = anAskingRule({
      name: 'sre',
      when: { member: ['sre'] },
      approve: { ...ONE_LEAD, by: [{ kind: 'person', person: 'carol' }] },
    });
    const night = await aNightOfAsking([anAskingRule(), asksSre]);
    const request = await asked(night);
    night.onCall.fail('timeout');
    await approve(night, request);
    expect(await stateOf(night, request)).toMatchObject({ state: 'pending', waitsFor: { kind: 'source' } });
  });

  test('Slack silent about the requester keeps it waiting too', async () => {
    const night = await aNightOfAsking([anAskingRule({ approve: { ...ONE_LEAD, by: [{ kind: 'person', person: 'bob' }] } })]);
    const request = await asked(night);
    const silent = Object.create(night.directory) as typeof night.directory;
    const { SourceUnavailable } = await import('../../src/ports/on-call-source.ts');
    silent.member = async (id, freshness) => {
      if (id === 'U01ALICE') throw new SourceUnavailable('Slack', 'timeout');
      return night.directory.member(id, freshness);
    };
    await approve({ ...night, directory: silent }, request);
    expect(await stateOf(night, request)).toMatchObject({
      state: 'pending',
      waitsFor: { kind: 'source', unanswered: { source: 'Slack' } },
    });
  });
});

describe('taken up again', () => {
  test('what a crash left between the yes and the grant is given', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    const { person } = await night.callerOf(BOB);
    await night.tx(async (tx) => {
      await tx.requests.lock(request.id);
      await tx.requests.addApproval(request.id, { personId: person.id, name: 'Bob', slackId: 'U02BOB', by: 'click' });
    });
    await concludeAgreed(night);
    expect(await grantOf(night, request)).toMatchObject({ approvedBy: [{ name: 'Bob' }] });
  });

  test('what still lacks a yes is not', async () => {
    const night = await aNightOfAsking([anAskingRule({ approve: TWO_LEADS })]);
    const request = await asked(night);
    await approve(night, request);
    await night.clock.advance({ seconds: 30 });
    await concludeAgreed(night);
    expect((await stateOf(night, request)).state).toBe('pending');
  });
});

describe('an extension that somebody must agree to', () => {
  const rules = [
    aRule({
      name: 'leads',
      when: { member: ['leads'] },
      grant: { default: Temporal.Duration.from({ minutes: 30 }), atMost: Temporal.Duration.from({ hours: 4 }) },
    }),
    anAskingRule({ grant: { default: Temporal.Duration.from({ minutes: 30 }), atMost: Temporal.Duration.from({ hours: 4 }) } }),
  ];

  async function holding() {
    const night = await aNightOfAsking(rules);
    night.directory.putGroup('S0LEADS', ['U01ALICE', 'U02BOB', 'U03CAROL']);
    const outcome = await unlock(night);
    if (outcome.outcome !== 'granted') throw new Error(outcome.outcome);
    night.directory.putGroup('S0LEADS', ['U02BOB', 'U03CAROL']);
    return { night, grant: outcome.grant };
  }

  test('leaves the end as it is until the yes, and moves it then', async () => {
    const { night, grant } = await holding();
    await night.clock.advance({ minutes: 10 });
    const request = await asked(night, 'db-prod for 1h');
    expect(request.extends).toBe(grant.id);
    expect((await night.tx((tx) => tx.grants.byId(grant.id)))?.endsAt).toEqual(START.add({ minutes: 30 }));
    await approve(night, request);
    const extended = await night.tx((tx) => tx.grants.byId(grant.id));
    expect(extended).toMatchObject({ extensions: 1, approvedBy: [{ name: 'Bob' }] });
    expect(extended?.endsAt).toEqual(START.add({ minutes: 70 }));
    expect((await stateOf(night, request)).state).toBe('granted');
    expect(night.ofKind('grant-extended')).toHaveLength(1);
  });

  test('its window turns to the longer grant', async () => {
    const { night, grant } = await holding();
    const request = await asked(night, 'db-prod for 1h', 'window-1');
    const subject = async () => (await night.tx((tx) => tx.cards.windowOf('window-1')))?.subject;
    expect(await subject()).toEqual({ kind: 'request', requestId: request.id });
    await approve(night, request);
    expect(await subject()).toEqual({ kind: 'grant', grantId: grant.id });
  });

  test('is overtaken when the grant was given back meanwhile', async () => {
    const { night, grant } = await holding();
    const request = await asked(night, 'db-prod for 1h');
    await night.tx((tx) => tx.grants.end(grant.id, 'given-back'));
    await approve(night, request);
    expect(await stateOf(night, request)).toMatchObject({ state: 'overtaken', settled: { because: { code: 'grant-ended' } } });
  });

  test('is overtaken at once when its holder gives the grant back', async () => {
    const { night, grant } = await holding();
    const request = await asked(night, 'db-prod for 1h');
    await giveBackGrant(night, 'U01ALICE', grant.id);
    expect(await stateOf(night, request)).toMatchObject({ state: 'overtaken', settled: { because: { code: 'grant-ended' } } });
    expect(await notesTo(night, 'U01ALICE')).toEqual([]);
  });

  test('is overtaken at once when somebody revokes the grant, and its requester is told why', async () => {
    const { night, grant } = await holding();
    const request = await asked(night, 'db-prod for 1h');
    await revokeGrant(night, 'U03CAROL', grant.id);
    const settled = { because: { code: 'grant-ended' }, by: { name: 'Carol' } };
    expect(await stateOf(night, request)).toMatchObject({ state: 'overtaken', settled });
    expect(await notesTo(night, 'U01ALICE')).toMatchObject([
      { kind: 'grant-revoked', resource: 'db-prod', by: 'Carol' },
      { kind: 'request-answered', resource: 'db-prod', outcome: 'overtaken', by: 'Carol' },
    ]);
  });

  test('begins anew when the time of the grant ran out while it waited', async () => {
    const { night, grant } = await holding();
    await night.clock.advance({ minutes: 25 });
    const request = await asked(night, 'db-prod for 1h');
    await night.clock.advance({ minutes: 10 });
    await approve(night, request);
    const anew = await grantOf(night, request);
    expect(anew?.id).not.toBe(grant.id);
    expect(anew?.endsAt).toEqual(START.add({ minutes: 95 }));
    expect((await night.tx((tx) => tx.grants.byId(grant.id)))?.ended?.cause).toBe('expired');
  });
});

describe('in the last ten minutes, when no time is left to add', () => {
  test('a whole new request is taken, begins when the old grant ends, and is decided again then', async () => {
    const night = await aNightOfAsking([
      aRule({ grant: { default: Temporal.Duration.from({ minutes: 30 }), atMost: Temporal.Duration.from({ minutes: 30 }) } }),
    ]);
    const first = await unlock(night);
    if (first.outcome !== 'granted') throw new Error(first.outcome);
    await night.clock.advance({ minutes: 15 });
    expect(await unlock(night, 'db-prod for 20m')).toMatchObject({ because: { code: 'at-its-longest' } });
    await night.clock.advance({ minutes: 6 });
    const request = await asked(night, 'db-prod for 20m');
    expect(request.terms.count).toBe(0);
    await concludeAgreed(night);
    expect((await stateOf(night, request)).state).toBe('pending');
    await night.clock.set(first.grant.endsAt);
    await concludeAgreed(night);
    const second = await grantOf(night, request);
    expect(second?.startedAt).toEqual(first.grant.endsAt);
    expect(second?.endsAt).toEqual(first.grant.endsAt.add({ minutes: 20 }));
    const old = await night.tx((tx) => tx.grants.byId(first.grant.id));
    expect(old?.ended?.cause).toBe('expired');
  });
});

describe('two who agree in the same instant', () => {
  test('open one grant, never none', async () => {
    const night = await aNightOfAsking([anAskingRule({ approve: TWO_LEADS })]);
    const request = await asked(night);
    await Promise.all([approve(night, request, BOB), approve(night, request, CAROL)]);
    expect((await stateOf(night, request)).state).toBe('granted');
    expect(night.ofKind('access-granted')).toHaveLength(1);
  });
});
