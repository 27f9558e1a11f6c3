import type { Command } from 'commander';
import { stringify } from 'yaml';
import { type Delivery, slackManifest } from '../../domain/slack-manifest.ts';
import { answering, CommandRefused, processTerminal, type Terminal } from './terminal.ts';

export interface DeliveryOptions {
  url?: string;
  socket?: boolean;
}

/** `nightlatch manifest`: prints the app for Slack's "Create an app from a manifest". */
export function manifestCommand(program: Command, terminal: Terminal = processTerminal()): void {
  program
    .command('manifest')
    .description("Print the manifest to create Slack's app from")
    .option('--url <https address>', 'Slack sends requests to this address of the bot')
    .option('--socket', 'socket mode: the bot opens a socket to Slack and needs no address')
    .action((options: DeliveryOptions) =>
      answering(terminal, async () => terminal.say(manifestText(deliveryOf(options)).trimEnd())),
    );
}

/** What the options say. Throws CommandRefused, with exit code 2, for anything but one of them, and for an address that Slack wouldn't take. */
export function deliveryOf({ url, socket }: DeliveryOptions): Delivery {
  if ((url === undefined) === (socket !== true)) {
    const how = 'Either --url https://… (Slack sends requests to the bot there) or --socket (the bot opens a socket to Slack)';
    throw new CommandRefused(`${how}, one of them.`, 2);
  }
  return url === undefined ? { by: 'socket' } : { by: 'request', url: originOf(url) };
}

/** The manifest as YAML, with what to do with it on top. */
export function manifestText(delivery: Delivery): string {
  const head =
    delivery.by === 'socket'
      ? ['# Nightlatch for Slack, in socket mode: the bot opens a socket and needs no address.']
      : [
          `# Nightlatch for Slack, which sends its requests to ${delivery.url}. Is the bot elsewhere? Replace that address everywhere.`,
        ];
  const steps = '# Paste it at https://api.slack.com/apps: Create New App, From a manifest. Then Install to Workspace.';
  const yaml = stringify(slackManifest(delivery), { lineWidth: 0, aliasDuplicateObjects: false });
  return [...head, steps, yaml].join('\n');
}

function originOf(address: string): string {
  const url = URL.parse(address);
  const isPlain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (url?.protocol === 'https:' && isPlain) return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  throw new CommandRefused('--url must be an address such as https://nightlatch.example.com: Slack sends to https only.', 2);
}
