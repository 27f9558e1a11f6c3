import { expect, test } from 'vitest';
import { noteOutage } from '../../src/use-cases/note-outage.ts';
import { aQuietNight, type Night, START } from './a-quiet-night.ts';

/** A night with one panel, which shows how things stood. */
async function aNightWithPanel(): Promise<Night> {
  const night = await aQuietNight();
  await night.tx(async (tx) => {
    await tx.incidents.addChannel('C0INC', 'inc-42');
    const id = await tx.cards.add({ kind: 'panel', channel: 'C0INC' }, { kind: 'channel', channel: 'C0INC' });
    for (const card of await tx.cards.claimDirty(10, 30)) await tx.cards.drawn(card, 'hash');
    return id;
  });
  return night;
}

const dirty = async (night: Night) => (await night.cards()).map(({ subject }) => subject.kind);
const down = (night: Night) => noteOutage(night, 'PagerDuty', 'timeout');
const up = (night: Night) => noteOutage(night, 'PagerDuty', undefined);

test('an outage is an entry when it begins and one when it ends, and panels say both', async () => {
  const night = await aNightWithPanel();
  await down(night);
  expect(await dirty(night)).toEqual(['panel']);
  await night.clock.advance({ minutes: 47 });
  await up(night);
  expect(await dirty(night)).toEqual(['panel']);
  expect(night.recorded().map(({ kind, by, about }) => ({ kind, by, about }))).toEqual([
    { kind: 'source-down', by: { kind: 'nightlatch' }, about: { source: 'PagerDuty', fault: 'timeout' } },
    {
      ...{ kind: 'source-up', by: { kind: 'nightlatch' } },
      about: { source: 'PagerDuty', fault: 'timeout', since: String(START), seconds: 47 * 60 },
    },
  ]);
  expect(night.log.lines.map(({ level, event }) => `${level} ${event}`)).toEqual([
    "warn PagerDuty doesn't answer",
    'info PagerDuty answers again',
  ]);
});

test('what is known already is no news', async () => {
  const night = await aNightWithPanel();
  await up(night);
  await down(night);
  await dirty(night);
  await noteOutage(night, 'PagerDuty', 'server');
  expect(night.recorded()).toHaveLength(1);
  expect(night.log.lines).toHaveLength(1);
  expect(await night.tx((tx) => tx.outages.open())).toMatchObject([{ fault: 'timeout' }]);
});
