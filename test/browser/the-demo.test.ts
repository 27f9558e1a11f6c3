import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDemo, type Demo, pane, type } from './a-demo.ts';

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const PASSWORD = 'only-a-demo-password';

let demo: Demo;

beforeAll(async () => {
  demo = await aDemo();
}, 90_000);

afterAll(() => demo.end());

describe('a newcomer in the browser', () => {
  it('unlocks as Alice, reads, sees it wiped, is refused as Bob, gives back, resolves, and finds it all in the history', async () => {
    const { page, complaints } = await demo.page(WIDE);
    await page.goto(demo.url);
    const [alice, bob] = [pane(page, 1), pane(page, 2)];
    await type(alice, '/unlock db-prod because replica lag');
    await alice
      .getByText(/db-prod until \d\d:\d\d/)
      .first()
      .waitFor();
    await type(bob, '/unlock db-prod');
    await bob.getByText(/You're not on call for db-primary\. Alice is, until/).waitFor();
    await bob.getByRole('button', { name: 'Close window' }).click();

    await alice.getByTestId('window').getByRole('button', { name: 'Show values' }).click();
    await alice.getByText(PASSWORD).waitFor();
    await page.getByTestId('clock-PT1M').click();
    await alice.getByText('Values wiped.').waitFor();
    expect(await alice.getByText(PASSWORD).count()).toBe(0);

    await alice.getByTestId('window').getByRole('button', { name: 'Give back' }).click();
    await alice
      .getByText(/Closed\. You saw DATABASE_URL and PGPASSWORD/)
      .first()
      .waitFor();
    await alice.getByRole('button', { name: 'Close window' }).click();

    await type(alice, '/unlock db-prod for 2h');
    await alice
      .getByTestId('window')
      .getByText(/db-prod until/)
      .waitFor();
    await page.getByTestId('incident-resolve').first().click();
    await page.getByTestId('clock-PT1M').click();
    await alice
      .getByTestId('window')
      .getByText(/resolved/i)
      .first()
      .waitFor();
    for (let i = 0; i < 4; i++) await page.getByTestId('clock-PT5M').click();
    await alice.getByTestId('window').getByText('Locked. No value was shown.').waitFor();
    await alice.getByRole('button', { name: 'Close window' }).click();

    await type(alice, '/grants history 7d');
    await alice
      .getByTestId('window')
      .getByText(/given back/i)
      .waitFor();
    await alice.getByRole('button', { name: 'Close window' }).click();
    expect(await page.locator('[data-step].step-done').count()).toBe(6);
    await page.getByText('All done.').waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  }, 90_000);

  it('ticks what was done and opens the next step', async () => {
    const { page } = await demo.page(WIDE);
    await page.goto(demo.url);
    await type(pane(page, 2), '/unlock db-prod');
    const refused = page.locator('[data-step="refused"]');
    await page.locator('[data-step="refused"].step-done').waitFor();
    expect(await refused.locator('details').getAttribute('open')).toBeNull();
    expect(await page.locator('[data-step] details[open]').count()).toBe(1);
    expect(await page.locator('[data-step]:has(details[open])').getAttribute('class')).not.toContain('step-done');
    await pane(page, 2).getByRole('button', { name: 'Close window' }).click();
    await page.close();
  }, 60_000);

  it('takes a picked person for a mention', async () => {
    const { page } = await demo.page(WIDE);
    await page.goto(demo.url);
    const alice = pane(page, 1);
    await alice.getByTestId('composer').fill('/grants @bo');
    await alice.getByRole('option', { name: '@Bob' }).waitFor();
    await alice.getByTestId('composer').press('Enter');
    expect(await alice.getByTestId('composer').inputValue()).toBe('/grants @Bob ');
    await alice.getByTestId('composer').press('Enter');
    await alice
      .getByTestId('window')
      .getByText(/holds nothing right now\./)
      .waitFor();
    await alice.getByRole('button', { name: 'Close window' }).click();
    await page.close();
  }, 60_000);

  it('follows a channel to its newest message until the reader scrolls up', async () => {
    const { page } = await demo.page(WIDE);
    await page.goto(`${new URL(demo.url).origin}/#as=U01ALICE@C0AUDIT`);
    const log = pane(page, 1).locator('.messages-scroll');
    const below = () => log.evaluate((place) => place.scrollHeight - place.scrollTop - place.clientHeight);
    const say = (first: number, last: number) => page.evaluate(sayMany, { channel: 'C0AUDIT', first, last });
    for (let burst = 0; burst < 5; burst++) await say(burst * 10, burst * 10 + 9);
    await log.getByText('line 49 ').waitFor();
    await page.evaluate(growBeforeTheScrollIsHeard);
    await page.waitForFunction(() => {
      const place = document.querySelector('.messages-scroll');
      return place !== null && place.scrollHeight - place.scrollTop - place.clientHeight < 2;
    });
    await log.hover();
    await page.mouse.wheel(0, -900);
    await page.waitForFunction(() => {
      const place = document.querySelector('.messages-scroll');
      return place !== null && place.scrollHeight - place.scrollTop - place.clientHeight > 800;
    });
    await say(50, 59);
    await log.getByText('line 59 ').waitFor();
    expect(await below()).toBeGreaterThan(800);
    await page.close();
  }, 60_000);

  it("forgets Slack's note once dismissed, and tells those outside of no command", async () => {
    const { page } = await demo.page(WIDE);
    const { origin } = new URL(demo.url);
    await page.goto(`${origin}/#as=U01ALICE@C0INC42`);
    await type(pane(page, 1), '/nonsense');
    await pane(page, 1).getByTestId('notice').getByRole('button', { name: 'Dismiss' }).click();
    await pane(page, 1).getByTestId('person-chooser').selectOption('U06FRANK');
    await page.getByText('Everybody here sees what is posted.').waitFor();
    expect(await page.getByText('to begin.').count()).toBe(0);
    await pane(page, 1).getByTestId('person-chooser').selectOption('U01ALICE');
    await page.getByText('to begin.').waitFor();
    expect(await page.getByTestId('notice').count()).toBe(0);
    await page.close();
  }, 60_000);

  it('holds on a phone: nothing is wider than the screen, and the window fills it', async () => {
    const { page, complaints } = await demo.page(PHONE);
    await page.goto(demo.url);
    await type(pane(page, 1), '/grants');
    const window = pane(page, 1).getByTestId('window');
    await window.waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    expect(Math.round((await window.boundingBox())?.width ?? 0)).toBe(PHONE.width);
    for (const button of await window.getByRole('button').all()) {
      // The window is still settling into its place, so a fraction of a pixel may be missing.
      expect(Math.round((await button.boundingBox())?.height ?? 0)).toBeGreaterThanOrEqual(44);
    }
    expect(complaints).toEqual([]);
    await page.close();
  }, 60_000);
});

/** Runs in the page: a burst of messages of different heights, all at once. */
async function sayMany({ channel, first, last }: { channel: string; first: number; last: number }): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const say = (number: number) => {
    const text = `line ${number} ${'and more of it '.repeat(number % 7 === 0 ? 60 : 2)}`;
    return fetch('/sandbox/say', { method: 'POST', headers, body: JSON.stringify({ as: 'U02BOB', channel, text }) });
  };
  await Promise.all(Array.from({ length: last - first + 1 }, (_, nth) => say(first + nth)));
}

/** Runs in the page: the newest grows before the page hears of the scroll that followed its last growth. */
function growBeforeTheScrollIsHeard(): void {
  const newest = [...document.querySelectorAll<HTMLElement>('.messages .message')].at(-1);
  newest?.style.setProperty('min-height', '400px');
  document.querySelector('.messages-scroll')?.dispatchEvent(new Event('scroll'));
}
