import { describe, expect, test } from 'vitest';
import type { Grant } from '../../src/domain/grant.ts';
import type { Extension } from '../../src/ports/grants.ts';
import { applyExtension } from '../../src/use-cases/apply-extension.ts';
import { aMember } from '../builders/a-member.ts';
import { aQuietNight, type Night, opened, present, START } from './a-quiet-night.ts';

/** Alice's grant, made quarter of an hour longer by a rule that also gives PGPASSWORD. */
async function aNightWithAnExtension() {
  const night = await aQuietNight();
  const grant = await opened(night, { variables: ['DATABASE_URL'] });
  const extension: Extension = {
    variables: ['DATABASE_URL', 'PGPASSWORD'],
    rule: 'another rule',
    breakGlass: false,
    terms: { ...grant.terms, maxReveals: 3 },
    policyHash: 'a'.repeat(64),
    evidence: { askedAt: START, onCall: [] },
    end: { at: START.add({ minutes: 45 }), because: 'shift' },
    request: {
      ...{ resource: 'db-prod', variables: ['PGPASSWORD'], reason: 'still lagging' },
      ...{ time: { kind: 'default' }, breakGlass: false, channel: 'C0INC' },
    },
  };
  return { night, grant, extension };
}

async function apply(night: Night, grant: Grant, extension: Extension) {
  const caller = await night.callerOf(aMember());
  return night.tx((tx) => applyExtension(tx, { caller, grant, extension }));
}

describe('extending', () => {
  test('moves the end of the same grant, with an entry that says from when to when', async () => {
    const { night, grant, extension } = await aNightWithAnExtension();
    expect(await apply(night, grant, extension)).toMatchObject({ id: grant.id, endsAt: START.add({ minutes: 45 }) });
    expect(await present(night, grant)).toMatchObject({
      ...{ endsBecause: 'shift', rule: 'another rule', extensions: 1, startedAt: START },
      ...{ variables: ['DATABASE_URL', 'PGPASSWORD'], terms: { maxReveals: 3 } },
    });
    expect(night.recorded()).toEqual([
      expect.objectContaining({
        kind: 'grant-extended',
        by: { kind: 'person', id: grant.holder.personId, name: 'alice' },
        about: {
          ...{ grant: grant.id, resource: 'db-prod', holder: grant.holder, slackId: 'U01ALICE', rule: 'another rule' },
          ...{ variables: ['DATABASE_URL', 'PGPASSWORD'], policyHash: 'a'.repeat(64), reason: 'still lagging' },
          ...{ endedAt: '2026-03-01T03:47:00Z', endsAt: '2026-03-01T04:02:00Z', endsBecause: 'shift' },
          evidence: { askedAt: '2026-03-01T03:17:00Z', onCall: [] },
        },
      }),
    ]);
  });

  test("has the grant's cards and its holder's home drawn again", async () => {
    const { night, grant, extension } = await aNightWithAnExtension();
    await night.tx((tx) => tx.cards.add({ kind: 'grant', grantId: grant.id }, { kind: 'direct', to: 'U01ALICE' }));
    await night.tx((tx) => tx.cards.add({ kind: 'home' }, { kind: 'home', of: 'U01ALICE' }));
    await night.tx((tx) => tx.cards.add({ kind: 'home' }, { kind: 'home', of: 'U02BOB' }));
    for (const card of await night.cards()) await night.tx((tx) => tx.cards.drawn(card, 'hash'));
    await apply(night, grant, extension);
    expect((await night.cards()).map(({ place }) => place)).toEqual([
      { kind: 'direct', to: 'U01ALICE' },
      { kind: 'home', of: 'U01ALICE' },
    ]);
  });

  test('a grant whose end has come changes nothing and is no entry', async () => {
    const { night, grant, extension } = await aNightWithAnExtension();
    await night.clock.set(grant.endsAt);
    expect(await apply(night, grant, extension)).toBeUndefined();
    expect((await present(night, grant)).endsAt).toEqual(grant.endsAt);
    expect(night.recorded()).toEqual([]);
  });
});
