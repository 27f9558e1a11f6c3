import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { postgresDeliveries } from '../../src/adapters/postgres/postgres-deliveries.ts';
import { aDatabase } from './a-database.ts';
import { withClient } from './query.ts';

const CLICK = { key: 'late', kind: 'click', slackUser: 'U01ALICE', about: 'Show values' } as const;

test('of equal deliveries that are all saved too late for their acks, by two processes, one is the first and the rest are repeated', async () => {
  const own = await aDatabase();
  const processes = [connect(own.appUrl), connect(own.appUrl)];
  onTestFinished(async () => {
    for (const one of processes) await one.close();
    await own.drop();
  });
  const sent = [0, 1].flatMap((which) => {
    const deliveries = postgresDeliveries(processes[which]!);
    return [1, 2, 3].map(() => () => deliveries.accept(CLICK));
  });
  const accepted = await withClient(own.ownerUrl, async (client) => {
    await client.query('BEGIN');
    await client.query('LOCK TABLE deliveries IN EXCLUSIVE MODE');
    const late = await Promise.all(sent.map((send) => send()));
    await client.query('COMMIT');
    return late;
  });
  expect(accepted.map(({ inTime }) => inTime)).toEqual(Array(6).fill('unsaved'));
  const settled = await Promise.all(accepted.map((one) => one.settled));
  expect(settled.toSorted()).toEqual(['first', ...Array(5).fill('repeated')]);
});
