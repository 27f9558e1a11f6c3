import { expect, it } from 'vitest';
import { query } from '../database/query.ts';
import { CANARY } from '../stories/a-night.ts';
import { CHANNEL } from '../stories/a-quiet-night.ts';
import { aNightOnASmallDisk, canMakeADisk } from './a-small-disk.ts';
import { chainIsWhole, shownWindows, shownWithoutRecord } from './shown-and-recorded.ts';

// Elsewhere it can't be seen: a disk takes root, and a kernel that lets it mount one.
const here = it.skipIf(!canMakeADisk());

here('no room for a row: it is refused in words and nothing is shown, and with room again it works', async () => {
  const { night, disk } = await aNightOnASmallDisk();
  const { alice } = night;
  await disk.fill();
  await alice.types(CHANNEL, '/unlock db-prod');
  await alice.windowSays("The database didn't answer, so nothing was opened.");
  expect(await night.grants()).toEqual([]);
  await disk.free();
  await alice.clicks('Try again');
  await alice.windowSays(/db-prod until/);
  await alice.directMessageSays(/db-prod until/);
  await disk.fill();
  await alice.clicks('Show values');
  await alice.windowSays("The database didn't answer, so no value was shown.");
  expect(shownWindows(night)).toEqual([]);
  await disk.free();
  await alice.closesWindow();
  await alice.clicksIn('direct', 'Show values');
  await alice.windowSays(CANARY);
  expect(await shownWithoutRecord(night)).toEqual([]);
  expect(await chainIsWhole(night)).toBe(true);
});

here('no room for the log of Postgres, which dies of it: nothing is shown, and started again with room it works', async () => {
  const { night, disk } = await aNightOnASmallDisk();
  const { alice } = night;
  await alice.types(CHANNEL, '/unlock db-prod');
  await alice.windowSays(/db-prod until/);
  await alice.directMessageSays(/db-prod until/);
  await disk.fill();
  await untilItDies(disk.adminUrl);
  await alice.clicks('Show values');
  await alice.windowSays("The database didn't answer, so no value was shown.");
  expect(await disk.said()).toMatch(/PANIC: .*No space left on device/);
  expect(shownWindows(night)).toEqual([]);
  await disk.free();
  await disk.start();
  await alice.closesWindow();
  await alice.clicksIn('direct', 'Show values');
  await alice.windowSays(CANARY);
  expect(await shownWithoutRecord(night)).toEqual([]);
  expect(await chainIsWhole(night)).toBe(true);
});

// Each turn ends a file of its log, until there is none left that was made beforehand.
async function untilItDies(url: string): Promise<void> {
  const turn = "SELECT pg_logical_emit_message(true, 'turn', ''), pg_switch_wal()";
  const lives = await query(url, turn).then(
    () => true,
    () => false,
  );
  if (lives) await untilItDies(url);
}
