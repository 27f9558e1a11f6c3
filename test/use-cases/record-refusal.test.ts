import { describe, expect, test } from 'vitest';
import { recordCountedRefusals, recordRefusal } from '../../src/use-cases/record-refusal.ts';
import { aMember, BOB } from '../builders/a-member.ts';
import { aQuietNight } from './a-quiet-night.ts';

async function aNight() {
  const night = await aQuietNight();
  const [alice, bob] = [(await night.callerOf(aMember())).person, (await night.callerOf(BOB)).person];
  return {
    night,
    alice,
    bob,
    entries: () => night.recorded().map(({ kind, by, about }) => [kind, by.kind === 'person' && by.name, about]),
  };
}

describe('a refusal', () => {
  test('is an entry at once; equal ones within the minute become one entry "n more"', async () => {
    const { night, alice, entries } = await aNight();
    for (let times = 0; times < 4; times++) await recordRefusal(night, alice, { code: 'not-allowed', resource: 'db-prod' });
    await recordCountedRefusals(night);
    const first = ['refused', 'alice', { code: 'not-allowed', resource: 'db-prod' }];
    expect(entries()).toEqual([first]);
    await night.clock.advance({ seconds: 60 });
    await recordCountedRefusals(night);
    await recordCountedRefusals(night);
    expect(entries()).toEqual([first, ['refused-again', 'alice', { code: 'not-allowed', resource: 'db-prod', more: 3 }]]);
  });

  test('of another person, code or resource is another one', async () => {
    const { night, alice, bob, entries } = await aNight();
    await recordRefusal(night, alice, { code: 'not-allowed', resource: 'db-prod' });
    await recordRefusal(night, alice, { code: 'not-allowed', resource: 'db-test' });
    await recordRefusal(night, alice, { code: 'cannot-tell', resource: 'db-prod' });
    await recordRefusal(night, bob, { code: 'not-allowed', resource: 'db-prod' });
    expect(entries()).toHaveLength(4);
  });

  test('is counted whatever it was about: nobody floods the log by varying what they name', async () => {
    const { night, alice, entries } = await aNight();
    for (let id = 0; id < 50; id++) await recordRefusal(night, alice, { code: 'not-yours', about: { grant: `g-${id}` } });
    await night.clock.advance({ seconds: 60 });
    await recordCountedRefusals(night);
    expect(entries()).toEqual([
      ['refused', 'alice', { code: 'not-yours', grant: 'g-0' }],
      ['refused-again', 'alice', { code: 'not-yours', more: 49 }],
    ]);
  });

  test('is told whole again even where a name has the sign that joins the two', async () => {
    const { night, alice, entries } = await aNight();
    for (let times = 0; times < 2; times++) await recordRefusal(night, alice, { code: 'not-allowed', resource: 'a:b' });
    await night.clock.advance({ seconds: 60 });
    await recordCountedRefusals(night);
    expect(entries()[1]).toEqual(['refused-again', 'alice', { code: 'not-allowed', resource: 'a:b', more: 1 }]);
  });

  test('stands also when the database does not answer, and the log says that it is not on record', async () => {
    const { night, alice } = await aNight();
    night.store.down = true;
    await recordRefusal(night, alice, { code: 'not-allowed' });
    expect(night.log.lines).toMatchObject([{ level: 'error', event: 'refusal not recorded', fields: { code: 'not-allowed' } }]);
    await expect(recordCountedRefusals(night)).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });

  test('is not counted as told when its entry could not be kept', async () => {
    const { night, alice, entries } = await aNight();
    night.store.down = true;
    await recordRefusal(night, alice, { code: 'not-allowed' });
    night.store.down = false;
    await recordRefusal(night, alice, { code: 'not-allowed' });
    expect(entries()).toHaveLength(1);
  });

  test('for a reason nobody foresaw is a fault', async () => {
    const { night, alice } = await aNight();
    night.store.transaction = () => Promise.reject(new TypeError('odd'));
    await expect(recordRefusal(night, alice, { code: 'not-allowed' })).rejects.toThrow('odd');
  });
});
