import type { HomeView, ModalView } from '@slack/web-api';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { aBoltApp } from '../sandbox/a-bolt-app.ts';
import { plain } from '../sandbox/call-slack.ts';
import { aBrowser, pane } from './a-demo.ts';

const sizes = [
  { width: 1600, height: 900 },
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

let sandbox: Sandbox;
let browser: Browser;
let bolt: { close(): Promise<void> };
const heard: string[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({ pagePort: 0 });
  bolt = await aSmallApp();
  browser = await aBrowser();
  postACard();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await bolt.close();
  await sandbox.close();
});

describe('three people side by side', () => {
  it('stand there by themselves where it is wide, and each acts as who they are', async () => {
    const page = await open('', sizes[0]);
    await pane(page, 3).getByTestId('composer').waitFor();
    const names = await page
      .getByTestId('person-chooser')
      .evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).value));
    expect(names).toEqual(['U01ALICE', 'U02BOB', 'U03CAROL']);
    await pane(page, 3).getByRole('button', { name: 'Approve', exact: true }).click();
    await expect.poll(() => heard).toEqual(['U03CAROL approve']);
    await pane(page, 2).getByRole('button', { name: 'Deny' }).click();
    await pane(page, 2).getByTestId('confirm').getByText('Alice is told who denied it.').waitFor();
    await pane(page, 2).getByTestId('confirm').getByRole('button', { name: 'Keep waiting' }).click();
    await pane(page, 2).getByRole('button', { name: 'Deny' }).click();
    await pane(page, 2).getByTestId('confirm').getByRole('button', { name: 'Deny' }).click();
    await expect.poll(() => heard).toEqual(['U03CAROL approve', 'U02BOB deny']);
    await page.close();
  });

  it.each(sizes)('fit on $width pixels, with names for mentions', async (size) => {
    const page = await open('#as=U01ALICE@C0APPR&as=U02BOB@C0APPR&as=U03CAROL@C0APPR', size);
    await pane(page, 1).getByText('@dba-leads').waitFor();
    await pane(page, 1).getByText('@Bob').waitFor();
    expect(await page.getByTestId('pane').count()).toBe(size.width > 760 ? 3 : 1);
    expect(await page.locator('.tabs').count()).toBe(size.width > 760 ? 0 : 1);
    const { clientWidth, scrollWidth } = await page.locator('.panes').evaluate(widthsOf);
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
    await expect.poll(() => page.locator('.sidebar').evaluateAll(openOnesOutOfSight)).toBe(0);
    expect(
      await page.locator('.messages-scroll').evaluateAll((all) => all.some((one) => one.scrollWidth > one.clientWidth)),
    ).toBe(false);
    await page.close();
  });
});

describe("the app's own places", () => {
  it('a form is started from the lightning, follows what is chosen, and shows what is wrong where it is', async () => {
    const page = await open('#as=U01ALICE@C0APPR', sizes[2]);
    await page.getByRole('button', { name: 'Shortcuts' }).click();
    await page.getByRole('menuitem', { name: 'Unlock something' }).click();
    const window = page.getByTestId('window');
    await window.getByLabel('Reason').fill('lag');
    await window.getByLabel('Resource').selectOption('db-prod');
    await window.getByLabel('Variables').selectOption('PGPASSWORD');
    await window.getByLabel('Variables').selectOption('DATABASE_URL');
    await window.getByRole('button', { name: 'Take out PGPASSWORD' }).click();
    expect(await window.getByLabel('Reason').inputValue()).toBe('lag');
    await window.getByRole('button', { name: 'Unlock' }).click();
    await window.getByText('Got DATABASE_URL for lag').waitFor();
    await page.reload();
    expect(await window.getByLabel('Reason').inputValue()).toBe('lag');
    await window.getByRole('button', { name: 'Close', exact: true }).click();
    await window.waitFor({ state: 'detached' });
    await page.close();
  });

  it('the home is published when it is opened, and is clicked in', async () => {
    const page = await open('#as=U01ALICE@D001ALICE', sizes[2]);
    await page.getByTestId('app-home').click();
    await page.getByTestId('home').getByText('Nothing held').waitFor();
    await page.getByTestId('home').getByRole('button', { name: 'Refresh' }).click();
    await page.getByTestId('home').getByText('Refreshed').waitFor();
    await page.getByTestId('app-messages').click();
    await page.getByTestId('composer').waitFor();
    await page.close();
  });
});

describe('the levers for Slack', () => {
  it('deactivate somebody, who then can write nothing, and change a user group', async () => {
    const page = await open('#as=U01ALICE@C0APPR&as=U02BOB@C0APPR', sizes[0]);
    const bob = page.locator('[data-person="U02BOB"]').getByTestId('person-standing');
    await bob.selectOption('deactivated');
    await pane(page, 2).getByTestId('composer-closed').waitFor();
    await bob.selectOption('member');
    await pane(page, 2).getByTestId('composer').waitFor();
    await page.getByText('Gina', { exact: true }).last().click();
    await expect.poll(() => sandbox.slack.workspace.group('S0LEADS').users).toEqual(['U02BOB', 'U03CAROL', 'U07GINA']);
    await page.getByTestId('group-look-up').selectOption('no-plan');
    await expect.poll(() => sandbox.slack.groupLookUp).toBe('no-plan');
    await page.close();
  });
});

async function open(hash: string, size = sizes[0]): Promise<Page> {
  const page = await browser.newPage(size === undefined ? {} : { viewport: size });
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.goto(`${sandbox.pageUrl}/${hash}`);
  return page;
}

function widthsOf({ clientWidth, scrollWidth }: Element): { clientWidth: number; scrollWidth: number } {
  return { clientWidth, scrollWidth };
}

/** Runs in the page: how many of the lists of conversations hide the open one, or some of it. */
function openOnesOutOfSight(lists: Element[]): number {
  const hides = (list: Element): boolean => {
    const [around, open] = [list, list.querySelector('[aria-current]')].map((one) => one?.getBoundingClientRect());
    return !around || !open || open.left < around.left || open.right > around.right;
  };
  return lists.filter(hides).length;
}

function postACard(): void {
  const { workspace } = sandbox.slack;
  const text = (words: string) => ({ type: 'text', text: words });
  const asked = [{ type: 'user', user_id: 'U02BOB' }, text(' or '), { type: 'usergroup', usergroup_id: 'S0LEADS' }];
  const confirm = {
    ...{ title: plain('Deny?'), text: plain('Alice is told who denied it.') },
    confirm: plain('Deny'),
    deny: plain('Keep waiting'),
  };
  const blocks = [
    {
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [...asked, text(` may agree: ${'replica_lag_'.repeat(30)}`)] }],
    },
    {
      type: 'actions',
      block_id: 'deeds',
      elements: [
        { type: 'button', action_id: 'approve', style: 'primary', text: plain('Approve') },
        { type: 'button', action_id: 'shorter', text: plain('Approve for 15m') },
        { type: 'button', action_id: 'deny', style: 'danger', text: plain('Deny'), confirm },
      ],
    },
  ];
  for (const channel of ['C0APPR', 'C0INC42']) {
    workspace.post(workspace.channel(channel), { user: workspace.botUserId, byBot: true, text: 'asked', blocks });
  }
}

function aSmallApp(): Promise<{ close(): Promise<void> }> {
  return aBoltApp(sandbox, (app) => {
    app.action(/^(approve|deny)$/, async ({ ack, body }) => {
      heard.push(body.type === 'block_actions' ? `${body.user.id} ${body.actions[0]?.action_id}` : body.type);
      await ack();
    });
    app.event('app_home_opened', async ({ event, client }) => {
      if (event.tab === 'home') await client.views.publish({ user_id: event.user, view: aHome('Nothing held') });
    });
    app.action('refresh', async ({ ack, body, client }) => {
      await ack();
      await client.views.publish({ user_id: body.user.id, view: aHome('Refreshed') });
    });
    app.shortcut('open_unlock_form', async ({ ack, client, shortcut }) => {
      await ack();
      await client.views.open({ trigger_id: shortcut.trigger_id, view: aForm([]) });
    });
    app.action('resource', async ({ ack, body, client }) => {
      await ack();
      const view_id = body.type === 'block_actions' ? (body.view?.id ?? '') : '';
      await client.views.update({ view_id, view: aForm(['DATABASE_URL', 'PGPASSWORD']) });
    });
    app.view('form', async ({ ack, view: { state } }) => {
      const chosen = state.values.variables?.variables?.selected_options?.map(({ value }) => value);
      await ack({ response_action: 'errors', errors: { reason: `Got ${chosen} for ${state.values.reason?.reason?.value}` } });
    });
  });
}

function aHome(words: string): HomeView {
  const refresh = { type: 'button' as const, action_id: 'refresh', text: plain('Refresh') };
  return {
    type: 'home',
    blocks: [
      { type: 'section', text: plain(words) },
      { type: 'actions', block_id: 'deeds', elements: [refresh] },
    ],
  };
}

function aForm(variables: string[]): ModalView {
  const option = (value: string) => ({ text: plain(value), value });
  const input = (name: string, element: object, more = {}) => ({
    ...{ type: 'input', block_id: name.toLowerCase(), label: plain(name) },
    ...{ element: { action_id: name.toLowerCase(), ...element }, ...more },
  });
  const of = { type: 'multi_static_select', options: variables.map(option) };
  return {
    ...{ type: 'modal', callback_id: 'form', title: plain('Unlock something'), submit: plain('Unlock') },
    blocks: [
      input('Resource', { type: 'static_select', options: [option('db-prod')] }, { dispatch_action: true }),
      ...(variables.length === 0 ? [] : [input('Variables', of, { optional: true })]),
      input('Reason', { type: 'plain_text_input', multiline: true }),
    ] as ModalView['blocks'],
  };
}
