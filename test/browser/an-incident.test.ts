import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDemo, type Demo } from './a-demo.ts';
import { button, type Cast, handOver, NIGHTLATCH, onPhones, pagerDutyIs, sideBySide } from './three-people.ts';

const ways = [
  { where: 'on 1280 pixels', open: sideBySide, size: { width: 1280, height: 860 } },
  { where: 'with a phone each, 390 pixels wide', open: onPhones, size: { width: 390, height: 844 } },
];
const PASSWORD = 'only-a-demo-password';
const CHANNEL = 'C0INC43';

describe.each(ways)('access follows the incident and the shift, $where', ({ open, size }) => {
  let demo: Demo;
  let cast: Cast;

  beforeAll(async () => {
    demo = await aDemo();
    cast = await open(demo, size);
  }, 240_000);

  afterAll(async () => {
    await demo.end();
    expect(cast.complaints()).toEqual([]);
  });

  it('an incident is opened, its channel fills itself, and its button unlocks', async () => {
    const { alice, world } = cast;
    await world(opensAnIncident);
    await alice.goes(CHANNEL);
    const panel = alice.told('INC-43 · Replica lag');
    await panel.getByText(/On call for db-primary: Alice until/).waitFor();
    await button(panel, 'Unlock db-prod').click();
    await button(alice.window, 'Show values').click();
    await alice.window.getByText(PASSWORD).waitFor();
    await alice.closesWindow();
    await panel.getByText('Open now').waitFor();
  });

  it('the shift is handed over: hers is locked, he is offered it, and Carol agrees to cover that nobody planned', async () => {
    const { alice, bob, carol, world } = cast;
    await world((page) => handOver(page, alice));
    await bob.goes(NIGHTLATCH);
    const offer = bob.told('Alice had db-prod open for INC-43');
    await button(offer, 'Unlock db-prod').click();
    await bob.window.getByText('Asked Carol.').waitFor();
    await bob.window.getByText(/Your cover of db-primary is new/).waitFor();
    await button(carol.told('Bob wants db-prod'), 'Approve').click();
    await bob.window.getByText(/🔓 db-prod until/).waitFor();
    await bob.closesWindow();
  });

  it('resolved from the page, everything is locked, and told in the thread of the panel', async () => {
    const { alice, bob, world } = cast;
    await world(resolvesIt);
    await bob
      .told('Ended')
      .getByText(/after INC-43 was over/)
      .waitFor();
    await alice.goes(CHANNEL);
    await alice.sees.getByText('🔒 Everything is locked.').waitFor();
    const record = alice.sees.getByTestId('thread').getByTestId('message');
    await record.getByText('Access record of INC-43').waitFor();
    for (const who of [/Alice · db-prod · .* · values shown once/, /Bob · db-prod · /]) await record.getByText(who).waitFor();
    await button(alice.sees, 'Show').click();
    await expect.poll(() => record.evaluate(isAtTheTop)).toBe(true);
    expect(await alice.sees.getByText(PASSWORD).count()).toBe(0);
  });

  it('with PagerDuty down Alice goes on by the rotation file, and what only PagerDuty knows wants a yes', async () => {
    const { alice, world, pages } = cast;
    await world((page) => pagerDutyIs(page, 'Hangs'));
    await alice.types('/unlock db-replica');
    await alice.window.getByText(/on call for db-primary until .* \(by the rotation file: PagerDuty didn't answer\)/).waitFor();
    await alice.closesWindow();
    await alice.types('/unlock db-prod because I must know');
    await alice.window.getByText("Couldn't be checked: which incidents are open (PagerDuty).").waitFor();
    for (const page of pages) expect(await page.evaluate(widthBeyondTheScreen)).toBe(0);
    await alice.closesWindow();
  });
});

async function opensAnIncident(page: Page): Promise<void> {
  await page.getByTestId('incident-open-form').click();
  await page.getByLabel('Incident title').fill('Replica lag');
  await page.getByTestId('incident-open').click();
  await page.getByRole('button', { name: 'Go to #inc-43-replica-lag' }).waitFor();
}

/** And lets the grace pass. */
async function resolvesIt(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Resolve INC-43' }).click();
  await page.locator('[data-testid="incident"][data-status="resolved"]').waitFor();
  for (let i = 0; i < 4; i++) await page.locator('[data-testid="clock-PT5M"][aria-busy="false"]').click();
}

/** Runs in the page: whether the messages were scrolled to this one. */
function isAtTheTop(message: Element): boolean {
  const place = message.closest('.messages-scroll')?.getBoundingClientRect().top ?? 0;
  return Math.abs(message.getBoundingClientRect().top - place) < 40;
}

/** Runs in the page: how much of it is out of sight to the right. */
function widthBeyondTheScreen(): number {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}
