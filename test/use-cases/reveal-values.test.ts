import { describe, expect, test } from 'vitest';
import type { Grant } from '../../src/domain/grant.ts';
import type { Policy, Show } from '../../src/domain/policy.ts';
import type { Reveal } from '../../src/domain/reveal.ts';
import { revealValues } from '../../src/use-cases/reveal-values.ts';
import { wipeSecretViews } from '../../src/use-cases/wipe-secret-views.ts';
import { aMember } from '../builders/a-member.ts';
import { aPolicy, aResource } from '../builders/a-policy.ts';
import { aQuietNight, type Night, opened, present } from './a-quiet-night.ts';
import { aNightWithAReveal, begun, codeOf, stateOf } from './a-reveal.ts';

/** `db-prod` with its two variables shown as given. */
function aPolicyShowing(url: Show, password: Show, hash = 'a'.repeat(64)): Policy {
  const variable = (name: string, show: Show) =>
    [name, { name, source: { source: 'sealed', path: `db-prod/${name}` }, show }] as const;
  const variables = new Map([variable('DATABASE_URL', url), variable('PGPASSWORD', password)]);
  return aPolicy({ hash, resources: new Map([['db-prod', aResource({ variables })]]) });
}

describe('showing values', () => {
  test('happens after row and entry are committed', async () => {
    const { night, grant, reveal } = await aNightWithAReveal();
    const seen: unknown[] = [];
    night.secrets.beforeRead = async () => {
      seen.push([await stateOf(night, reveal), night.ofKind('revealed').map(({ about }) => about)]);
    };
    const outcome = await revealValues(night, 'U01ALICE', reveal.id);
    const about = {
      ...{ grant: grant.id, reveal: reveal.id, resource: 'db-prod', slackId: 'U01ALICE', count: 1 },
      variables: ['DATABASE_URL', 'PGPASSWORD'],
    };
    expect(seen).toEqual(Array(2).fill(['recorded', [about]]));
    expect(outcome).toMatchObject({ outcome: 'values', left: 9, elsewhere: [], grant: { id: grant.id } });
    expect(outcome.outcome === 'values' && outcome.values.map(({ name, value }) => [name, value.reveal()])).toEqual([
      ['DATABASE_URL', 'canary-7Qm2-nightlatch-do-not-use'],
      ['PGPASSWORD', 'canary-7Qm2-nightlatch-do-not-use'],
    ]);
    expect((await present(night, grant)).reveals).toMatchObject({ count: 1, variables: ['DATABASE_URL', 'PGPASSWORD'] });
  });

  test('reads nothing when the row cannot be committed', async () => {
    const { night, reveal } = await aNightWithAReveal();
    night.store.down = true;
    await expect(revealValues(night, 'U01ALICE', reveal.id)).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(night.secrets.paths).toEqual([]);
  });

  test('reads nothing when Slack does not say who is asking, and asks afresh', async () => {
    const { night, reveal } = await aNightWithAReveal();
    night.directory.fail('timeout');
    await expect(revealValues(night, 'U01ALICE', reveal.id)).rejects.toMatchObject({ name: 'SourceUnavailable' });
    night.directory.heal();
    await revealValues(night, 'U01ALICE', reveal.id);
    expect(night.directory.askedAfresh).toEqual(['U01ALICE']);
  });

  test('draws the cards of the grant and its holder’s home again', async () => {
    const { night, grant, reveal } = await aNightWithAReveal();
    const ids = await night.tx(async (tx) => [
      await tx.cards.add({ kind: 'grant', grantId: grant.id }, { kind: 'channel', channel: 'C0AUDIT' }),
      await tx.cards.add({ kind: 'home' }, { kind: 'home', of: 'U01ALICE' }),
    ]);
    for (const card of await night.cards()) await night.tx((tx) => tx.cards.drawn(card, 'hash'));
    await revealValues(night, 'U01ALICE', reveal.id);
    expect((await night.cards()).map((card) => card.id)).toEqual(ids);
  });

  test('leaves out what the policy keeps from Slack, and the row never names it', async () => {
    const { night, grant, reveal } = await aNightWithAReveal(aPolicyShowing('slack', 'terminal'));
    expect(reveal.variables).toEqual(['DATABASE_URL']);
    const outcome = await revealValues(night, 'U01ALICE', reveal.id);
    expect(outcome).toMatchObject({ values: [{ name: 'DATABASE_URL' }], elsewhere: ['PGPASSWORD'] });
    expect(night.secrets.paths).toEqual(['db-prod/DATABASE_URL']);
    expect(night.ofKind('revealed')[0]?.about.variables).toEqual(['DATABASE_URL']);
    expect((await present(night, grant)).reveals.variables).toEqual(['DATABASE_URL']);
  });

  test('gives no more than the row names, though a policy allowed more meanwhile', async () => {
    const { night, reveal } = await aNightWithAReveal(aPolicyShowing('slack', 'never'));
    await night.putInForce(aPolicyShowing('slack', 'slack', 'b'.repeat(64)));
    expect(await revealValues(night, 'U01ALICE', reveal.id)).toMatchObject({
      values: [{ name: 'DATABASE_URL' }],
      elsewhere: ['PGPASSWORD'],
    });
  });

  test('gives no more than was granted', async () => {
    const night = await aQuietNight();
    const reveal = await begun(night, await opened(night, { variables: ['PGPASSWORD'] }));
    const outcome = await revealValues(night, 'U01ALICE', reveal.id);
    expect(outcome).toMatchObject({ values: [{ name: 'PGPASSWORD' }], elsewhere: [] });
    expect(night.secrets.paths).toEqual(['db-prod/PGPASSWORD']);
  });
});

describe('no value is read or shown', () => {
  interface Case {
    night: Night;
    grant: Grant;
    reveal: Reveal;
  }
  const REFUSALS: [string, string, (given: Case) => Promise<unknown>, Policy?][] = [
    ['ended', 'after it was revoked', ({ night, grant }) => night.tx((tx) => tx.grants.end(grant.id, 'revoked'))],
    ['ended', 'at its end, though no job closed it yet', async ({ night, grant }) => night.clock.set(grant.endsAt)],
    ['wiped-already', 'when the wipe is due', async ({ night, reveal }) => night.clock.set(reveal.wipeAt)],
    ['wiped-already', 'after the wipe', ({ night, reveal }) => night.tx((tx) => tx.reveals.move(reveal.id, 'wiped'))],
    ['wiped-already', 'twice for one row', ({ night, reveal }) => night.tx((tx) => tx.reveals.move(reveal.id, 'recorded'))],
    [
      'no-policy',
      'while another policy is in force',
      async ({ night }) => {
        const held = night.policy.current();
        await night.putInForce(aPolicy({ hash: 'b'.repeat(64) }));
        night.hold(held);
      },
    ],
    ['not-shown-in-slack', 'when no variable of it may be', async () => undefined, aPolicyShowing('terminal', 'never')],
    [
      'not-shown-in-slack',
      'when the resource is gone from the policy',
      ({ night }) => night.putInForce(aPolicy({ hash: 'b'.repeat(64), resources: new Map() })),
    ],
  ];

  test.each(REFUSALS)('(%s) %s', async (code, _, arrange, policy) => {
    const given = await aNightWithAReveal(policy);
    await arrange(given);
    const { night, reveal } = given;
    expect(codeOf(await revealValues(night, 'U01ALICE', reveal.id))).toBe(code);
    expect(night.secrets.paths).toEqual([]);
    expect(night.ofKind('revealed')).toEqual([]);
    expect(night.ofKind('refused').map(({ by, about }) => [by, about])).toEqual([
      [expect.objectContaining({ name: 'alice' }), { code: `reveal-${code}`, reveal: reveal.id }],
    ]);
  });

  test('one millisecond before the end it still is, when the view is new', async () => {
    const night = await aQuietNight();
    const grant = await opened(night);
    await night.clock.set(grant.endsAt.subtract({ milliseconds: 1 }));
    const reveal = await begun(night, grant);
    expect(codeOf(await revealValues(night, 'U01ALICE', reveal.id))).toBe('values');
  });

  test('to another person, whose refusal is the same as for no reveal at all', async () => {
    const { night, reveal } = await aNightWithAReveal();
    expect(await revealValues(night, 'U02BOB', reveal.id)).toEqual({ outcome: 'refused', because: { code: 'not-found' } });
    expect(await revealValues(night, 'U02BOB', 'no-such-reveal')).toEqual({ outcome: 'refused', because: { code: 'not-found' } });
    expect(await stateOf(night, reveal)).toBe('opening');
    expect(night.ofKind('refused').map(({ by }) => by)).toEqual([expect.objectContaining({ name: 'bob' })]);
    expect(night.secrets.paths).toEqual([]);
  });

  test.each(['guest', 'bot', 'deactivated', 'outsider'] as const)('to the holder once they are a %s', async (standing) => {
    const { night, reveal } = await aNightWithAReveal();
    night.directory.put(aMember({ standing }));
    expect(await revealValues(night, 'U01ALICE', reveal.id)).toEqual({ outcome: 'refused', because: { code: 'outsider' } });
    expect([night.recorded(), night.secrets.paths]).toEqual([[], []]);
  });

  test('while this process holds no policy', async () => {
    const { night, reveal } = await aNightWithAReveal();
    night.hold(undefined);
    expect(codeOf(await revealValues(night, 'U01ALICE', reveal.id))).toBe('no-policy');
    expect(night.secrets.paths).toEqual([]);
  });

  test('once more than the rule allows, failed reads included', async () => {
    const night = await aQuietNight();
    const terms = { ...(await opened(night, { resource: 'other' })).terms, maxReveals: 2 };
    const grant = await opened(night, { terms });
    const [first, second, third] = [await begun(night, grant), await begun(night, grant), await begun(night, grant)];
    expect(await revealValues(night, 'U01ALICE', first.id)).toMatchObject({ left: 1 });
    night.secrets.fail('unavailable');
    expect(codeOf(await revealValues(night, 'U01ALICE', second.id))).toBe('secret-unavailable');
    expect(codeOf(await revealValues(night, 'U01ALICE', third.id))).toBe('shown-often-enough');
    expect(night.ofKind('revealed').map(({ about }) => about.count)).toEqual([1, 2]);
  });

  test('over the limit by clicks at the same moment', async () => {
    const night = await aQuietNight();
    const terms = { ...(await opened(night, { resource: 'other' })).terms, maxReveals: 3 };
    const grant = await opened(night, { terms });
    const reveals = await Promise.all(Array.from({ length: 20 }, () => begun(night, grant)));
    const codes = (await Promise.all(reveals.map(({ id }) => revealValues(night, 'U01ALICE', id)))).map(codeOf);
    expect(codes.filter((code) => code === 'values')).toHaveLength(3);
    expect(night.ofKind('revealed')).toHaveLength(3);
  });
});

describe('a value that cannot be read', () => {
  test.each(['no-key', 'wrong-key', 'missing', 'damaged', 'unavailable'] as const)(
    '(%s) is said, and the failure is on record',
    async (fault) => {
      const { night, grant, reveal } = await aNightWithAReveal();
      night.secrets.fail(fault);
      expect(await revealValues(night, 'U01ALICE', reveal.id)).toMatchObject({
        outcome: 'refused',
        because: { code: 'secret-unavailable', fault, grant: { id: grant.id } },
      });
      expect(night.recorded().map(({ kind }) => kind)).toEqual(['revealed', 'reveal-failed']);
      expect(night.ofKind('reveal-failed')[0]?.about).toEqual({
        ...{ grant: grant.id, reveal: reveal.id, resource: 'db-prod', variables: reveal.variables, fault },
      });
      expect(await stateOf(night, reveal)).toBe('failed');
      expect((await present(night, grant)).reveals.count).toBe(0);
    },
  );

  test('for a reason nobody foresaw is a fault; its view is still wiped', async () => {
    const { night, reveal } = await aNightWithAReveal();
    night.secrets.fail(new TypeError('odd'));
    await expect(revealValues(night, 'U01ALICE', reveal.id)).rejects.toThrow('odd');
    await night.clock.advance({ seconds: 60 });
    expect(await wipeSecretViews(night)).toBe(1);
  });
});
