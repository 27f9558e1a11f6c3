import { describe, expect, test } from 'vitest';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';
import { checkPeople, checkPerson } from '../../src/use-cases/check-people.ts';
import { aMember, BOB, CAROL } from '../builders/a-member.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { aQuietNight, type Night, opened, present } from './a-quiet-night.ts';
import { approvedBy, aWaitingRequest, presentRequest } from './a-waiting-request.ts';

const ALICE = aMember();

function leave(night: Night, slackId = 'U01ALICE', standing: 'deactivated' | 'guest' | 'bot' | 'outsider' = 'deactivated') {
  night.directory.put(aMember({ slackId, standing }));
}

describe('somebody who is no full member any more', () => {
  test.each(['deactivated', 'guest', 'bot', 'outsider'] as const)('loses open grants: %s', async (standing) => {
    const night = await aQuietNight();
    const grant = await opened(night);
    leave(night, 'U01ALICE', standing);
    await checkPerson(night, 'U01ALICE');
    expect((await present(night, grant)).ended).toEqual({ at: night.clock.at, cause: 'person-left' });
    expect(night.recorded().map(({ kind, by, about }) => ({ kind, by, about }))).toEqual([
      {
        ...{ kind: 'grant-ended', by: { kind: 'nightlatch' } },
        about: { grant: grant.id, resource: 'db-prod', holder: grant.holder, cause: 'person-left', reveals: 0 },
      },
    ]);
  });

  test('loses pending requests, which are overtaken', async () => {
    const night = await aQuietNight();
    const request = await aWaitingRequest(night);
    leave(night);
    await checkPerson(night, 'U01ALICE');
    expect(await presentRequest(night, request)).toMatchObject({
      ...{ state: 'overtaken', settled: { because: { code: 'person-left' } } },
    });
    expect((await night.cards()).filter(({ subject }) => subject.kind === 'note')).toHaveLength(1);
    expect(night.ofKind('request-overtaken')).toMatchObject([
      { by: { kind: 'nightlatch' }, about: { request: request.id, because: 'person-left' } },
    ]);
  });

  test("has agreed to nothing that still waits, and the other's yes stays", async () => {
    const night = await aQuietNight();
    const { terms } = await aWaitingRequest(night, { resource: 'other' });
    const request = await aWaitingRequest(night, { terms: { ...terms, count: 3 } });
    await approvedBy(night, request, BOB);
    await approvedBy(night, request, CAROL);
    leave(night, 'U02BOB');
    await checkPerson(night, 'U02BOB');
    expect(await presentRequest(night, request)).toMatchObject({ state: 'pending', approvals: [{ slackId: 'U03CAROL' }] });
    expect(night.ofKind('approval-void').map(({ about }) => about)).toEqual([
      {
        ...{ request: request.id, resource: 'db-prod', requester: request.requester },
        ...{ slackId: 'U02BOB', standing: 'deactivated', left: 1 },
      },
    ]);
  });

  test('has their cards, and the homes that show them, drawn again', async () => {
    const night = await aQuietNight();
    const grant = await opened(night);
    const request = await aWaitingRequest(night, { resource: 'other' });
    await night.tx(async (tx) => {
      await tx.cards.add({ kind: 'grant', grantId: grant.id }, { kind: 'channel', channel: 'C0AUDIT' });
      await tx.cards.add({ kind: 'request', requestId: request.id }, { kind: 'channel', channel: 'C0APPR' });
      for (const id of ['U01ALICE', 'U02BOB', 'U05EVE']) await tx.cards.add({ kind: 'home' }, { kind: 'home', of: id });
    });
    for (const card of await night.cards()) await night.tx((tx) => tx.cards.drawn(card, 'hash'));
    leave(night);
    await checkPerson(night, 'U01ALICE');
    const places = (await night.cards()).map(({ place }) => place);
    expect(places).toHaveLength(4);
    expect(places).not.toContainEqual({ kind: 'home', of: 'U05EVE' });
  });

  test('with two accounts loses only what the account that left holds', async () => {
    const people = new Map([...aPolicy().people, ['alice', { name: 'alice', slack: ['U01ALICE', 'U04ALICE2'] }]]);
    const night = await aQuietNight(aPolicy({ people }));
    const second = aMember({ slackId: 'U04ALICE2' });
    night.directory.put(second);
    const [old, kept] = [await opened(night), await opened(night, { for: second, resource: 'other' })];
    leave(night);
    await checkPeople(night);
    expect((await present(night, old)).ended?.cause).toBe('person-left');
    expect((await present(night, kept)).state).toBe('active');
  });

  test('whose time had come first is recorded so', async () => {
    const night = await aQuietNight();
    const [short, long] = [
      await opened(night),
      await opened(night, { resource: 'x', end: { at: night.clock.at.add({ hours: 1 }), because: 'asked' } }),
    ];
    leave(night);
    await night.clock.set(short.endsAt);
    await checkPerson(night, 'U01ALICE');
    expect((await present(night, short)).ended?.cause).toBe('expired');
    expect((await present(night, long)).ended?.cause).toBe('person-left');
  });

  test('is told of three times and loses it once', async () => {
    const night = await aQuietNight();
    await opened(night);
    leave(night);
    await Promise.all([1, 2, 3].map(() => checkPerson(night, 'U01ALICE')));
    expect(night.ofKind('grant-ended')).toHaveLength(1);
  });
});

describe('somebody who is a full member', () => {
  test('keeps what they have, whatever changed about them', async () => {
    const night = await aQuietNight();
    const grant = await opened(night);
    await checkPerson(night, 'U01ALICE');
    expect((await present(night, grant)).state).toBe('active');
    expect(night.directory.askedAfresh).toEqual(['U01ALICE']);
  });

  test('of whom nothing depends is not even asked after', async () => {
    const night = await aQuietNight();
    await checkPerson(night, 'U02BOB');
    expect(night.directory.askedAfresh).toEqual([]);
  });
});

describe('the check of everyone', () => {
  test('asks after holders, requesters and those who agreed, each once, and once a minute', async () => {
    const night = await aQuietNight();
    await opened(night);
    await approvedBy(night, await aWaitingRequest(night, { for: ALICE, resource: 'other' }), BOB);
    await checkPeople(night);
    expect(night.directory.askedAfresh.toSorted()).toEqual(['U01ALICE', 'U02BOB']);
    await night.clock.advance({ seconds: 59 });
    await checkPeople(night);
    expect(night.directory.askedAfresh).toHaveLength(2);
    await night.clock.advance({ seconds: 1 });
    await checkPeople(night);
    expect(night.directory.askedAfresh).toHaveLength(4);
  });

  test('changes nothing of somebody whom Slack can not say, and goes on with the others', async () => {
    const night = await aQuietNight();
    const [alices, bobs] = [await opened(night), await opened(night, { for: BOB })];
    leave(night);
    leave(night, 'U02BOB');
    const ask = night.directory.member.bind(night.directory);
    night.directory.member = async (id, freshness) => {
      if (id === 'U01ALICE') throw new SourceUnavailable('Slack', 'rate-limited');
      return ask(id, freshness);
    };
    await checkPeople(night);
    expect((await present(night, alices)).state).toBe('active');
    expect((await present(night, bobs)).ended?.cause).toBe('person-left');
    expect(night.log.lines).toEqual([
      { level: 'warn', event: 'person not checked', fields: { slackId: 'U01ALICE', fault: 'rate-limited' } },
    ]);
  });

  test('asks after a few at a time', async () => {
    const night = await aQuietNight();
    let [asking, most] = [0, 0];
    for (let i = 0; i < 20; i += 1) await opened(night, { for: aMember({ slackId: `U${i}` }) });
    night.directory.member = async (slackId) => {
      asking += 1;
      most = Math.max(most, asking);
      await Promise.resolve();
      asking -= 1;
      return aMember({ slackId });
    };
    await checkPeople(night);
    expect(most).toBe(5);
  });

  test('does not swallow a fault that nobody foresaw', async () => {
    const night = await aQuietNight();
    await opened(night);
    night.directory.member = () => Promise.reject(new TypeError('odd'));
    await expect(checkPeople(night)).rejects.toThrow('odd');
  });
});
