import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { EnvironmentReading } from '../../config/environment.ts';
import { type InitEnvironment, readTokenLines, type Tokens } from '../../config/init-environment.ts';
import type { SlackIdentity } from '../../domain/live-world.ts';
import { oneLine } from '../../domain/one-line.ts';
import type { Delivery } from '../../domain/slack-manifest.ts';
import { environmentOrRefused } from './host-needs.ts';
import { askToken } from './init/ask-token.ts';
import { type Asking, askLine } from './init/asking.ts';
import { type ChoiceOptions, type Chosen, chooseAll } from './init/choices.ts';
import { lackingScopes, lookAroundOnCall, lookAroundSlack, type Probes } from './init/look-around.ts';
import { sayWhatNext } from './init/say-what-next.ts';
import { refuseEnvFile, refuseUnwritable, writeEnv, writePolicy } from './init/write-down.ts';
import { type DeliveryOptions, deliveryOf, manifestText } from './manifest-command.ts';
import { readPiped } from './read-value.ts';
import { answering, CommandRefused, processTerminal, type Terminal } from './terminal.ts';

interface InitOptions extends DeliveryOptions, ChoiceOptions {
  file: string;
  force?: boolean;
  writeEnv?: string;
  sandbox?: boolean;
}

export interface InitNeeds {
  environment(isSandbox: boolean): EnvironmentReading<InitEnvironment>;
  /** Loaded when the command runs. */
  probes(environment: InitEnvironment): Promise<Probes>;
}

/** `nightlatch init`: from tokens to a first policy, with everything chosen from what the bot sees. */
export function initCommand(program: Command, needs: InitNeeds, terminal: Terminal = processTerminal()): void {
  program
    .command('init')
    .description('Set up for a workspace: checks the tokens, lists what there is, writes a first nightlatch.yml')
    .option('--file <path>', 'the policy to write', 'nightlatch.yml')
    .option('--force', 'overwrite it')
    .option('--write-env <path>', 'also write the tokens to this file, closed to others; never inside a git work tree')
    .option('--url <https address>', 'Slack sends requests to this address of the bot')
    .option('--socket', 'socket mode: the bot opens a socket to Slack and needs no address')
    .option('--audit-channel <channel>', 'by id or name, as all that follow')
    .option('--approval-channel <channel>')
    .option('--on-call <target>', 'a schedule or an escalation policy')
    .option('--service <service>', 'whose incidents open the first resource')
    .option('--approvers <group>', 'a user group of Slack; unless given, the owners')
    .option('--owner <address>', 'the e-mail address in Slack, or the member id, of the first owner')
    .option('--second-owner <address>', 'the same of another, who lifts what the first locks down')
    .option('--resource <name>', 'what is unlocked first; db-prod unless given')
    .option('--timezone <zone>', "such as Europe/Berlin; this machine's unless given")
    .option('--sandbox', 'accept a local Slack and PagerDuty')
    .addHelpText(
      'after',
      '\nTokens are never arguments. They are taken from SLACK_BOT_TOKEN, SLACK_APP_TOKEN or SLACK_SIGNING_SECRET, and' +
        '\nPAGERDUTY_TOKEN; what is missing is asked for on a terminal, and otherwise read from standard input as NAME=value lines.',
    )
    // commander would quote what it doesn't know, and that may be a token.
    .allowUnknownOption()
    .allowExcessArguments()
    .action((options: InitOptions, command: Command) =>
      answering(terminal, async () => {
        refuseWords(command.args);
        await init(options, needs, terminal);
      }),
    );
}

function refuseWords(words: readonly string[]): void {
  if (words.length === 0) return;
  throw new CommandRefused(
    'Nothing was written: init takes no such words (nightlatch init --help). A token is never an argument, since the shell keeps it and every\n' +
      'process can read it: if one of them was a token, make another.',
    2,
  );
}

async function init(options: InitOptions, needs: InitNeeds, terminal: Terminal): Promise<void> {
  const environment = environmentOrRefused(needs.environment(options.sandbox === true));
  const policyFile = resolve(options.file);
  await refuseUnwritable(policyFile, options.writeEnv, options.force === true);
  const asking = await askingOf(terminal, environment.tokens);
  try {
    const delivery = await deliveryWanted(asking, options);
    await offerManifest(asking, delivery);
    const found = await lookAround(asking, options, delivery, await needs.probes(environment));
    await writePolicy(policyFile, found.chosen.policy, options.force === true);
    const envFile = await envFileWanted(asking, options.writeEnv);
    if (envFile !== undefined) await writeEnv(envFile, found.tokens, environment.beside);
    const manifest = asking.isPerson ? undefined : textOf(delivery);
    sayWhatNext(terminal, { ...found, delivery, policyFile, envFile, manifest, isSandbox: options.sandbox === true });
  } finally {
    // A terminal that is still read keeps the process open.
    terminal.input.pause();
  }
}

// A script's standard input is read only for what is missing: it may be one that nobody ever closes.
async function askingOf(terminal: Terminal, given: Tokens): Promise<Asking> {
  if (terminal.input.isTTY) return { terminal, given, isPerson: true };
  const isWhole = given.SLACK_BOT_TOKEN && given.PAGERDUTY_TOKEN && (given.SLACK_APP_TOKEN ?? given.SLACK_SIGNING_SECRET);
  if (isWhole) return { terminal, given, isPerson: false };
  const { tokens, mistakes } = readTokenLines((await readPiped(terminal)).toString('utf8'));
  if (mistakes.length > 0) throw new CommandRefused(['Standard input is not as it should be:', ...mistakes].join('\n  '), 2);
  return { terminal, given: { ...tokens, ...given }, isPerson: false };
}

/** `url` may not be known yet. */
type Wanted = Delivery | { by: 'request'; url?: undefined };

async function deliveryWanted(asking: Asking, options: InitOptions): Promise<Wanted> {
  if (options.url !== undefined || options.socket) return deliveryOf(options);
  if (asking.given.SLACK_APP_TOKEN) return { by: 'socket' };
  if (asking.given.SLACK_SIGNING_SECRET) return { by: 'request' };
  if (!asking.isPerson) return deliveryOf(options);
  asking.terminal.say(
    'Slack can send requests to the bot, for which it needs an https address that Slack reaches; or the bot opens',
  );
  asking.terminal.say('a socket to Slack (socket mode), for which it needs none.');
  const url = await askLine(asking, 'The address, such as https://nightlatch.example.com (Enter for socket mode): ');
  return deliveryOf(url === '' ? { socket: true } : { url });
}

// Whoever has no tokens yet may have no app yet. A script gets the manifest in the end.
async function offerManifest(asking: Asking, delivery: Wanted): Promise<void> {
  const text = textOf(delivery);
  if (!asking.isPerson || asking.given.SLACK_BOT_TOKEN || text === undefined) return;
  const answer = await askLine(asking, 'Is there a Slack app for it yet? (y, or Enter to see the manifest to create it from): ');
  if (!/^y/i.test(answer)) asking.terminal.say(text.trimEnd());
}

function textOf(delivery: Wanted): string | undefined {
  return delivery.by === 'request' && delivery.url === undefined ? undefined : manifestText(delivery);
}

interface Found {
  chosen: Chosen;
  identity: SlackIdentity;
  tokens: Tokens;
}

async function lookAround(asking: Asking, options: InitOptions, delivery: Wanted, probes: Probes): Promise<Found> {
  const opened: { close(): Promise<void> }[] = [];
  const open = (token: Parameters<Probes['slack']>[0]) => {
    const slack = probes.slack(token);
    opened.push(slack);
    return slack;
  };
  try {
    const bot = await askToken(asking, 'SLACK_BOT_TOKEN', async (token) => {
      const slack = open(token);
      return { ...slack, identity: await slack.probe.identity() };
    });
    const { probe, directory, identity } = bot.told;
    sayIdentity(asking.terminal, identity);
    const arrival = await arrivalToken(asking, delivery, probes);
    const pagerDuty = await askToken(asking, 'PAGERDUTY_TOKEN', (token) => lookAroundOnCall(probes.onCall(token).probe));
    const { users } = probes.onCall(pagerDuty.token);
    const seen = { identity, directory, users, slack: await lookAroundSlack(probe), onCall: pagerDuty.told };
    const chosen = await chooseAll(asking, options, seen);
    return { chosen, identity, tokens: { SLACK_BOT_TOKEN: bot.token, ...arrival, PAGERDUTY_TOKEN: pagerDuty.token } };
  } finally {
    await Promise.all(opened.map((one) => one.close()));
  }
}

async function arrivalToken(asking: Asking, delivery: Wanted, probes: Probes): Promise<Tokens> {
  // Whether a signing secret is right shows when Slack sends something.
  if (delivery.by === 'request')
    return { SLACK_SIGNING_SECRET: (await askToken(asking, 'SLACK_SIGNING_SECRET', async () => undefined)).token };
  const { token } = await askToken(asking, 'SLACK_APP_TOKEN', async (token) => {
    const { probe, close } = probes.socket(token);
    await probe.tryOpen().finally(close);
  });
  return { SLACK_APP_TOKEN: token };
}

function sayIdentity(terminal: Terminal, { team, botUser, scopes }: SlackIdentity): void {
  terminal.say(`Slack: workspace ${oneLine(team.name)} (${team.id}), as @${oneLine(botUser.name)}.`);
  const lacking = lackingScopes(scopes);
  if (lacking.length === 0) return;
  terminal.say('The bot lacks scopes. Add them under OAuth & Permissions and install the app again:');
  for (const scope of lacking) terminal.say(`  ${scope}`);
}

async function envFileWanted(asking: Asking, said: string | undefined): Promise<string | undefined> {
  if (said !== undefined || !asking.isPerson) return said;
  for (;;) {
    const typed = await askLine(
      asking,
      'A file for the tokens, closed to others, outside of any git work tree (Enter for none): ',
    );
    if (typed === '') return undefined;
    try {
      await refuseEnvFile(typed);
      return typed;
    } catch (error) {
      if (!(error instanceof CommandRefused)) throw error;
      asking.terminal.prompt(`  ${error.message}\n`);
    }
  }
}
