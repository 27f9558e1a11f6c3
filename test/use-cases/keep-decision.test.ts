import { describe, expect, test } from 'vitest';
import type { Decision } from '../../src/domain/decision.ts';
import type { AccessRequest } from '../../src/domain/request.ts';
import { keepDecision } from '../../src/use-cases/keep-decision.ts';
import { aMember } from '../builders/a-member.ts';
import { aPolicy, aResource, aRule } from '../builders/a-policy.ts';
import { aQuietNight, type Night, opened, present } from './a-quiet-night.ts';

const NOTHING_KNOWN = { onCall: [] };

function allowing(variables = ['PGPASSWORD']): (at: Temporal.Instant) => Decision {
  return (at) => ({
    ...{ outcome: 'allow', rule: aRule(), variables, evidence: { askedAt: at, ...NOTHING_KNOWN } },
    end: { at: at.add({ minutes: 30 }), because: 'asked' },
  });
}

function refusing(at: Temporal.Instant): Decision {
  const because = { code: 'not-allowed', resource: 'db-prod', shortfalls: [] } as const;
  return { outcome: 'refuse', because, evidence: { askedAt: at, ...NOTHING_KNOWN } };
}

interface Given {
  name?: string;
  decideAt?: (at: Temporal.Instant) => Decision;
  policy?: ReturnType<typeof aPolicy>;
  slackId?: string;
  window?: string;
}

async function open(night: Night, { name = 'db-prod', decideAt = allowing(), policy = aPolicy(), slackId, window }: Given = {}) {
  const caller = await night.callerOf(slackId === undefined ? aMember() : aMember({ slackId }));
  const request: AccessRequest = {
    resource: name,
    variables: [],
    time: { kind: 'default' },
    breakGlass: false,
    channel: 'C0INC',
  };
  const decide = (_: AccessRequest, at: Temporal.Instant) => decideAt(at);
  return night.tx((tx) => keepDecision(tx, { policy, caller, resource: aResource({ name }), request, decide }, window));
}

async function openedAs(night: Night, given: Given = {}) {
  const made = await open(night, given);
  if (made.kept !== 'granted') throw new Error(made.kept === 'refused' ? made.because.code : made.kept);
  return made;
}

describe('opening a grant', () => {
  test("is decided at the transaction's own time, not when the sources were asked", async () => {
    const night = await aQuietNight();
    const decidedAt: Temporal.Instant[] = [];
    await night.clock.advance({ seconds: 3 });
    await open(night, {
      decideAt: (at) => {
        decidedAt.push(at);
        return allowing()(at);
      },
    });
    expect(decidedAt).toEqual([night.clock.at]);
  });

  test('a refusal keeps nothing and hands its evidence on', async () => {
    const night = await aQuietNight();
    expect(await open(night, { decideAt: refusing })).toEqual({
      kept: 'refused',
      now: night.clock.at,
      because: { code: 'not-allowed', resource: 'db-prod', shortfalls: [] },
      evidence: { askedAt: night.clock.at, onCall: [] },
    });
    expect(night.recorded()).toEqual([]);
  });

  test('nothing opens under a policy that is not in force', async () => {
    const night = await aQuietNight();
    expect(await open(night, { policy: aPolicy({ hash: 'b'.repeat(64) }) })).toMatchObject({ because: { code: 'no-policy' } });
    await night.putInForce(aPolicy({ hash: 'c'.repeat(64) }));
    expect(await open(night)).toMatchObject({ because: { code: 'no-policy' } });
  });

  test('one that is open already is the answer itself, in the new window too, with no second entry', async () => {
    const night = await aQuietNight();
    const first = await openedAs(night, { window: 'window-1' });
    const second = await openedAs(night, { window: 'window-2', decideAt: refusing });
    expect(second).toMatchObject({ alreadyOpen: true, grant: { id: first.grant.id } });
    expect(night.ofKind('access-granted')).toHaveLength(1);
    expect((await night.tx((tx) => tx.cards.windowOf('window-2')))?.subject).toEqual({ kind: 'grant', grantId: first.grant.id });
  });

  test('of fifty at once for the same resource one opens and the others are told of it', async () => {
    const night = await aQuietNight();
    const all = await Promise.all(Array.from({ length: 50 }, () => openedAs(night)));
    expect(all.filter(({ alreadyOpen }) => !alreadyOpen)).toHaveLength(1);
    expect(new Set(all.map(({ grant }) => grant.id)).size).toBe(1);
  });

  test('past the lock on its person it is a fault, and nothing of it is kept', async () => {
    const night = await aQuietNight();
    const caller = await night.callerOf(aMember());
    const asked = {
      policy: aPolicy(),
      caller,
      resource: aResource(),
      decide: (_: AccessRequest, at: Temporal.Instant) => allowing()(at),
    };
    const request: AccessRequest = {
      resource: 'db-prod',
      variables: [],
      time: { kind: 'default' },
      breakGlass: false,
      channel: 'C0INC',
    };
    const opening = night.tx((tx) => {
      const grants = { ...tx.grants, open: async () => 'already-open' as const };
      return keepDecision({ ...tx, grants }, { ...asked, request }, 'window-1');
    });
    await expect(opening).rejects.toThrow('a grant was opened past the lock on its person');
    expect(night.recorded()).toEqual([]);
  });

  test('another account of the same person meets the grant that is open', async () => {
    const people = new Map([['alice', { name: 'alice', slack: ['U01ALICE', 'U09ALICE'] }]]);
    const night = await aQuietNight(aPolicy({ people }));
    const first = await openedAs(night);
    expect(await openedAs(night, { slackId: 'U09ALICE' })).toMatchObject({ alreadyOpen: true, grant: { id: first.grant.id } });
  });

  test('one past its end that no job has closed yet is closed first, by its time', async () => {
    const night = await aQuietNight();
    const overdue = await opened(night);
    await night.clock.advance({ minutes: 30 });
    const { grant, alreadyOpen } = await openedAs(night);
    expect(alreadyOpen).toBe(false);
    expect(grant.id).not.toBe(overdue.id);
    expect((await present(night, overdue)).ended?.cause).toBe('expired');
    expect(night.recorded().map(({ kind }) => kind)).toEqual(['grant-ended', 'access-granted']);
  });

  test('a refused request leaves the overdue one to its job', async () => {
    const night = await aQuietNight();
    const overdue = await opened(night);
    await night.clock.advance({ minutes: 30 });
    await open(night, { decideAt: refusing });
    expect((await present(night, overdue)).state).toBe('active');
  });

  test('five are open at most; one given back makes room', async () => {
    const night = await aQuietNight();
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await openedAs(night, { name });
    expect(await open(night, { name: 'f' })).toMatchObject({ because: { code: 'too-many-grants', limit: 5 } });
    await openedAs(night, { name: 'f', slackId: 'U02BOB' });
    await night.clock.advance({ minutes: 30 });
    await openedAs(night, { name: 'f' });
  });

  test('what the policy refuses is told before how many one holds', async () => {
    const night = await aQuietNight();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await openedAs(night, { name });
    expect(await open(night, { name: 'f', decideAt: refusing })).toMatchObject({ because: { code: 'not-allowed' } });
  });

  test('the sixth resource within ten minutes raises the alarm, the fifth does not', async () => {
    const night = await aQuietNight();
    const openAndEnd = async (name: string) => {
      const { grant } = await openedAs(night, { name });
      await night.tx((tx) => tx.grants.end(grant.id, 'given-back'));
    };
    for (const name of ['a', 'b', 'c', 'd', 'e', 'e']) await openAndEnd(name);
    expect(night.ofKind('many-resources')).toEqual([]);
    await night.clock.advance({ minutes: 10 });
    await openAndEnd('f');
    const [alarm] = night.ofKind('many-resources');
    expect(alarm).toMatchObject({ by: { name: 'alice' }, about: { count: 6 } });
    const notes = (await night.cards()).filter(
      ({ subject }) => subject.kind === 'note' && subject.note.kind === 'many-resources',
    );
    expect(notes.map(({ place }) => place)).toEqual([{ kind: 'channel', channel: 'C0AUDIT' }]);
    await night.clock.advance({ seconds: 1 });
    await openAndEnd('f');
    expect(night.ofKind('many-resources')).toHaveLength(1);
  });

  test("keeps the rule's terms, and whether the incident ends it", async () => {
    const night = await aQuietNight();
    const incident = { maxAge: Temporal.Duration.from({ hours: 12 }), openedBy: 'anyone' } as const;
    const under = (rule: ReturnType<typeof aRule>) => (at: Temporal.Instant) => ({ ...allowing()(at), rule }) as Decision;
    const rule = aRule({ when: { incident }, maxReveals: 3 });
    const tied = await openedAs(night, { name: 'a', decideAt: under(rule) });
    const outliving = await openedAs(night, { name: 'b', decideAt: under({ ...rule, outlives: new Set(['incident']) }) });
    expect([tied.grant.terms.endsWithIncident, outliving.grant.terms.endsWithIncident]).toEqual([true, false]);
    expect(tied.grant.terms.maxReveals).toBe(3);
  });
});
