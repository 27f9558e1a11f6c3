import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { digestMessage } from '../../src/adapters/slack/blocks/digest-message.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { aBusyDigest } from '../builders/a-digest.ts';
import { callSlack } from '../sandbox/call-slack.ts';
import { aBrowser } from './a-demo.ts';

const CARD = '019aa0c0-0000-7000-8000-00000000000c';

let sandbox: Sandbox;
let browser: Browser;

beforeAll(async () => {
  sandbox = await startSandbox({ pagePort: 0 });
  const digest = aBusyDigest();
  const { text, blocks } = digestMessage(CARD, { digest, now: digest.madeAt });
  expect(await callSlack(sandbox, 'chat.postMessage', { channel: 'C0AUDIT', text, blocks })).toMatchObject({ ok: true });
  browser = await aBrowser();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await sandbox.close();
});

it.each([
  { width: 1280, height: 800, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
] as const)(
  'a digest has its table and its chart on $width pixels, and nothing sticks out',
  async ({ colorScheme, ...viewport }) => {
    const page = await browser.newPage({ viewport, colorScheme });
    await page.goto(`${sandbox.pageUrl}/#as=U03CAROL@C0AUDIT`);
    await page.getByRole('row', { name: 'Grants 23 18' }).waitFor();
    const chart = page.getByRole('img', { name: 'Granted and refused by day.' });
    expect(await chart.getAttribute('aria-label')).toContain('Wed: Granted 4, Refused 2; Thu: Granted 2, Refused 0');
    await page.getByRole('button', { name: 'Mark reviewed' }).waitFor();
    const tooWide = (parts: Element[]) => parts.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length;
    expect(await page.locator('html, .messages-scroll, .block-table, .block-chart').evaluateAll(tooWide)).toBe(0);
    await page.close();
  },
);
