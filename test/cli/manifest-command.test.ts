import { readFile } from 'node:fs/promises';
import type { AppsManifestValidateArguments } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { COMMANDS, SHORTCUTS } from '../../src/adapters/slack/listeners/known-deliveries.ts';
import { LISTENED_EVENTS } from '../../src/adapters/slack/read-event.ts';
import { manifestCommand } from '../../src/cli/server/manifest-command.ts';
import { type Delivery, slackManifest } from '../../src/domain/slack-manifest.ts';
import { aProgram, aTerminal } from './a-terminal.ts';

const BY_REQUEST: Delivery = { by: 'request', url: 'https://nightlatch.example.com' };
const FORMS: Delivery[] = [BY_REQUEST, { by: 'socket' }];

async function printed(...args: string[]) {
  const { terminal, seen } = aTerminal();
  const { program, run } = aProgram();
  manifestCommand(program, terminal);
  await run('manifest', ...args);
  return { text: seen.said.join('\n'), refused: seen.prompted, exitCode: seen.exitCode };
}

describe('nightlatch manifest', () => {
  it('prints by request what manifest.yml holds: npm run manifest writes it anew', async () => {
    const { text } = await printed('--url', BY_REQUEST.url);
    expect(`${text}\n`).toBe(await readFile('manifest.yml', 'utf8'));
  });

  it.each(FORMS)('prints what Slack reads as the manifest, %j', async (delivery) => {
    const { text } = await printed(...(delivery.by === 'socket' ? ['--socket'] : ['--url', delivery.url]));
    expect(parse(text)).toEqual(slackManifest(delivery));
    expect(text).not.toMatch(/[&*]a\d/);
  });

  it('names no address in socket mode, and the given one everywhere otherwise', async () => {
    expect(JSON.stringify(slackManifest({ by: 'socket' }))).not.toContain('http');
    const { text } = await printed('--url', 'https://Access.Example.org/bot/');
    expect(text.match(/(url|request_url): .*/g)).toEqual([
      ...Array(3).fill('url: https://access.example.org/bot/slack/events'),
      ...Array(2).fill('request_url: https://access.example.org/bot/slack/events'),
    ]);
  });

  it.each([
    [[], 'Either --url'],
    [['--socket', '--url', 'https://nightlatch.example.com'], 'Either --url'],
    [['--url', 'http://nightlatch.example.com'], 'https only'],
    [['--url', 'nightlatch.example.com'], 'https only'],
    [['--url', 'https://user:x@nightlatch.example.com'], 'https only'],
    [['--url', 'https://nightlatch.example.com/?a=b'], 'https only'],
  ])('%j is refused with exit code 2', async (args, words) => {
    const { text, refused, exitCode } = await printed(...args);
    expect([text, refused, exitCode]).toEqual(['', expect.stringContaining(words), 2]);
  });
});

describe.each(FORMS)('the manifest, %j,', (delivery) => {
  const manifest = slackManifest(delivery);
  const { display_information: display, features, settings } = manifest;

  it("has scopes and events that Slack's own package knows", () => {
    const checked = manifest satisfies AppsManifestValidateArguments['manifest'];
    expect(Object.keys(checked)).toEqual(['display_information', 'features', 'oauth_config', 'settings']);
  });

  // The limits are those of docs.slack.dev/reference/app-manifest.
  it('keeps to the lengths, counts and characters that Slack sets', () => {
    expect(display.name.length).toBeLessThanOrEqual(35);
    expect(display.description.length).toBeLessThanOrEqual(140);
    expect(display.background_color).toMatch(/^#[0-9a-f]{6}$/);
    expect(features.bot_user.display_name).toMatch(/^[a-z0-9._-]{1,80}$/);
    expect(features.shortcuts.length).toBeLessThanOrEqual(10);
    for (const { name, callback_id, description } of features.shortcuts) {
      expect([name.length <= 24, callback_id.length <= 255, description.length <= 150]).toEqual([true, true, true]);
    }
    expect(features.slash_commands.length).toBeLessThanOrEqual(50);
    for (const { command, description, usage_hint } of features.slash_commands) {
      expect(command).toMatch(/^\/[a-z0-9_-]{1,31}$/);
      expect([description.length <= 2000, usage_hint.length <= 1000]).toEqual([true, true]);
    }
    expect(settings.event_subscriptions.bot_events.length).toBeLessThanOrEqual(100);
  });

  it('has an address for everything that is delivered, or is in socket mode', () => {
    const isSocket = delivery.by === 'socket';
    expect(settings.socket_mode_enabled).toBe(isSocket);
    for (const place of [...features.slash_commands, settings.event_subscriptions, settings.interactivity]) {
      const address = 'url' in place ? place.url : 'request_url' in place ? place.request_url : undefined;
      expect(address).toBe(isSocket ? undefined : 'https://nightlatch.example.com/slack/events');
    }
  });

  it('asks for the commands, shortcuts and events that are listened to, and for no others', () => {
    expect(features.slash_commands.map(({ command }) => command)).toEqual([...COMMANDS.keys()]);
    expect(features.shortcuts.map(({ callback_id }) => callback_id)).toEqual([...SHORTCUTS.keys()]);
    expect(new Set(settings.event_subscriptions.bot_events)).toEqual(LISTENED_EVENTS);
  });
});
