import { expect, test } from 'vitest';
import type { SeenMessage, SeenWindow } from '../../src/sandbox/driver/seen.ts';
import { aNight, CANARY, type Night } from '../stories/a-night.ts';

const INCIDENT = 'inc-42-checkout-latency';
const NOTHING_HERE = /There's no grant here that you can end|You don't hold this grant|isn't the grant's card/;
const OUTSIDE = /only for full members|isn't the grant's card/;

interface Held {
  night: Night;
  id: string;
  window: SeenWindow;
  card: SeenMessage;
}

async function aliceHoldsDbProd(): Promise<Held> {
  const night = await aNight();
  await night.alice.types(INCIDENT, '/unlock db-prod');
  const window = await night.alice.windowSays(/db-prod until/);
  const card = await night.sandbox.channel('audit-access').says(/db-prod until/);
  return { night, window, card, id: String((await night.grants())[0]?.id) };
}

// As of a window that isn't ours, so that the answer goes to whoever clicked.
function unnamed(payload: Record<string, unknown>): void {
  Object.assign(payload.view as object, { external_id: '' });
}

async function nothingHappened({ night, window }: Held): Promise<void> {
  expect((await night.grants()).map(({ state }) => state)).toEqual(['active']);
  expect(await night.rows('SELECT id FROM reveals')).toEqual([]);
  expect((await night.audited()).filter(({ kind }) => kind === 'revealed' || kind === 'grant-ended')).toEqual([]);
  expect(night.alice.window()).toEqual(window);
  expect(night.logged()).not.toContain(CANARY);
}

test.each([
  ['gina', 'a colleague', NOTHING_HERE],
  ['dave', 'a guest', OUTSIDE],
])("%s, %s, neither reads nor ends another's grant, whatever button is forged on whatever of it", async (who, _, answer) => {
  const held = await aliceHoldsDbProd();
  const { night, id, window, card } = held;
  const person = night.sandbox.as(who);
  const own = card.buttons[0]?.blockId ?? '';
  const forged = { value: id };
  for (const actionId of ['revoke', 'give_back', 'show_values', 'read_again']) {
    for (const blockId of [own, `grant:${id}`, 'card:019aa0c0-0000-7000-8000-0000000000ff']) {
      const before = person.ephemerals('audit-access').length;
      await person.forgesClick(card, { blockId, actionId, forged });
      await expect.poll(() => person.ephemerals('audit-access').length, { timeout: 20_000 }).toBe(before + 1);
    }
    const before = person.directMessages().length;
    await person.forgesClick(window, { blockId: `grant:${id}`, actionId, forged }, { edit: unnamed });
    await expect.poll(() => person.directMessages().length, { timeout: 20_000 }).toBe(before + 1);
  }
  for (const { text } of [...person.ephemerals('audit-access'), ...person.directMessages()]) {
    expect(text).toMatch(answer);
    expect(text).not.toMatch(/db-prod|Alice/);
  }
  await nothingHappened(held);
});

test('a colleague who is no owner locks nothing down, whatever window or message the button is forged on', async () => {
  const held = await aliceHoldsDbProd();
  const { night, window, card } = held;
  const gina = night.sandbox.as('gina');
  for (const value of ['a laptop was stolen', '', '<!channel>', 'x'.repeat(2000)]) {
    await gina.forgesClick(card, { blockId: 'lockdown', actionId: 'lock_down', forged: { value } });
    await gina.forgesClick(window, { blockId: 'lockdown', actionId: 'lock_down', forged: { value } }, { edit: unnamed });
  }
  const told = () => [...gina.ephemerals('audit-access'), ...gina.directMessages()].map(({ text }) => text);
  await expect.poll(() => told().filter((text) => /Only owners can do this/.test(text)).length, { timeout: 20_000 }).toBe(8);
  expect(await night.rows('SELECT since FROM lockdown')).toEqual([{ since: null }]);
  await nothingHappened(held);
});

test('ids that are none, hostile or too long are no grant', async () => {
  const held = await aliceHoldsDbProd();
  const { night, id, window } = held;
  const values = [
    '',
    'x',
    '\u0000',
    `${id} `,
    `${id}' OR 1=1 --`,
    '__proto__',
    JSON.stringify({ id }),
    '\ud800',
    'x'.repeat(2000),
  ];
  for (const [index, value] of values.entries()) {
    await night.alice.forgesClick(window, { blockId: 'b', actionId: 'show_values', forged: { value } }, { edit: unnamed });
    const told = () => night.alice.directMessages().filter(({ text }) => /You don't hold this grant/.test(text)).length;
    await expect.poll(told, { timeout: 20_000 }).toBe(index + 1);
  }
  await nothingHappened(held);
});
