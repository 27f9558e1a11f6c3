import { describe, expect, test } from 'vitest';
import { revealValues, settleReveal } from '../../src/use-cases/reveal-values.ts';
import { wipeSecretViews } from '../../src/use-cases/wipe-secret-views.ts';
import { aNightWithAReveal, stateOf } from './a-reveal.ts';

describe('what became of a view', () => {
  test('is kept, with the id that Slack gave it', async () => {
    const { night, reveal } = await aNightWithAReveal();
    await revealValues(night, 'U01ALICE', reveal.id);
    expect(await settleReveal(night, reveal.id, 'shown', 'V123')).toBe('settled');
    expect(await night.tx((tx) => tx.reveals.byId(reveal.id))).toMatchObject({ state: 'shown', viewId: 'V123' });
  });

  test('is told apart when a wipe went out meanwhile', async () => {
    const { night, reveal } = await aNightWithAReveal();
    await revealValues(night, 'U01ALICE', reveal.id);
    await night.clock.advance({ seconds: 60 });
    await wipeSecretViews(night);
    expect(await settleReveal(night, reveal.id, 'shown', 'V123')).toBe('wiped-already');
    expect(await stateOf(night, reveal)).toBe('wiped');
  });

  test('is settled once: a failure noted before stays', async () => {
    const { night, reveal } = await aNightWithAReveal();
    await settleReveal(night, reveal.id, 'failed');
    expect(await settleReveal(night, reveal.id, 'shown')).toBe('settled');
    expect(await stateOf(night, reveal)).toBe('failed');
  });
});
