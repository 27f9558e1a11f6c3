import { expect, test } from 'vitest';
import { aSlackBench } from './a-slack-bench.ts';

const bench = aSlackBench();
const kinds = () => [...bench.deliveries.rows.values()].map(({ kind, slackUser, about }) => ({ kind, slackUser, about }));

test('an event is kept once, and nobody is written to', async () => {
  const alice = bench.sandbox.as('alice');
  const { delivery } = await alice.opensHome();
  expect((await bench.sandbox.slack.deliver.replay(delivery)).status).toBe(200);
  await bench.sandbox.slack.changePerson('bob', { deleted: true });
  await bench.adapter.drain();
  expect(kinds()).toEqual([
    { kind: 'event', slackUser: 'U01ALICE', about: 'app_home_opened' },
    { kind: 'event', slackUser: 'U02BOB', about: 'user_change' },
  ]);
  expect(bench.deliveries.done.size).toBe(2);
  expect(bench.log.lines.join()).toContain('repeated delivery ignored');
  expect(alice.directMessages()).toEqual([]);
});

test('a form and a shortcut that this version does not know are answered in words', async () => {
  const { deliver } = bench.sandbox.slack;
  const from = {
    user: { id: 'U01ALICE', team_id: 'T0123ABCD' },
    team: { id: 'T0123ABCD' },
    api_app_id: 'A0NIGHTLATCH',
    trigger_id: 'trigger',
  };
  const view = { id: 'V1', type: 'modal', callback_id: 'of_old', external_id: 'w1', hash: '1.a', state: { values: {} } };
  const submitted = await deliver.payload({ ...from, type: 'view_submission', view });
  expect(JSON.parse(submitted.body)).toMatchObject({ response_action: 'update', view: { external_id: 'w1' } });
  expect(submitted.body).toContain("I don't know that any more");
  const again = await deliver.replay(submitted.delivery);
  expect(JSON.parse(again.body)).toMatchObject({ response_action: 'update', view: { external_id: 'w1' } });
  expect(again.body).toContain('sent off before');
  const shortcut = await deliver.payload({ ...from, type: 'shortcut', callback_id: 'of_old' });
  expect([shortcut.status, shortcut.body]).toEqual([200, '']);
  await bench.adapter.drain();
  expect(kinds().map(({ kind, about }) => `${kind}: ${about}`)).toEqual(['submission: a form', 'shortcut: a shortcut']);
  expect(bench.sandbox.as('alice').directMessages()).toHaveLength(2);
});

test('a form of another workspace is turned into the one sentence', async () => {
  const payload = {
    type: 'view_submission',
    user: { id: 'U01ALICE', team_id: 'T0OTHER' },
    team: { id: 'T0123ABCD' },
    api_app_id: 'A0NIGHTLATCH',
    trigger_id: 'trigger',
    view: { id: 'V1', type: 'modal', callback_id: 'x', hash: '1.a', state: { values: {} } },
  };
  const answer = await bench.sandbox.slack.deliver.payload(payload);
  expect(JSON.parse(answer.body)).toMatchObject({ response_action: 'update' });
  expect(answer.body).toContain('This works only for full members of this workspace.');
  expect(kinds()).toEqual([]);
});
