import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

const DEMO = fileURLToPath(new URL('../../src/demo.ts', import.meta.url));
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** `npm run demo` as a newcomer has it, and a browser to look at it with. */
export interface Demo {
  url: string;
  /** A fresh page; what it complained of on its console is kept. */
  page(size: { width: number; height: number }): Promise<{ page: Page; complaints: string[] }>;
  /** Ends the bot's process with SIGKILL, as nothing that it could prepare for. The demo starts another. */
  killBot(): Promise<void>;
  end(): Promise<void>;
}

/** A browser without a screen. */
export function aBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...QUIET] });
}

/** Starts the demo on a free port and resolves when it says where to look. */
export async function aDemo(): Promise<Demo> {
  const demo = spawn(process.execPath, [DEMO], { env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    demo.once('exit', (code) => reject(new Error(`the demo ended with ${code}: ${said}`)));
    demo.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      const address = /Open\s+(http:\S+)/.exec(said)?.[1];
      if (address) resolve(address);
    });
  });
  const browser = await aBrowser();
  return {
    url,
    async page(size) {
      const page = await browser.newPage({ viewport: size });
      // On a machine with more work than cores a killed bot and the claims it held may take more than the usual 30 s.
      page.setDefaultTimeout(60_000);
      const complaints: string[] = [];
      // The sandbox says no to a click on what has just changed, and the page shows why; the browser logs the 409 besides.
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('status of 409')) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('response', async (response) => {
        if (response.status() >= 500) complaints.push(await response.text());
      });
      return { page, complaints };
    },
    killBot: async () => {
      process.kill(await childOf(demo.pid ?? 0, 'serve'), 'SIGKILL');
    },
    async end() {
      await browser.close();
      demo.removeAllListeners('exit');
      demo.kill('SIGTERM');
      await once(demo, 'exit');
    },
  };
}

/** The process that `parent` started with this word among its arguments. */
async function childOf(parent: number, word: string): Promise<number> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const [stat, line] = await Promise.all(
      ['stat', 'cmdline'].map((of) => readFile(`/proc/${pid}/${of}`, 'utf8').catch(() => '')),
    );
    // The name in parentheses may hold anything; the parent is the second field behind it.
    const isChild = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
    if (isChild && line?.split('\0').includes(word)) return Number(pid);
  }
  throw new Error(`${parent} runs no ${word}`);
}

/** The pane of the page with that number. */
export function pane(page: Page, number: number): Locator {
  return page.locator(`[data-pane="${number}"]`);
}

/** Types into a pane's composer and sends it. */
export async function type(where: Locator, words: string): Promise<void> {
  const composer = where.getByTestId('composer');
  await composer.fill(words);
  await composer.press('Escape');
  await composer.press('Enter');
}
