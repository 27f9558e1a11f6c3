import { describe, expect, test } from 'vitest';
import type { Asking } from '../../src/domain/unlock-form.ts';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';
import { EXPLANATIONS_A_MINUTE, type ExplainOutcome, explainRequest } from '../../src/use-cases/explain-request.ts';
import { paceOf } from '../../src/use-cases/pace.ts';
import { aMember, BOB } from '../builders/a-member.ts';
import { aResource, aRule } from '../builders/a-policy.ts';
import { aNightOfAsking, anAskingPolicy, anAskingRule, asked, onCall, TWO_LEADS, unlock } from './a-night-of-asking.ts';
import { aQuietNight, type Night, opened, START } from './a-quiet-night.ts';

const FREE = aRule({ name: 'on call', when: { onCall: ['db-primary'] } });
const GLASS = aRule({ name: 'break glass', breakGlass: true, when: { member: ['sre'] } });

function explain(night: Night, words: string, slackId = 'U01ALICE', asking: Asking = { words }): Promise<ExplainOutcome> {
  return explainRequest(
    { ...night, explaining: paceOf(EXPLANATIONS_A_MINUTE, () => 0) },
    { ...asking, slackId, channel: 'C0INC' },
  );
}

async function explained(...given: Parameters<typeof explain>) {
  const outcome = await explain(...given);
  if (outcome.outcome !== 'explained') throw new Error(`not explained but ${JSON.stringify(outcome)}`);
  const { explanation, ...rest } = outcome;
  const standings = explanation.rules.map(({ rule, standing }) => `${rule.name}: ${standing}`);
  return { ...rest, standings, decision: explanation.decision };
}

describe('an explanation', () => {
  test('is the decision that a request would get, with facts asked afresh, and keeps nothing', async () => {
    const night = await aNightOfAsking([FREE, anAskingRule(), GLASS]);
    onCall(night, false);
    const { decision, standings, of, reader } = await explained(night, 'db-prod');
    expect(decision).toMatchObject({ outcome: 'refuse', because: { code: 'not-allowed' } });
    expect(standings).toEqual(['on call: passed-over', 'on call, quiet: passed-over', 'break glass: only-break-glass']);
    expect([of, reader]).toEqual([undefined, { timezone: 'Europe/Berlin', now: START }]);
    expect(night.recorded()).toEqual([]);
    expect((await night.cards()).filter(({ subject }) => subject.kind !== 'note')).toEqual([]);
    onCall(night, true);
    expect((await explained(night, 'db-prod')).decision).toMatchObject({ outcome: 'allow', rule: { name: 'on call' } });
    expect(await night.tx((tx) => tx.grants.holdersOfOpen())).toEqual([]);
  });

  test('of a form is the one of the same words', async () => {
    const night = await aNightOfAsking([FREE]);
    const form = { resource: 'db-prod', variables: ['PGPASSWORD'], time: '20m', incident: '', reason: '', breakGlass: false };
    const { request } = await explained(night, '', 'U01ALICE', { form });
    expect(request).toEqual((await explained(night, 'db-prod PGPASSWORD for 20m')).request);
  });

  test('says what could not be asked as unknown', async () => {
    const night = await aNightOfAsking([FREE]);
    night.onCall.fail('timeout');
    const { decision, standings } = await explained(night, 'db-prod');
    expect(decision).toMatchObject({ because: { code: 'cannot-tell' } });
    expect(standings).toEqual(['on call: cannot-tell']);
  });

  test('doesn’t count toward the requests of a minute, and is given when there were too many', async () => {
    const night = await aNightOfAsking([anAskingRule({ when: { member: ['nobody'] } })]);
    for (let i = 0; i < 11; i++) await explained(night, 'db-prod');
    for (let i = 0; i < 10; i++) expect(await unlock(night)).toMatchObject({ because: { code: 'not-allowed' } });
    expect(await unlock(night)).toMatchObject({ because: { code: 'too-many-requests' } });
    await explained(night, 'db-prod');
  });

  test('is given to each person at most twenty times a minute, so that nobody keeps the sources from answering others', async () => {
    const night = await aNightOfAsking([FREE]);
    let seconds = 0;
    const needs = { ...night, explaining: paceOf(EXPLANATIONS_A_MINUTE, () => seconds * 1000) };
    const why = (slackId: string) => explainRequest(needs, { words: 'db-prod', slackId, channel: 'C0INC' });
    for (let i = 0; i < 20; i++) expect(await why('U01ALICE')).toMatchObject({ outcome: 'explained' });
    seconds = 59;
    const tooMany = { outcome: 'refused', because: { code: 'too-many-requests', perMinute: 20 } };
    expect(await why('U01ALICE')).toMatchObject(tooMany);
    expect(await why('U02BOB')).toMatchObject({ outcome: 'explained' });
    expect(night.recorded()).toEqual([]);
    seconds = 60;
    expect(await why('U01ALICE')).toMatchObject({ outcome: 'explained' });
  });

  test('links nobody by e-mail, and explains as if they were', async () => {
    const night = await aNightOfAsking([FREE], { people: new Map() });
    night.sourceUsers.put('PALICE1', 'alice@example.com');
    expect((await explained(night, 'db-prod')).decision).toMatchObject({ outcome: 'allow' });
    expect(night.recorded()).toEqual([]);
    const { person } = await night.callerOf(aMember());
    expect(person.links).toEqual([]);
  });

  test('suspends no link whose address changed, and counts it for nothing', async () => {
    const night = await aNightOfAsking([FREE], { people: new Map() });
    night.sourceUsers.put('PALICE1', 'other@example.com');
    const { person } = await night.callerOf(aMember());
    const link = { provider: 'pagerduty', id: 'PALICE1', madeBy: 'e-mail', addressSeen: 'alice@example.com' } as const;
    await night.tx((tx) => tx.people.addLink(person, link));
    expect((await explained(night, 'db-prod')).standings).toEqual(['on call: passed-over']);
    expect((await night.callerOf(aMember())).person.links).toMatchObject([{ id: 'PALICE1', suspended: false }]);
    expect(night.recorded()).toEqual([]);
  });

  test('doesn’t count somebody else’s user at the source', async () => {
    const night = await aNightOfAsking([FREE], { people: new Map() });
    night.sourceUsers.put('PALICE1', 'alice@example.com');
    const { person } = await night.callerOf(BOB);
    const link = { provider: 'pagerduty', id: 'PALICE1', madeBy: 'e-mail', addressSeen: 'alice@example.com' } as const;
    await night.tx((tx) => tx.people.addLink(person, link));
    expect((await explained(night, 'db-prod')).standings).toEqual(['on call: passed-over']);
  });
});

describe('beside the rules it says', () => {
  test('what is held already, and explains it as if it weren’t', async () => {
    const night = await aNightOfAsking([FREE]);
    const grant = await opened(night);
    const { held, decision, obstacle } = await explained(night, 'db-prod');
    expect(held?.id).toBe(grant.id);
    expect([decision.outcome, obstacle]).toEqual(['allow', undefined]);
  });

  test('that more time is at its longest', async () => {
    const night = await aNightOfAsking([FREE]);
    const atMost = Temporal.Duration.from({ minutes: 30 });
    await opened(night, { terms: { ...(await opened(night, { resource: 'db-test' })).terms, atMost } });
    const { obstacle } = await explained(night, 'db-prod for 2h');
    expect(obstacle).toMatchObject({ code: 'at-its-longest' });
    await night.clock.advance({ minutes: 25 });
    expect((await explained(night, 'db-prod for 20m')).obstacle).toBeUndefined();
  });

  test('what waits for a yes', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    expect((await explained(night, 'db-prod')).waiting?.id).toBe(request.id);
    await night.clock.advance({ minutes: 15 });
    expect((await explained(night, 'db-prod')).waiting).toBeUndefined();
  });

  test('that five grants are the most', async () => {
    const night = await aNightOfAsking([FREE]);
    for (let i = 0; i < 5; i++) {
      expect((await explained(night, 'db-prod')).obstacle).toBeUndefined();
      await opened(night, { resource: `db-${i}` });
    }
    expect((await explained(night, 'db-prod')).obstacle).toEqual({ code: 'too-many-grants', limit: 5 });
  });

  test('that nobody could agree, or that it can’t be told who', async () => {
    const night = await aNightOfAsking([anAskingRule({ approve: { ...TWO_LEADS, count: 4 } })]);
    expect((await explained(night, 'db-prod')).obstacle).toMatchObject({ code: 'too-few-approvers', count: 4 });
    night.directory.failGroups('server');
    expect((await explained(night, 'db-prod')).obstacle).toMatchObject({ code: 'approvers-unknown' });
  });

  test('that everything is locked down', async () => {
    const night = await aNightOfAsking([FREE]);
    await night.tx((tx) => tx.lockdowns.begin({ name: 'carol@bastion' }, 'a leak'));
    expect(await explained(night, 'db-prod')).toMatchObject({
      obstacle: { code: 'locked-down' },
      decision: { outcome: 'allow' },
    });
  });
});

describe('no rule is looked at', () => {
  test.each([
    ['db-prd', 'unknown-resource'],
    ['db-prod for banana', 'not-understood'],
    ['@bob db-prod', 'not-understood'],
    ['db-prod PASSWRD', 'unknown-variable'],
  ])('for %j, which is refused as %s and put on no record', async (words, code) => {
    const night = await aNightOfAsking([FREE]);
    expect(await explain(night, words)).toMatchObject({ outcome: 'refused', because: { code } });
    expect(night.recorded()).toEqual([]);
  });

  test.each(['', 'help'])('for %j, which is help', async (words) => {
    const night = await aNightOfAsking([FREE]);
    expect(await explain(night, words)).toMatchObject({ outcome: 'help' });
  });

  test('for outsiders, who learn nothing', async () => {
    const night = await aNightOfAsking([FREE]);
    night.directory.put(aMember({ standing: 'guest' }));
    for (const words of ['db-prod', '<@U02BOB> db-prod', 'db-prd', ''])
      expect(await explain(night, words)).toMatchObject({ outcome: 'refused', because: { code: 'outsider' } });
    expect(night.recorded()).toEqual([]);
  });

  test('where the policy held isn’t the one in force', async () => {
    const night = await aNightOfAsking([FREE]);
    night.hold({ ...anAskingPolicy([FREE]), hash: 'b'.repeat(64) });
    expect(await explain(night, 'db-prod')).toMatchObject({ because: { code: 'no-policy' } });
    night.hold(undefined);
    expect(await explain(night, 'db-prod')).toMatchObject({ because: { code: 'no-policy' } });
  });

  test('when Slack can’t say who asks', async () => {
    const night = await aNightOfAsking([FREE]);
    night.directory.fail('timeout');
    await expect(explain(night, 'db-prod')).rejects.toThrow(SourceUnavailable);
  });
});

describe('about somebody else', () => {
  const roles = { owners: ['carol'], auditors: ['dan'] };

  test.each([
    ['an owner', 'U03CAROL', 'carol'],
    ['an auditor', 'U04DAN', 'dan'],
  ])('%s may ask, which is an entry', async (_, slackId, name) => {
    const night = await aNightOfAsking([FREE], { roles });
    const { of, decision } = await explained(night, '<@U02BOB> db-prod because x', slackId);
    expect(of?.displayName).toBe('Bob');
    expect(decision).toMatchObject({ outcome: 'refuse' });
    expect(night.recorded()).toEqual([
      expect.objectContaining({
        kind: 'log-read',
        by: expect.objectContaining({ name }),
        about: { explain: 'bob', asked: 'db-prod because x' },
      }),
    ]);
  });

  test('nobody else may, and that they asked is on record', async () => {
    const night = await aNightOfAsking([FREE], { roles });
    expect(await explain(night, '<@U02BOB> db-prod')).toMatchObject({ outcome: 'not-yours' });
    expect(night.recorded()).toEqual([
      expect.objectContaining({ kind: 'refused', about: { code: 'not-yours', explain: 'U02BOB' } }),
    ]);
  });

  test('oneself is nobody else', async () => {
    const night = await aNightOfAsking([FREE], { roles });
    expect((await explained(night, '<@U01ALICE> db-prod')).of).toBeUndefined();
    expect(night.recorded()).toEqual([]);
  });

  test('who never came by doesn’t become a person by it', async () => {
    const night = await aNightOfAsking([FREE], { roles });
    night.directory.put(aMember({ slackId: 'U09EVE', displayName: 'Eve', email: 'eve@example.com' }));
    await explained(night, '<@U09EVE> db-prod', 'U03CAROL');
    expect(await night.tx((tx) => tx.people.byName('slack:U09EVE'))).toBeUndefined();
  });

  test('who is no full member gets no rule looked at', async () => {
    const night = await aNightOfAsking([FREE], { roles });
    expect(await explain(night, '<@U09EVE> db-prod', 'U03CAROL')).toMatchObject({ outcome: 'not-a-member' });
  });
});

test('a resource may be asked about by whoever could be given nothing of it', async () => {
  const night = await aQuietNight();
  await night.putInForce(anAskingPolicy([], { resources: new Map([['db-prod', aResource({ rules: [] })]]) }));
  expect((await explained(night, 'db-prod')).standings).toEqual([]);
});
