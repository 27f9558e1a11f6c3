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
    expect(complaints).toEqual([]);
    await page.close();
  }, 90_000);

  it('holds on a phone: nothing is wider than the screen, and the window fills it', async () => {
    const { page, complaints } = await demo.page(PHONE);
    await page.goto(demo.url);
    await type(pane(page, 1), '/grants');
    const window = pane(page, 1).getByTestId('window');
    await window.waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    expect((await window.boundingBox())?.width).toBe(PHONE.width);
    for (const button of await window.getByRole('button').all()) {
      expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    }
    expect(complaints).toEqual([]);
    await page.close();
  }, 60_000);
});
