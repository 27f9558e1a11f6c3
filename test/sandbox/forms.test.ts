import type { BlockAction, ViewSubmitAction } from '@slack/bolt';
import type { KnownBlock, ModalView, PlainTextOption } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { aBoltApp } from './a-bolt-app.ts';
import { plain } from './call-slack.ts';

const options = (...values: string[]): PlainTextOption[] => values.map((value) => ({ text: plain(value.toUpperCase()), value }));
const variablesOf: Record<string, string[]> = { 'db-prod': ['database_url', 'pgpassword'], flags: ['token'] };

/** A form whose variables follow the chosen resource. */
function aForm(resource?: string): ModalView {
  const chosen = resource === undefined ? [] : [variablesBlock(resource)];
  return {
    type: 'modal',
    callback_id: 'form',
    private_metadata: 'opened by a test',
    title: plain('Unlock something'),
    submit: plain('Unlock'),
    blocks: [
      {
        type: 'input',
        block_id: 'resource',
        dispatch_action: true,
        label: plain('Resource'),
        element: { type: 'static_select', action_id: 'choose', options: options('db-prod', 'flags') },
      },
      ...chosen,
      {
        type: 'input',
        block_id: 'reason',
        label: plain('Reason'),
        element: { type: 'plain_text_input', action_id: 'type', multiline: true, min_length: 5, max_length: 20 },
      },
      {
        type: 'input',
        block_id: 'glass',
        optional: true,
        label: plain('How'),
        element: { type: 'checkboxes', action_id: 'tick', options: options('break-glass') },
      },
    ],
  };
}

function variablesBlock(resource: string): KnownBlock {
  return {
    type: 'input',
    block_id: `variables-${resource}`,
    optional: true,
    label: plain('Variables'),
    element: {
      type: 'multi_static_select',
      action_id: 'choose',
      options: options(...(variablesOf[resource] ?? [])),
      max_selected_items: 2,
    },
  };
}

let sandbox: Sandbox;
let bolt: { close(): Promise<void> };
let actions: BlockAction[];
let submissions: ViewSubmitAction[];
let answer: object | undefined;

beforeEach(async () => {
  sandbox = await startSandbox();
  [actions, submissions, answer] = [[], [], undefined];
  bolt = await aBoltApp(sandbox, (app) => {
    app.shortcut('open_unlock_form', async ({ ack, client, shortcut }) => {
      await ack();
      await client.views.open({ trigger_id: shortcut.trigger_id, view: aForm() });
    });
    app.action('choose', async ({ ack, body, client }) => {
      await ack();
      const action = body as BlockAction;
      actions.push(action);
      const [chosen] = action.actions;
      if (chosen?.type !== 'static_select' || action.view === undefined) return;
      await client.views.update({
        view_id: action.view.id,
        hash: action.view.hash,
        view: aForm(chosen.selected_option?.value),
      });
    });
    app.view('form', async ({ ack, body }) => {
      submissions.push(body as ViewSubmitAction);
      await ack(answer as never);
    });
  });
  await sandbox.as('alice').usesShortcut('open_unlock_form');
  await sandbox.as('alice').windowSays('Reason');
});
afterEach(async () => {
  await bolt.close();
  await sandbox.close();
});

describe('a form', () => {
  test('tells the bot at once of what it wants to hear at once, with everything typed so far', async () => {
    const alice = sandbox.as('alice');
    expect(await alice.fills({ Reason: 'replica lag' })).toEqual([]);
    await alice.fills({ Resource: 'db-prod' });
    await alice.windowSays('PGPASSWORD');
    expect(actions).toMatchObject([
      {
        type: 'block_actions',
        container: { type: 'view', view_id: alice.window()?.viewId },
        actions: [{ type: 'static_select', block_id: 'resource', action_id: 'choose', selected_option: { value: 'db-prod' } }],
        view: {
          type: 'modal',
          private_metadata: 'opened by a test',
          hash: expect.any(String),
          state: {
            values: {
              resource: { choose: { type: 'static_select', selected_option: { value: 'db-prod' } } },
              reason: { type: { type: 'plain_text_input', value: 'replica lag' } },
              glass: { tick: { type: 'checkboxes', selected_options: [] } },
            },
          },
        },
      },
    ]);
  });

  test('keeps what was typed and chosen where its ids stay, and forgets it where they change', async () => {
    const alice = sandbox.as('alice');
    await alice.fills({ Resource: 'db-prod', Reason: 'replica lag', How: ['break-glass'] });
    await alice.windowSays('PGPASSWORD');
    await alice.fills({ Variables: ['PGPASSWORD'] });
    await alice.fills({ Resource: 'flags' });
    await alice.windowSays('TOKEN');
    expect(alice.window()?.inputs.map(({ label, holds, options }) => [label, holds, options])).toEqual([
      ['Resource', 'FLAGS', ['DB-PROD', 'FLAGS']],
      ['Variables', [], ['TOKEN']],
      ['Reason', 'replica lag', []],
      ['How', ['BREAK-GLASS'], ['BREAK-GLASS']],
    ]);
  });

  test('submits all that it holds', async () => {
    const alice = sandbox.as('alice');
    await alice.fills({ Resource: 'db-prod', Reason: 'replica lag' });
    await alice.windowSays('PGPASSWORD');
    await alice.fills({ Variables: ['PGPASSWORD', 'database_url'] });
    await alice.submits();
    expect(submissions[0]?.view).toMatchObject({ callback_id: 'form', private_metadata: 'opened by a test' });
    expect(submissions[0]?.view.state.values).toMatchObject({
      resource: { choose: { selected_option: { value: 'db-prod' } } },
      'variables-db-prod': {
        choose: { type: 'multi_static_select', selected_options: [{ value: 'pgpassword' }, { value: 'database_url' }] },
      },
      reason: { type: { value: 'replica lag' } },
    });
    expect(alice.window()).toBeUndefined();
  });

  test("shows the bot's errors at their blocks, keeps what was typed, and is submitted again", async () => {
    const alice = sandbox.as('alice');
    await alice.fills({ Resource: 'flags', Reason: 'because' });
    answer = { response_action: 'errors', errors: { reason: 'Say what is broken.' } };
    await alice.submits();
    expect(alice.window()?.errors).toEqual({ reason: 'Say what is broken.' });
    expect(alice.window()?.inputs.find(({ label }) => label === 'Reason')?.holds).toBe('because');
    answer = { response_action: 'update', view: { type: 'modal', title: plain('Unlock something'), blocks: [] } };
    await alice.submits();
    expect(alice.window()).toMatchObject({ errors: {}, inputs: [] });
  });

  test('takes no error at a block that is no input', async () => {
    const alice = sandbox.as('alice');
    await alice.fills({ Resource: 'flags', Reason: 'because' });
    answer = { response_action: 'errors', errors: { nowhere: 'wrong' } };
    await alice.submits();
    expect(alice.window()?.errors).toEqual({});
    expect(alice.notice()).toContain('invalid_errors');
  });

  test("is not sent while Slack itself finds something wrong, and takes nothing that Slack's own wouldn't", async () => {
    const alice = sandbox.as('alice');
    await alice.fills({ Reason: 'why' });
    expect(await alice.submits()).toBeUndefined();
    expect(alice.window()?.errors).toEqual({
      resource: 'Please complete this required field.',
      reason: 'Please enter at least 5 characters.',
    });
    expect(submissions).toEqual([]);
    await expect(alice.fills({ Resource: 'db-none' })).rejects.toThrow(/offers no db-none; it offers: DB-PROD, FLAGS/);
    await expect(alice.fills({ Reason: 'x'.repeat(21) })).rejects.toThrow(/more than 20 characters/);
    await expect(alice.fills({ Colour: 'red' })).rejects.toThrow(/no input Colour; there are: Resource, Reason, How/);
  });
});

test('a menu in a message tells the bot what was chosen in it', async () => {
  const { workspace } = sandbox.slack;
  const menu = { type: 'overflow', action_id: 'choose', options: options('approve-15m') };
  const blocks = [{ type: 'section', block_id: 'card', text: plain('Alice wants db-prod'), accessory: menu }];
  workspace.post(workspace.channel('audit-access'), { user: workspace.botUserId, byBot: true, text: 'card', blocks });
  await sandbox.as('bob').choosesIn('audit-access', 'choose', 'APPROVE-15M');
  expect(actions[0]).toMatchObject({
    container: { type: 'message' },
    actions: [{ type: 'overflow', block_id: 'card', selected_option: { value: 'approve-15m' } }],
  });
});
