import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeIncidentChannel } from '../../src/sandbox/incident-channel.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { aBoltApp } from './a-bolt-app.ts';
import { callSlack } from './call-slack.ts';

let sandbox: Sandbox;
let bolt: { close(): Promise<void> };
let heard: Record<string, unknown>[];

beforeEach(async () => {
  heard = [];
  sandbox = await startSandbox();
  bolt = await aBoltApp(sandbox, (app) => {
    app.event(/^/, async ({ event }) => void heard.push({ ...event }));
  });
});
afterEach(async () => {
  await bolt.close();
  await sandbox.close();
});

const join = (channel: string) => callSlack(sandbox, 'conversations.join', { channel });

describe('joining a channel', () => {
  test('a public one is open to the bot, which is told that it came in', async () => {
    expect(await join('C0GENERAL')).toMatchObject({ ok: true, channel: { id: 'C0GENERAL', is_member: true } });
    await expect.poll(() => heard).toMatchObject([{ type: 'member_joined_channel', user: 'U0NIGHTBOT', channel: 'C0GENERAL' }]);
    expect(await join('C0GENERAL')).toMatchObject({ ok: true, warning: 'already_in_channel' });
  });

  test('one that isn’t there, is private from outside, or archived isn’t', async () => {
    sandbox.channel('audit-access').removeBot();
    sandbox.channel('general').archive();
    expect(await join('C0NOWHERE')).toMatchObject({ error: 'channel_not_found' });
    expect(await join('C0AUDIT')).toMatchObject({ error: 'channel_not_found' });
    expect(await join('C0GENERAL')).toMatchObject({ error: 'is_archived' });
  });

  test('needs its scope', async () => {
    sandbox.slack.workspace.scopes.delete('channels:join');
    expect(await join('C0GENERAL')).toMatchObject({ error: 'missing_scope', needed: 'channels:join' });
  });
});

describe('what people do to channels', () => {
  test('is told: of public ones always, of private ones to who is in them', async () => {
    const { channels } = sandbox.slack;
    await channels.create({ id: 'C0NEW', name: 'inc-43', by: 'alice', members: ['bob'] });
    await channels.rename('inc-43', 'inc-44');
    await channels.create({ id: 'G0NEW', name: 'secret', by: 'alice', private: true });
    await channels.rename('secret', 'hushed');
    await channels.archive('audit-access');
    expect(heard).toMatchObject([
      { type: 'channel_created', channel: { id: 'C0NEW', name: 'inc-43', creator: 'U01ALICE' } },
      { type: 'channel_rename', channel: { id: 'C0NEW', name: 'inc-44' } },
      { type: 'group_archive', channel: 'C0AUDIT' },
    ]);
    expect([...sandbox.slack.workspace.channel('inc-44').members]).toEqual(['U01ALICE', 'U02BOB']);
  });

  test('sharing is told once it is done, and not while another workspace is only invited', async () => {
    const { channels } = sandbox.slack;
    const info = () => callSlack(sandbox, 'conversations.info', { channel: 'C0GENERAL' });
    channels.inviteWorkspace('general');
    expect(await info()).toMatchObject({ channel: { is_ext_shared: false, is_pending_ext_shared: true } });
    expect(heard).toEqual([]);
    await channels.share('general');
    expect(await info()).toMatchObject({ channel: { is_ext_shared: true, is_pending_ext_shared: false } });
    await channels.unshare('general');
    expect(await info()).toMatchObject({ channel: { is_ext_shared: false } });
    expect(heard.map(({ type }) => type)).toEqual(['channel_shared', 'channel_unshared']);
  });

  test('a channel goes on under another id, with what was said in it', async () => {
    const { workspace, channels } = sandbox.slack;
    workspace.post(workspace.channel('general'), { user: 'U01ALICE', byBot: false, text: 'hello' });
    await channels.changeId('general', 'C9GENERAL');
    expect(heard).toMatchObject([{ type: 'channel_id_changed', old_channel_id: 'C0GENERAL', new_channel_id: 'C9GENERAL' }]);
    expect(workspace.channel('C9GENERAL').messages).toMatchObject([{ text: 'hello', channel: 'C9GENERAL' }]);
    expect(workspace.channels.has('C0GENERAL')).toBe(false);
  });

  test('an incident gets a channel with everybody who works here', async () => {
    const incident = sandbox.pagerDuty.openIncident('Checkout: 5xx & slow, again and again and again', 'PSVC123');
    await makeIncidentChannel(sandbox.slack, incident);
    const { name, members } = sandbox.slack.workspace.channel('C0INC43');
    expect(name).toMatch(/^inc-43-checkout-5xx-slow-again[a-z-]*[a-z]$/);
    expect(name.length).toBeLessThanOrEqual(40);
    expect(members).toContain('U02BOB');
    for (const outsider of ['U05ERIN', 'U06FRANK', 'U0NIGHTBOT']) expect(members).not.toContain(outsider);
  });
});
