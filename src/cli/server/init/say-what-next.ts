import type { FirstPolicy } from '../../../config/first-policy.ts';
import type { Tokens } from '../../../config/init-environment.ts';
import type { SlackIdentity } from '../../../domain/live-world.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { Terminal } from '../terminal.ts';
import type { Chosen } from './choices.ts';

export interface Done {
  chosen: Chosen;
  identity: SlackIdentity;
  tokens: Tokens;
  delivery: { by: 'request' | 'socket' };
  policyFile: string;
  envFile: string | undefined;
  isSandbox: boolean;
  /** Undefined where it is shown at another time, or the bot's address isn't known. */
  manifest: string | undefined;
}

/** What was written, and what is left to do. No token is said. */
export function sayWhatNext(terminal: Terminal, done: Done): void {
  const { chosen, delivery, policyFile, envFile, manifest, isSandbox } = done;
  const { resource } = chosen.policy;
  const flag = isSandbox ? ' --sandbox' : '';
  terminal.say('');
  terminal.say(`Wrote ${policyFile}: ${resource} for whoever is on call for ${oneLine(chosen.policy.target.name)}.`);
  terminal.say(sayOwners(chosen.policy));
  for (const line of sayChannels(chosen.policy)) terminal.say(line);
  if (envFile !== undefined) terminal.say(`Wrote the tokens to ${envFile}.`);
  terminal.say('');
  if (manifest !== undefined) {
    terminal.say("The manifest of Slack's app, should it not be created from one yet:");
    terminal.say('');
    terminal.say(manifest.trimEnd());
    terminal.say('');
  } else {
    const way = delivery.by === 'socket' ? '--socket' : '--url https://…';
    terminal.say(`nightlatch manifest ${way} prints the manifest of Slack's app.`);
  }
  terminal.say('What is left:');
  for (const [index, step] of stepsLeft(done).entries()) terminal.say(`  ${index + 1}. ${step}`);
  terminal.say(
    `To try it out without a database of your own, nightlatch serve --embedded${flag} takes the place of migrate and DATABASE_URL.`,
  );
}

// As docs/install.md has them, in its order.
function stepsLeft({ chosen, identity, tokens, envFile, policyFile, isSandbox }: Done): string[] {
  const flag = isSandbox ? ' --sandbox' : '';
  const bot = oneLine(identity.botUser.name);
  return [
    ...chosen.uninvited.map(({ name }) => `in Slack, in #${oneLine(name)}: /invite @${bot}`),
    'in PagerDuty, if it can reach the bot: a webhook to https://<the bot>/webhooks/pagerduty, whose secret is PAGERDUTY_WEBHOOK_SECRETS; without it resolves are seen within a minute',
    'nightlatch migrate, with DATABASE_OWNER_URL set: docs/install.md shows how the database and its two logins are made',
    envFile === undefined
      ? `set ${Object.keys(tokens).join(', ')} where the bot runs; they were written nowhere`
      : `where the bot runs, set what is in ${envFile} (as by node --env-file=${envFile})`,
    `set there too DATABASE_URL, NIGHTLATCH_POLICY=${policyFile} and NIGHTLATCH_KEY_FILE=<file>, which the next step makes`,
    'nightlatch key create <file>',
    `nightlatch secret set ${chosen.policy.resource}/url`,
    'nightlatch policy check',
    `nightlatch doctor${flag}, which looks at all of it`,
    `nightlatch serve${flag}`,
  ];
}

function sayChannels({ auditChannel, approvalChannel }: FirstPolicy): string[] {
  if (auditChannel.id !== approvalChannel.id) return [];
  return [
    `#${oneLine(auditChannel.name)} is both the audit channel and the approval channel: what is asked hides the record. docs/install.md asks for two: ` +
      'name another with --approval-channel and --force, or in the file.',
  ];
}

// What somebody alone can't have, `policy check` goes on saying.
function sayOwners({ owner, secondOwner, resource }: FirstPolicy): string {
  if (secondOwner)
    return `When the normal way fails: ${owner.name} types /unlock ${resource} break-glass, and ${secondOwner.name} looks at it afterwards.`;
  return (
    `${owner.name} is the only owner, which policy check warns of: nobody else could lift a lockdown or review broken glass, so no rule breaks it. ` +
    'Name another with --second-owner and --force, or in the file.'
  );
}
