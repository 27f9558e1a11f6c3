import { describe, expect, test } from 'vitest';
import type { Caller, Member } from '../../src/domain/person.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { answerSourceUser, sourceUserOf } from '../../src/use-cases/source-user-of.ts';
import { aMember, BOB } from '../builders/a-member.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { aQuietNight, type Night } from './a-quiet-night.ts';

const UNLISTED: Policy = aPolicy({ people: new Map() });

/** Nobody is in the policy's map; PagerDuty knows Alice's address as PALICE9. */
async function aNightOfStrangers(policy = UNLISTED): Promise<Night> {
  const night = await aQuietNight(policy);
  night.sourceUsers.put('PALICE9', 'alice@example.com');
  return night;
}

async function ask(night: Night, member: Member = aMember(), policy = UNLISTED): Promise<string | undefined> {
  return sourceUserOf(night, policy, await night.callerOf(member));
}

async function notes(night: Night): Promise<string[]> {
  return (await night.cards()).flatMap(({ subject, place }) =>
    subject.kind === 'note' && subject.note.kind !== 'policy-in-force' && place.kind === 'channel'
      ? [`${subject.note.kind} in ${place.channel}`]
      : [],
  );
}

describe("the caller's id at PagerDuty", () => {
  test("is the policy's, and PagerDuty isn't asked", async () => {
    const night = await aQuietNight();
    night.sourceUsers.fail('network');
    expect(await ask(night, aMember({ email: 'eve@example.com' }), aPolicy())).toBe('PALICE1');
  });

  test("is the policy's where a link by e-mail says another", async () => {
    const night = await aNightOfStrangers(aPolicy());
    const { person } = await night.callerOf(aMember());
    const link = { provider: 'pagerduty', id: 'PALICE9', madeBy: 'e-mail', addressSeen: 'alice@example.com' } as const;
    await night.tx((tx) => tx.people.addLink(person, link));
    expect(await ask(night, aMember(), aPolicy())).toBe('PALICE1');
  });

  test('is linked by e-mail once: an entry, a note to the audit channel, and from then on the id', async () => {
    const night = await aNightOfStrangers();
    expect(await ask(night, aMember({ email: 'Alice@Example.com' }))).toBe('PALICE9');
    expect(await ask(night)).toBe('PALICE9');
    expect(night.recorded()).toEqual([
      expect.objectContaining({
        kind: 'person-linked',
        by: { kind: 'nightlatch' },
        about: { person: 'slack:U01ALICE', provider: 'pagerduty', id: 'PALICE9' },
      }),
    ]);
    expect(await notes(night)).toEqual(['person-linked in C0AUDIT']);
  });

  test('is neither linked nor suspended by a policy that isn’t in force any more, and no channel of it is told', async () => {
    const night = await aNightOfStrangers();
    const early = await night.callerOf(aMember());
    await night.putInForce({ ...UNLISTED, hash: 'b'.repeat(64) });
    expect(await sourceUserOf(night, UNLISTED, early)).toBeUndefined();
    await ask(night, aMember(), { ...UNLISTED, hash: 'b'.repeat(64) });
    await ask(night, aMember({ email: 'eve@example.com' }));
    expect(night.recorded().map(({ kind }) => kind)).toEqual(['policy-in-force', 'person-linked']);
  });

  test('is told once also when two requests link at the same moment', async () => {
    const night = await aNightOfStrangers();
    const caller = await night.callerOf(aMember());
    const found = await Promise.all([sourceUserOf(night, UNLISTED, caller), sourceUserOf(night, UNLISTED, caller)]);
    expect(found).toEqual(['PALICE9', 'PALICE9']);
    expect([night.ofKind('person-linked').length, await notes(night)]).toEqual([1, ['person-linked in C0AUDIT']]);
  });

  test('is none when the link was suspended while this request looked', async () => {
    const night = await aNightOfStrangers();
    const early: Caller = await night.callerOf(aMember());
    await ask(night);
    await night.tx((tx) => tx.people.suspendLink('pagerduty', 'PALICE9'));
    expect(await sourceUserOf(night, UNLISTED, early)).toBeUndefined();
  });

  test.each<[string, (night: Night) => void, Member]>([
    ['Slack gives no address', () => undefined, withoutAddress(aMember())],
    [
      "Slack says the address is somebody else's",
      (night) => night.directory.put({ ...BOB, email: 'bob@example.com' }),
      aMember({ email: 'bob@example.com' }),
    ],
    ['PagerDuty has nobody with it', (night) => night.sourceUsers.remove('PALICE9'), aMember()],
    ['PagerDuty has two with it', (night) => night.sourceUsers.put('PALICE8', 'ALICE@example.com'), aMember()],
    ['the invitation was not accepted', (night) => night.sourceUsers.put('PALICE9', 'alice@example.com', false), aMember()],
  ])('is none, and nothing is written, when %s', async (_, arrange, member) => {
    const night = await aNightOfStrangers();
    night.sourceUsers.put('PBOB009', 'bob@example.com');
    arrange(night);
    expect(await ask(night, member)).toBeUndefined();
    expect(night.recorded()).toEqual([]);
  });

  test('is none when the policy gives that account to somebody', async () => {
    const policy = aPolicy({ people: new Map([['carol', { name: 'carol', slack: ['U03CAROL'], pagerduty: 'PALICE9' }]]) });
    const night = await aNightOfStrangers(policy);
    expect(await ask(night, aMember(), policy)).toBeUndefined();
    expect(night.recorded()).toEqual([]);
    // Also before the rows follow the policy.
    const early = await aNightOfStrangers();
    expect(await ask(early, aMember(), policy)).toBeUndefined();
    expect(early.recorded()).toEqual([]);
  });

  test('is none from the moment a policy gives the linked account to somebody else', async () => {
    const night = await aNightOfStrangers();
    await ask(night);
    const linked = await night.callerOf(aMember());
    const policy = aPolicy({ people: new Map([['carol', { name: 'carol', slack: ['U03CAROL'], pagerduty: 'PALICE9' }]]) });
    expect(await sourceUserOf(night, policy, linked)).toBeUndefined();
    expect(night.ofKind('link-suspended')).toEqual([]);
  });

  test('is none when another person has the account linked', async () => {
    const night = await aNightOfStrangers();
    const { person } = await night.callerOf(BOB);
    await night.tx((tx) => tx.people.addLink(person, { provider: 'pagerduty', id: 'PALICE9', madeBy: 'e-mail' }));
    expect(await ask(night)).toBeUndefined();
    expect(night.recorded()).toEqual([]);
  });
});

describe('a link by e-mail', () => {
  test.each<[string, Member, (night: Night) => void]>([
    ['the address in Slack changes', aMember({ email: 'eve@example.com' }), () => undefined],
    ['the address at PagerDuty changes', aMember(), (night) => night.sourceUsers.put('PALICE9', 'eve@example.com')],
    ['the account at PagerDuty is gone', aMember(), (night) => night.sourceUsers.remove('PALICE9')],
  ])('is suspended for good when %s, recorded and told once', async (_, member, arrange) => {
    const night = await aNightOfStrangers();
    await ask(night);
    arrange(night);
    night.directory.put(member);
    expect([await ask(night, member), await ask(night, member)]).toEqual([undefined, undefined]);
    night.sourceUsers.put('PALICE9', 'alice@example.com');
    expect(await ask(night)).toBeUndefined();
    expect(night.ofKind('link-suspended').map(({ about }) => about)).toEqual([
      { person: 'slack:U01ALICE', provider: 'pagerduty', id: 'PALICE9' },
    ]);
    expect(await notes(night)).toEqual(['person-linked in C0AUDIT', 'link-suspended in C0AUDIT']);
  });

  test('is told as suspended once also when two requests see it at the same moment', async () => {
    const night = await aNightOfStrangers();
    await ask(night);
    const caller = await night.callerOf(aMember({ email: 'eve@example.com' }));
    await Promise.all([sourceUserOf(night, UNLISTED, caller), sourceUserOf(night, UNLISTED, caller)]);
    expect(night.ofKind('link-suspended')).toHaveLength(1);
  });

  test('counts for nothing while Slack gives no address, and is not suspended by that', async () => {
    const night = await aNightOfStrangers();
    await ask(night);
    expect(await ask(night, withoutAddress(aMember()))).toBeUndefined();
    expect(await ask(night)).toBe('PALICE9');
    expect(night.ofKind('link-suspended')).toEqual([]);
  });

  test('is neither used nor suspended while PagerDuty does not answer', async () => {
    const night = await aNightOfStrangers();
    await ask(night);
    night.sourceUsers.fail('timeout');
    const caller = await night.callerOf(aMember());
    expect(await answerSourceUser(night, UNLISTED, caller)).toEqual({ known: false, source: 'PagerDuty', fault: 'timeout' });
    night.sourceUsers.heal();
    expect(await answerSourceUser(night, UNLISTED, caller)).toEqual({ known: true, value: 'PALICE9' });
  });

  test('made through one account holds for the other account of the same person', async () => {
    const second = aMember({ slackId: 'U09ALICE', email: 'alice@other.example.com' });
    const policy = aPolicy({ people: new Map([['alice', { name: 'alice', slack: ['U01ALICE', 'U09ALICE'] }]]) });
    const night = await aNightOfStrangers(policy);
    night.directory.put(second);
    await ask(night, aMember(), policy);
    expect(await ask(night, second, policy)).toBe('PALICE9');
    night.directory.put(aMember({ email: 'eve@example.com' }));
    expect(await ask(night, second, policy)).toBeUndefined();
    expect(night.ofKind('link-suspended')).toHaveLength(1);
  });

  test("does not hold because the address it was made by is now a stranger's", async () => {
    const policy = aPolicy({ people: new Map([['alice', { name: 'alice', slack: ['U01ALICE', 'U09ALICE'] }]]) });
    const night = await aNightOfStrangers(policy);
    await ask(night, aMember(), policy);
    const renamed = aMember({ email: 'eve@example.com' });
    night.directory.put(renamed);
    night.directory.put({ ...BOB, email: 'alice@example.com' });
    expect(await ask(night, renamed, policy)).toBeUndefined();
    expect(night.ofKind('link-suspended')).toHaveLength(1);
  });
});

function withoutAddress({ email: _, ...member }: Member): Member {
  return member;
}
