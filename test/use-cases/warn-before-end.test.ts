import { describe, expect, test } from 'vitest';
import type { Grant } from '../../src/domain/grant.ts';
import { warnBeforeEnd } from '../../src/use-cases/warn-before-end.ts';
import { aQuietNight, type Night, opened, START } from './a-quiet-night.ts';

const END = START.add({ minutes: 30 });

/** What holders were told of ends, card by card. */
async function warnings(night: Night): Promise<unknown[]> {
  const cards = await night.cards();
  return cards.filter(({ subject }) => subject.kind === 'grant' && subject.aspect === 'ending').map(({ place }) => place);
}

async function extend(night: Night, grant: Grant, end: Temporal.Instant): Promise<void> {
  const { variables, rule, breakGlass, terms, policyHash, evidence } = grant;
  const request = { resource: 'db-prod', variables: [], time: { kind: 'default' }, breakGlass: false, channel: 'C0INC' } as const;
  const extension = {
    variables,
    rule,
    breakGlass,
    terms,
    policyHash,
    evidence,
    request,
    end: { at: end, because: 'asked' } as const,
  };
  await night.tx((tx) => tx.grants.extend(grant.id, extension));
}

describe('warning before the end', () => {
  test('the holder is told by direct message from five minutes before, and not a second earlier', async () => {
    const night = await aQuietNight();
    await opened(night);
    await night.clock.set(END.subtract({ seconds: 301 }));
    expect(await warnBeforeEnd(night)).toBe(0);
    await night.clock.set(END.subtract({ seconds: 300 }));
    expect(await warnBeforeEnd(night)).toBe(1);
    expect(await warnings(night)).toEqual([{ kind: 'direct', to: 'U01ALICE' }]);
  });

  test('once an end: one that was moved is told of again', async () => {
    const night = await aQuietNight();
    const grant = await opened(night);
    await night.clock.set(END.subtract({ minutes: 4 }));
    expect([await warnBeforeEnd(night), await warnBeforeEnd(night)]).toEqual([1, 0]);
    await extend(night, grant, END.add({ minutes: 20 }));
    expect(await warnBeforeEnd(night)).toBe(0);
    await night.clock.set(END.add({ minutes: 16 }));
    expect([await warnBeforeEnd(night), await warnBeforeEnd(night)]).toEqual([1, 0]);
    expect(await warnings(night)).toHaveLength(2);
  });

  test('nobody is told of a grant of five minutes, nor of one that has ended', async () => {
    const night = await aQuietNight();
    await opened(night, { end: { at: START.add({ minutes: 5 }), because: 'asked' } });
    const ended = await opened(night, { resource: 'other' });
    await night.tx((tx) => tx.grants.end(ended.id, 'given-back'));
    await night.clock.set(START.add({ minutes: 4 }));
    expect(await warnBeforeEnd(night)).toBe(0);
    await night.clock.set(END);
    expect(await warnBeforeEnd(night)).toBe(0);
  });
});
