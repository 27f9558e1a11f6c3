import { errors, type Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDemo, type Demo } from './a-demo.ts';
import { button, type Cast, NIGHTLATCH, onPhones, pagerDutyIs, type Somebody, sideBySide } from './three-people.ts';

const ways = [
  { where: 'side by side on 1750 pixels', open: sideBySide, size: { width: 1750, height: 1000 } },
  { where: 'with a phone each, 390 pixels wide', open: onPhones, size: { width: 390, height: 844 } },
];

describe.each(ways)('three people $where', ({ open, size }) => {
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

  it('one denies with a reason; asked again two approve, and the window left open turns by itself', async () => {
    const { alice, bob, carol } = cast;
    await alice.types('/unlock ledger-db because the export hangs');
    await alice.window.getByText('Asked Bob and Carol.').waitFor();
    await bob.newest.getByText('Alice wants ledger-db for 30 min').waitFor();
    await button(bob.newest, 'Deny').click();
    await bob.window.getByLabel('Why not? Alice reads this.').fill('Not before the month is closed.');
    await button(bob.window, 'Deny').click();
    await alice.window.getByText(/Denied by Bob at/).waitFor();
    await alice.window.getByText('Not before the month is closed.').waitFor();
    await carol.newest.getByText(/Denied by Bob at/).waitFor();
    expect(await button(carol.newest, 'Approve').count()).toBe(0);
    await bob.closesWindow();
    await alice.closesWindow();

    await alice.types('/unlock ledger-db because the month is closed');
    await alice.window.getByText('Asked Bob and Carol.').waitFor();
    await bob.newest.getByText('the month is closed').waitFor();
    await button(bob.newest, 'Approve').click();
    await alice.window.getByText(/Approved by Bob at .*\(1 of 2\)/).waitFor();
    await carol.newest.getByText(/Approved by Bob at .*\(1 of 2\)/).waitFor();
    await button(carol.newest, 'Approve').click();
    await alice.window.getByText(/🔓 ledger-db until/).waitFor();
    await button(alice.window, 'Show values').waitFor();
    await bob.newest.getByText(/Approved by Bob at .* and Carol at .*\(2 of 2\)/).waitFor();
    await button(alice.window, 'Give back').click();
    await alice.window.getByText('Locked. No value was shown.').waitFor();
    await alice.closesWindow();
  });

  it('with the window closed, the direct message tells', async () => {
    const { alice, bob, carol } = cast;
    await alice.types('/unlock ledger-db because one more export');
    await alice.window.getByText('Asked Bob and Carol.').waitFor();
    await alice.closesWindow();
    await alice.goes(NIGHTLATCH);
    await alice.newest.getByText('Asked Bob and Carol.').waitFor();
    await bob.newest.getByText('one more export').waitFor();
    await button(bob.newest, 'Approve').click();
    await alice.newest.getByText(/Approved by Bob at/).waitFor();
    await button(carol.newest, 'Approve').click();
    await alice.newest.getByText(/🔓 ledger-db until/).waitFor();
    expect(await alice.window.count()).toBe(0);
    await button(alice.newest, 'Give back').click();
    await alice.newest.getByText('Locked. No value was shown.').waitFor();
    await alice.goes('C0INC42');
  });

  it('break glass at night while PagerDuty hangs: Bob agrees from his home tab, Carol reviews', async () => {
    const { alice, bob, carol, world } = cast;
    await world((page) => pagerDutyIs(page, 'Hangs'));
    await alice.types('/unlock status-page because checkout is down');
    await alice.window.getByText("PagerDuty didn't answer, so I can't tell whether you're on call.").waitFor();
    await button(alice.window, 'Break glass').click();
    await button(alice.sees.getByTestId('confirm'), 'Break glass').click();
    await alice.window.getByText(/🔓 status-page until/).waitFor();
    await button(alice.window, 'Give back').click();
    await alice.window.getByText('Locked. No value was shown.').waitFor();
    await alice.closesWindow();
    await alice.types('/unlock db-prod break-glass because checkout is down');
    await alice.window.getByText(/Break glass: db-prod for 15 min · 0 of 1/).waitFor();

    await bob.goesHome();
    await bob.home.getByText('Waiting for your yes').waitFor();
    await bob.home.getByText('Break glass: Alice wants db-prod for 15 min').waitFor();
    await button(bob.home, 'Approve').click();
    await alice.window.getByText(/🔓 db-prod until .*\(15 min\)/).waitFor();
    await alice.window.getByText(/🚨 Break glass · review by/).waitFor();
    await bob.home.getByText('Waiting for your yes').waitFor({ state: 'detached' });
    await bob.goes('C0APPR');
    await bob.newest.getByText(/Approved by Bob at/).waitFor();

    await carol.goes('C0AUDIT');
    const review = carol.told('Alice broke glass for db-prod');
    await button(review, 'Mark reviewed').click();
    await review.getByText(/Reviewed by Carol at/).waitFor();
    await alice.window.getByText(/🚨 Break glass · reviewed by Carol at/).waitFor();
    await button(alice.window, 'Give back').click();
    await alice.window.getByText('Locked. No value was shown.').waitFor();
    await alice.closesWindow();
    await world((page) => pagerDutyIs(page, 'Up'));
    await carol.goes('C0APPR');
  });

  it('/unlock alone opens a form that says what is wrong where it is, and then unlocks', async () => {
    const { alice, pages } = cast;
    await alice.types('/unlock');
    await alice.window.getByLabel('Resource').selectOption('db-prod');
    await alice.window.getByLabel('For how long').fill('for banana');
    await alice.window.getByLabel('Incident').selectOption({ index: 1 });
    await button(alice.window, 'Unlock').click();
    await alice.window.getByText("“banana” isn't a duration: write 30m, 2h or 1h30m.").waitFor();
    for (const page of pages) expect(await page.evaluate(widthBeyondTheScreen)).toBe(0);
    await alice.window.getByLabel('For how long').fill('20m');
    await button(alice.window, 'Unlock').click();
    await alice.window.getByText(/🔓 db-prod until .*\(20 min\)/).waitFor();
    await button(alice.window, 'Give back').click();
    await alice.window.getByText('Locked. No value was shown.').waitFor();
    await alice.closesWindow();
  });

  it('the bot is killed at each yes and while the grant ends: every card comes right once it is back', async () => {
    const { alice, bob, carol, world } = cast;
    await alice.types('/unlock ledger-db because the last export');
    await alice.window.getByText('Asked Bob and Carol.').waitFor();
    await asked(bob).waitFor();
    await yesAsTheBotIsKilled(bob, /Approved by Bob at/);
    await alice.window.getByText(/Approved by Bob at .*\(1 of 2\)/).waitFor();
    await yesAsTheBotIsKilled(carol, /and Carol at .*\(2 of 2\)/);
    await asked(bob)
      .getByText(/and Carol at .*\(2 of 2\)/)
      .waitFor();
    await alice.window.getByText(/🔓 ledger-db until/).waitFor();
    await alice.closesWindow();
    await alice.goes(NIGHTLATCH);
    await alice.newest.getByText(/🔓 ledger-db until/).waitFor();
    await carol.goes('C0AUDIT');
    await asked(carol)
      .getByText(/🔓 ledger-db until/)
      .waitFor();

    await demo.killBot();
    await world((page) => page.getByTestId('clock-PT1H').click());
    await alice.sees.getByText(/Its time was up at/).waitFor();
    await asked(carol)
      .getByText(/Its time was up at/)
      .waitFor();
    expect(await alice.sees.getByRole('button', { name: 'Show values' }).count()).toBe(0);
    await asked(bob)
      .getByText(/🔒 ledger-db/)
      .waitFor();
  }, 300_000);

  async function yesAsTheBotIsKilled(who: Somebody, words: RegExp): Promise<void> {
    const { world } = cast;
    await button(asked(who), 'Approve').click();
    await demo.killBot();
    await world((page) => page.getByText("Bot can't be reached").waitFor());
    await world((page) => page.getByText('Bot is up').waitFor());
    // Slack never repeats a click that nobody took: whoever sees no answer clicks again, which counts once.
    const told = async (): Promise<string> => {
      if (!words.test(await asked(who).innerText())) await clicksAgain(who);
      return asked(who).innerText();
    };
    await expect.poll(told, { timeout: 60_000, interval: 3_000 }).toMatch(words);
    await closesWhateverAnswers(who);
  }
});

/** The card, whatever an answer to a click put below it. */
function asked(who: Somebody): Locator {
  return who.told('the last export');
}

/** As a person would: closes the window that is in the way, or clicks what still stands there. Either may change under the hand, so neither is waited for. */
async function clicksAgain(who: Somebody): Promise<void> {
  const wanted = (await who.window.isVisible()) ? button(who.sees, 'Close window') : button(asked(who), 'Approve');
  await wanted.click({ timeout: 2_000 }).catch(unlessLate);
}

/** The answer to a click made twice is a window, and comes when it comes: it is closed as soon as it is in the way. */
async function closesWhateverAnswers({ window }: Somebody): Promise<void> {
  await window.page().addLocatorHandler(window, () => button(window, 'Close window').click());
}

function unlessLate(failure: unknown): void {
  if (!(failure instanceof errors.TimeoutError)) throw failure;
}

/** Runs in the page: how much of it is out of sight to the right. */
function widthBeyondTheScreen(): number {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}
