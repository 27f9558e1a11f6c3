import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { aModal, callSlack, plain, section } from './call-slack.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const call = (method: string, args: Record<string, unknown>) => callSlack(sandbox, method, args);
const trigger = () => sandbox.slack.triggers.issue('U01ALICE');
const open = (view: unknown, trigger_id = trigger()) => call('views.open', { trigger_id, view });
const opened = async (more = {}) => {
  const { view } = await open(aModal(more));
  return view as { id: string; hash: string; external_id: string };
};

describe('triggers', () => {
  test('work once, within three seconds, and only if handed out', async () => {
    const used = trigger();
    expect((await open(aModal(), used)).ok).toBe(true);
    expect(await open(aModal(), used)).toMatchObject({ error: 'exchanged_trigger_id' });
    expect(await open(aModal(), '1.2.3')).toMatchObject({ error: 'invalid_trigger_id' });
    const old = trigger();
    sandbox.slack.ageTriggers();
    expect(await open(aModal(), old)).toMatchObject({ error: 'expired_trigger_id' });
  });
});

describe('views', () => {
  test('an update changes the hash, and an old hash conflicts', async () => {
    const { id, hash } = await opened();
    const updated = await call('views.update', { view_id: id, hash, view: aModal() });
    expect((updated.view as { hash: string }).hash).not.toBe(hash);
    expect(await call('views.update', { view_id: id, hash, view: aModal() })).toMatchObject({ error: 'hash_conflict' });
    expect((await call('views.update', { view_id: id, view: aModal() })).ok).toBe(true);
  });

  test('an unknown or closed view is not found', async () => {
    expect(await call('views.update', { view_id: 'V404', view: aModal() })).toMatchObject({ error: 'not_found' });
    const { id } = await opened();
    await sandbox.as('alice').closesWindow();
    expect(await call('views.update', { view_id: id, view: aModal() })).toMatchObject({ error: 'not_found' });
  });

  test('an external id is unique, finds its view, and is lost when an update omits it', async () => {
    await opened({ external_id: 'one' });
    expect(await open(aModal({ external_id: 'one' }))).toMatchObject({ error: 'duplicate_external_id' });
    expect((await call('views.update', { external_id: 'one', view: aModal({ external_id: 'one' }) })).ok).toBe(true);
    expect((await call('views.update', { external_id: 'one', view: aModal() })).ok).toBe(true);
    expect(await call('views.update', { external_id: 'one', view: aModal() })).toMatchObject({ error: 'not_found' });
  });

  test('a window over 250 kB is too large', async () => {
    const blocks = Array.from({ length: 90 }, () => section('x'.repeat(3000)));
    expect(await open(aModal({ blocks }))).toMatchObject({ error: 'view_too_large' });
  });

  const input = { type: 'input', label: plain('Why'), element: { type: 'plain_text_input' } };
  test.each([
    ['a title of 25 characters', { title: plain('x'.repeat(25)) }],
    ['private metadata of 3001 characters', { private_metadata: 'x'.repeat(3001) }],
    ['a callback id of 256 characters', { callback_id: 'x'.repeat(256) }],
    ['101 blocks', { blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) }],
    ['an input without submit', { blocks: [input] }],
    ['no blocks at all', { blocks: undefined }],
    ['a markdown block', { blocks: [{ type: 'markdown', text: 'x' }] }],
    ['a table', { blocks: [{ type: 'table', rows: [[{}]] }] }],
    ['a key that no view has', { colour: 'red' }],
  ])('with %s is refused with its reasons', async (_, more) => {
    const answer = await open(aModal(more));
    expect(answer).toMatchObject({ error: 'invalid_arguments' });
    expect((answer.response_metadata as { messages: string[] }).messages[0]).toMatch(/^\[ERROR\] .* \[json-pointer:\/view/);
    expect(sandbox.as('alice').window()).toBeUndefined();
  });

  test('what was typed stays where ids stay', async () => {
    const blocks = [{ ...input, block_id: 'b', element: { type: 'plain_text_input', action_id: 'a' } }];
    const { id } = await opened({ blocks, submit: plain('Send') });
    await sandbox.as('alice').chooses('b', 'a', { value: 'typed' });
    const { view } = await call('views.update', { view_id: id, view: aModal({ blocks, submit: plain('Send') }) });
    expect(view).toMatchObject({ state: { values: { b: { a: { value: 'typed' } } } } });
  });

  test('the home tab is published for a person', async () => {
    const client = new WebClient(sandbox.botToken, { slackApiUrl: sandbox.slackApiUrl });
    await client.views.publish({ user_id: 'U01ALICE', view: { type: 'home', blocks: [{ type: 'divider' }] } });
    expect(sandbox.as('alice').home()?.blocks).toHaveLength(1);
    expect(sandbox.as('alice').window()).toBeUndefined();
  });
});
