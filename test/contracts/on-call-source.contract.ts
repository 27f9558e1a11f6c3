import { describe, expect, test } from 'vitest';
import type { TargetName } from '../../src/domain/names.ts';
import type { TargetSource } from '../../src/domain/policy.ts';
import type { OnCallUser } from '../../src/domain/shift.ts';
import { type OnCallSource, SourceUnavailable } from '../../src/ports/on-call-source.ts';

/** On call at one time; those of a contract are all as long, or at the same time. */
export interface Duty {
  who: 'Alice' | 'Bob';
  start: Temporal.Instant;
  end: Temporal.Instant;
}

/** An on-call source in a world that a test arranges. */
export interface OnCallWorld extends AsyncDisposable {
  source: OnCallSource;
  /** What a target asks of the source, of which it will tell these. */
  given(target: TargetName, duties: readonly Duty[]): TargetSource;
  /** What it can't answer. */
  givenWithoutAnswer(target: TargetName): TargetSource;
  userOf(who: Duty['who']): OnCallUser;
}

const at = (text: string) => Temporal.Instant.from(text);
const from = at('2026-03-02T03:17:00Z');
const until = at('2026-03-03T03:17:00Z');
const night: Duty = { who: 'Alice', start: at('2026-03-01T19:00:00Z'), end: at('2026-03-02T07:00:00Z') };

/** What every OnCallSource keeps, whoever makes its plans. */
export function onCallSourceContract(name: string, makeWorld: () => Promise<OnCallWorld>): void {
  describe(`${name} as an on-call source`, () => {
    test('says that nobody is on call where nobody is', async () => {
      await using world = await makeWorld();
      expect(await world.source.shiftsOn(world.given('db-primary', []), from, until)).toEqual([]);
    });

    test('gives a shift whole, although the window starts within it', async () => {
      await using world = await makeWorld();
      const { who, ...span } = night;
      const shift = { target: 'db-primary', user: world.userOf(who), level: 1, ...span };
      expect(await world.source.shiftsOn(world.given('db-primary', [night]), from, until)).toEqual([shift]);
    });

    test.each([
      ['2026-03-02T06:59:59Z', 1],
      ['2026-03-02T06:59:59.999999Z', 1],
      ['2026-03-02T07:00:00Z', 0],
      ['2026-03-02T07:00:01Z', 0],
    ])('asked from %s gives %i of a shift that ends at 07:00', async (start, count) => {
      await using world = await makeWorld();
      const source = world.given('db-primary', [night]);
      expect(await world.source.shiftsOn(source, at(start), until)).toHaveLength(count);
    });

    test.each([
      ['2026-03-01T18:59:59Z', 0],
      ['2026-03-01T19:00:00Z', 0],
      ['2026-03-01T19:00:00.000001Z', 1],
      ['2026-03-01T19:00:01Z', 1],
    ])('asked until %s gives %i of a shift that starts at 19:00', async (end, count) => {
      await using world = await makeWorld();
      const source = world.given('db-primary', [night]);
      expect(await world.source.shiftsOn(source, at('2026-03-01T12:00:00Z'), at(end))).toHaveLength(count);
    });

    test('gives everyone who is on call at once', async () => {
      await using world = await makeWorld();
      const shifts = await world.source.shiftsOn(world.given('db-all', [night, { ...night, who: 'Bob' }]), from, until);
      expect(shifts.map((shift) => shift.user.id).toSorted()).toEqual(
        [world.userOf('Alice').id, world.userOf('Bob').id].toSorted(),
      );
    });

    test('gives nothing of another target', async () => {
      await using world = await makeWorld();
      world.given('db-primary', [night]);
      expect(await world.source.shiftsOn(world.given('other', []), from, until)).toEqual([]);
    });

    test('gives all of a list of 250', async () => {
      await using world = await makeWorld();
      const days = Array.from({ length: 250 }, (_, nth): Duty => {
        const start = from.add({ hours: 24 * nth });
        return { who: nth % 2 === 0 ? 'Alice' : 'Bob', start, end: start.add({ hours: 24 }) };
      });
      const source = world.given('db-primary', days);
      expect(await world.source.shiftsOn(source, from, from.add({ hours: 24 * 250 }))).toHaveLength(250);
    });

    test('throws SourceUnavailable when it cannot answer', async () => {
      await using world = await makeWorld();
      const source = world.givenWithoutAnswer('db-primary');
      await expect(world.source.shiftsOn(source, from, until)).rejects.toBeInstanceOf(SourceUnavailable);
    });
  });
}
