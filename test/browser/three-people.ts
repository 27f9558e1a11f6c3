import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Demo, pane, type } from './a-demo.ts';

/** Somebody at their own Slack: a pane of one page, or a phone of their own. */
export interface Somebody {
  /** All that they see. */
  sees: Locator;
  window: Locator;
  /** The newest message of the conversation that is open. */
  newest: Locator;
  /** The newest message there that says this, whatever came after it. */
  told(words: string): Locator;
  home: Locator;
  /** Opens a conversation: a channel by its id, or what Nightlatch writes to them. */
  goes(to: string): Promise<void>;
  goesHome(): Promise<void>;
  types(words: string): Promise<void>;
  closesWindow(): Promise<void>;
}

/** The people of the story and the hand that moves the world. */
export interface Cast {
  alice: Somebody;
  bob: Somebody;
  carol: Somebody;
  /** Works the levers beside the people. */
  world: (lever: (page: Page) => Promise<void>) => Promise<void>;
  complaints: () => string[];
  pages: readonly Page[];
}

export const NIGHTLATCH = 'Nightlatch';

/** Three people in one page, as the demo's address shows them. */
export async function sideBySide(demo: Demo, size: { width: number; height: number }): Promise<Cast> {
  const { page, complaints } = await demo.page(size);
  await page.goto(demo.url);
  return {
    alice: somebody(pane(page, 1)),
    bob: somebody(pane(page, 2)),
    carol: somebody(pane(page, 3)),
    world: (lever) => lever(page),
    complaints: () => complaints,
    pages: [page],
  };
}

/** Three people, each with a phone. */
export async function onPhones(demo: Demo, size: { width: number; height: number }): Promise<Cast> {
  const open = async (as: string) => {
    const opened = await demo.page(size);
    await opened.page.goto(`${new URL(demo.url).origin}/#as=${as}`);
    return opened;
  };
  const all = await Promise.all(['U01ALICE@C0INC42', 'U02BOB@C0APPR', 'U03CAROL@C0APPR', 'U07GINA@C0INC42&tab=world'].map(open));
  const [alice, bob, carol, world] = all.map(({ page }) => page) as [Page, Page, Page, Page];
  return {
    alice: somebody(pane(alice, 1)),
    bob: somebody(pane(bob, 1)),
    carol: somebody(pane(carol, 1)),
    world: (lever) => lever(world),
    complaints: () => all.flatMap(({ complaints }) => complaints),
    pages: [alice, bob, carol, world],
  };
}

function somebody(sees: Locator): Somebody {
  const goes = async (to: string): Promise<void> => {
    const items = sees.getByTestId('conversation-item');
    await (to === NIGHTLATCH ? items.getByText(to) : sees.locator(`[data-conversation="${to}"]`)).click();
  };
  return {
    sees,
    window: sees.getByTestId('window'),
    newest: sees.getByTestId('message').last(),
    told: (words) => sees.getByTestId('message').filter({ hasText: words }).last(),
    home: sees.getByTestId('home'),
    goes,
    goesHome: async () => {
      await goes(NIGHTLATCH);
      await sees.getByTestId('app-home').click();
    },
    types: (words) => type(sees, words),
    closesWindow: async () => {
      await sees.getByRole('button', { name: 'Close window' }).click();
      await sees.getByTestId('window').waitFor({ state: 'detached' });
    },
  };
}

/** Switches PagerDuty and waits until it is: whoever asks next may be quicker than the lever. */
export async function pagerDutyIs(page: Page, how: 'Up' | 'Hangs'): Promise<void> {
  await Promise.all([page.waitForResponse('**/sandbox/pagerduty'), page.getByText(how, { exact: true }).click()]);
}

/** Hands db-primary over, and lets minutes pass until what the holder had is locked. */
export async function handOver(page: Page, holder: Somebody): Promise<void> {
  await page.getByTestId('shift-hand-over').first().click();
  await holder.goes(NIGHTLATCH);
  const told = async (): Promise<number> => {
    // Pressed while it is busy, it would do nothing.
    await page.locator('[data-testid="clock-PT1M"][aria-busy="false"]').click();
    return holder.told('your shift ended').count();
  };
  await expect.poll(told, { timeout: 60_000, interval: 3_000 }).toBe(1);
}

/** The button of exactly that name. */
export function button(where: Locator, name: string): Locator {
  return where.getByRole('button', { name, exact: true });
}
