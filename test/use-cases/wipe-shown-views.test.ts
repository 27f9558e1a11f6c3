import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../src/ports/store.ts';
import { wipeShownViews } from '../../src/use-cases/wipe-shown-views.ts';
import { FakeSecretWindows } from '../fakes/fake-secret-windows.ts';
import { KeepingLogger } from '../fakes/keeping-logger.ts';
import { aNightWithAReveal, stateOf } from './a-reveal.ts';

async function aShownView() {
  const { night, grant, reveal } = await aNightWithAReveal();
  await night.tx((tx) => tx.reveals.move(reveal.id, 'recorded'));
  const windows = new FakeSecretWindows();
  const needs = { store: night.store, windows, log: new KeepingLogger() };
  return { night, windows, needs, shown: { reveal, grant } };
}

describe('a view whose process ends', () => {
  it('is overwritten before its time and is on record as wiped; its grant lives on', async () => {
    const { night, windows, needs, shown } = await aShownView();
    await wipeShownViews(needs, [shown]);
    expect(windows.overwritten.map(({ reveal }) => reveal.id)).toEqual([shown.reveal.id]);
    expect(await stateOf(night, shown.reveal)).toBe('wiped');
    expect(await night.tx((tx) => tx.grants.byId(shown.grant.id))).toMatchObject({ state: 'active' });
  });

  it('is left alone where another replica has wiped it', async () => {
    const { night, windows, needs, shown } = await aShownView();
    await night.tx((tx) => tx.reveals.move(shown.reveal.id, 'wiped'));
    await wipeShownViews(needs, [shown]);
    expect(windows.overwritten).toEqual([]);
  });

  it('is overwritten although the database is away', async () => {
    const { night, windows, needs, shown } = await aShownView();
    const away = { transaction: () => Promise.reject(new StoreUnavailable()) };
    await wipeShownViews({ ...needs, store: away }, [shown]);
    expect(windows.overwritten).toHaveLength(1);
    expect(await stateOf(night, shown.reveal)).toBe('recorded');
  });

  it('stays due where Slack doesn’t take the wipe, so that another replica sends it', async () => {
    const { night, windows, needs, shown } = await aShownView();
    windows.answer = 'later';
    await wipeShownViews(needs, [shown]);
    expect(await stateOf(night, shown.reveal)).toBe('recorded');
  });
});
