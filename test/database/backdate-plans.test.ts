import { expect, onTestFinished, test } from 'vitest';
import { backdatePlans } from '../../src/sandbox/backdate-plans.ts';
import { aDatabase } from './a-database.ts';
import { query } from './query.ts';

const A_WHILE = Temporal.Duration.from({ minutes: 20 });

test('plans look as if they had been read before too, and are waited for', async () => {
  const { ownerUrl, drop } = await aDatabase();
  onTestFinished(drop);
  const backdated = backdatePlans(ownerUrl, A_WHILE);
  await query(ownerUrl, `INSERT INTO plans (source, shifts) VALUES ('a', '[]'), ('b', '[]')`, []);
  await backdated;
  const old = `SELECT source FROM plans WHERE read_at < nightlatch.now() - interval '19 minutes' ORDER BY source`;
  expect(await query(ownerUrl, old, [])).toEqual([{ source: 'a' }, { source: 'b' }]);
  expect(await query(ownerUrl, 'SELECT source FROM plans', [])).toHaveLength(4);
});

test('a bot that reads none is told of', async () => {
  const { ownerUrl, drop } = await aDatabase();
  onTestFinished(drop);
  await expect(backdatePlans(ownerUrl, A_WHILE, 0)).rejects.toThrow('no plan');
});
