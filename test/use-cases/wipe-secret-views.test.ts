import { describe, expect, test } from 'vitest';
import type { Grant } from '../../src/domain/grant.ts';
import { beginReveal, revealValues, settleReveal } from '../../src/use-cases/reveal-values.ts';
import { wipeSecretViews } from '../../src/use-cases/wipe-secret-views.ts';
import { aQuietNight, type Night, opened } from './a-quiet-night.ts';

async function aNightWithAView(): Promise<{ night: Night; grant: Grant; id: string }> {
  const night = await aQuietNight();
  const grant = await opened(night);
  const window = { kind: 'window', externalId: 'window-1', viewer: 'U01ALICE' } as const;
  await night.tx((tx) => tx.cards.add({ kind: 'grant', grantId: grant.id }, window));
  const begun = await beginReveal(night, { slackId: 'U01ALICE', grantId: grant.id, externalId: 'window-1' });
  const id = begun?.reveal.id ?? '';
  await revealValues(night, 'U01ALICE', id);
  await settleReveal(night, id, 'shown', 'V123');
  return { night, grant, id };
}

const stateOf = async (night: Night, id: string) => (await night.tx((tx) => tx.reveals.byId(id)))?.state;

describe('a secret view', () => {
  test('is overwritten when its time is over, not before, and once', async () => {
    const { night, id } = await aNightWithAView();
    await night.clock.advance({ seconds: 59 });
    expect(await wipeSecretViews(night)).toBe(0);
    await night.clock.advance({ seconds: 1 });
    expect(await wipeSecretViews(night)).toBe(1);
    expect(night.windows.overwritten.map(({ reveal }) => reveal)).toEqual([expect.objectContaining({ id, viewId: 'V123' })]);
    expect(await stateOf(night, id)).toBe('wiped');
    await night.clock.advance({ seconds: 60 });
    expect(await wipeSecretViews(night)).toBe(0);
  });

  test('is overwritten at once when its grant is ended, and is told the grant as it is then', async () => {
    const { night, grant } = await aNightWithAView();
    await night.tx((tx) => tx.grants.end(grant.id, 'revoked'));
    expect(await wipeSecretViews(night)).toBe(1);
    expect(night.windows.overwritten[0]?.grant.state).toBe('ended');
  });

  test('that Slack does not take is sent again after the lease, for as long as it takes', async () => {
    const { night, id } = await aNightWithAView();
    await night.clock.advance({ seconds: 60 });
    night.windows.answer = 'later';
    expect([await wipeSecretViews(night), await stateOf(night, id)]).toEqual([0, 'shown']);
    expect(await wipeSecretViews(night)).toBe(0);
    expect(night.windows.overwritten).toHaveLength(1);
    for (let times = 0; times < 50; times++) {
      await night.clock.advance({ seconds: 5 });
      await wipeSecretViews(night);
    }
    expect(night.windows.overwritten).toHaveLength(51);
    night.windows.answer = 'wiped';
    await night.clock.advance({ seconds: 5 });
    expect(await wipeSecretViews(night)).toBe(1);
  });

  test('is overwritten in time however many others are due', async () => {
    const { night, grant, id } = await aNightWithAView();
    for (let clicks = 0; clicks < 100; clicks++)
      await beginReveal(night, { slackId: 'U01ALICE', grantId: grant.id, externalId: `window-of-click-${clicks}` });
    await night.tx((tx) => tx.grants.end(grant.id, 'revoked'));
    expect(await wipeSecretViews(night)).toBe(101);
    expect(await stateOf(night, id)).toBe('wiped');
  });

  test('that nobody has open any more is done with', async () => {
    const { night, id } = await aNightWithAView();
    night.windows.answer = 'gone';
    await night.clock.advance({ seconds: 60 });
    expect([await wipeSecretViews(night), await stateOf(night, id)]).toEqual([1, 'wiped']);
  });

  test('gives its window back to the card only once it is overwritten', async () => {
    const { night } = await aNightWithAView();
    const windows = async () => (await night.cards()).filter(({ place }) => place.kind === 'window').length;
    await night.clock.advance({ seconds: 60 });
    night.windows.answer = 'later';
    await wipeSecretViews(night);
    expect(await windows()).toBe(0);
    night.windows.answer = 'wiped';
    await night.clock.advance({ seconds: 5 });
    await wipeSecretViews(night);
    expect(await windows()).toBe(1);
  });

  test('whose wipe could not be noted is overwritten again', async () => {
    const { night, id } = await aNightWithAView();
    await night.clock.advance({ seconds: 60 });
    const overwrite = night.windows.overwrite.bind(night.windows);
    night.windows.overwrite = async (reveal, grant) => {
      night.store.down = true;
      return overwrite(reveal, grant);
    };
    await expect(wipeSecretViews(night)).rejects.toMatchObject({ name: 'StoreUnavailable' });
    night.store.down = false;
    night.windows.overwrite = overwrite;
    await night.clock.advance({ seconds: 5 });
    expect([await wipeSecretViews(night), await stateOf(night, id)]).toEqual([1, 'wiped']);
  });
});
