import { describe, expect, test } from 'vitest';
import { beginReveal, revealValues } from '../../src/use-cases/reveal-values.ts';
import { wipeSecretViews } from '../../src/use-cases/wipe-secret-views.ts';
import { aMember, BOB } from '../builders/a-member.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { aQuietNight, opened } from './a-quiet-night.ts';
import { begun, codeOf } from './a-reveal.ts';

const TWO_ACCOUNTS = aPolicy({ people: new Map([['alice', { name: 'alice', slack: ['U01ALICE', 'U09ALICE'] }]]) });

describe('beginning a reveal', () => {
  test('makes the row by which any replica wipes the view, never past the end', async () => {
    const night = await aQuietNight();
    const grant = await opened(night);
    const reveal = await begun(night, grant);
    expect(reveal).toMatchObject({
      state: 'opening',
      externalId: 'window-1',
      by: { personId: grant.holder.personId, slackId: 'U01ALICE' },
    });
    expect(reveal.wipeAt).toEqual(night.clock.at.add({ seconds: 60 }));
    await night.clock.advance({ minutes: 29, seconds: 30 });
    expect((await begun(night, grant)).wipeAt).toEqual(grant.endsAt);
  });

  test('is for the holder only, and for no grant at all is the same', async () => {
    const night = await aQuietNight();
    const grant = await opened(night);
    await night.callerOf(BOB);
    const clicks = [
      { slackId: 'U02BOB', grantId: grant.id },
      { slackId: 'U99NEW', grantId: grant.id },
      { slackId: 'U01ALICE', grantId: 'no-such-grant' },
    ];
    for (const click of clicks) expect(await beginReveal(night, { ...click, externalId: 'window-1' })).toBeUndefined();
    expect(await night.tx((tx) => tx.people.byName('slack:U99NEW'))).toBeUndefined();
  });

  test('works from another account of the same person', async () => {
    const night = await aQuietNight(TWO_ACCOUNTS);
    night.directory.put(aMember({ slackId: 'U09ALICE', displayName: 'Alice (phone)' }));
    const reveal = await begun(night, await opened(night), 'U09ALICE');
    expect(reveal.by.slackId).toBe('U09ALICE');
    expect(codeOf(await revealValues(night, 'U09ALICE', reveal.id))).toBe('values');
    expect(night.ofKind('revealed')[0]).toMatchObject({ by: { name: 'alice' }, about: { slackId: 'U09ALICE' } });
  });

  test("doesn't go by an account that the policy has given to somebody else since", async () => {
    const night = await aQuietNight();
    const grant = await opened(night);
    await night.putInForce(aPolicy({ hash: 'b'.repeat(64), people: new Map([['bob', { name: 'bob', slack: ['U01ALICE'] }]]) }));
    expect(await beginReveal(night, { slackId: 'U01ALICE', grantId: grant.id, externalId: 'window-1' })).toBeUndefined();
  });

  test('is not begun while this process holds no policy', async () => {
    const night = await aQuietNight();
    const grant = await opened(night);
    night.hold(undefined);
    expect(await beginReveal(night, { slackId: 'U01ALICE', grantId: grant.id, externalId: 'window-1' })).toBeUndefined();
  });

  test("keeps the window's card away until the wipe, and a process that died in between keeps it no longer", async () => {
    const night = await aQuietNight();
    const grant = await opened(night);
    await night.tx((tx) =>
      tx.cards.add({ kind: 'grant', grantId: grant.id }, { kind: 'window', externalId: 'window-1', viewer: 'U01ALICE' }),
    );
    const windows = async () => (await night.cards()).filter(({ place }) => place.kind === 'window').length;
    expect(await windows()).toBe(1);
    await begun(night, grant);
    expect(await windows()).toBe(0);
    await night.clock.advance({ seconds: 59 });
    expect([await wipeSecretViews(night), await windows()]).toEqual([0, 0]);
    await night.clock.advance({ seconds: 1 });
    expect([await wipeSecretViews(night), await windows()]).toEqual([1, 1]);
  });

  test('of an ended grant is wiped at once and shows nothing', async () => {
    const night = await aQuietNight();
    const grant = await opened(night);
    await night.tx((tx) => tx.grants.end(grant.id, 'revoked'));
    const reveal = await begun(night, grant);
    expect(codeOf(await revealValues(night, 'U01ALICE', reveal.id))).toBe('ended');
    expect(await wipeSecretViews(night)).toBe(1);
    expect(night.secrets.paths).toEqual([]);
  });
});
