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
  const { chosen, identity, tokens, delivery, policyFile, envFile, manifest, isSandbox } = done;
  const { resource } = chosen.policy;
  const flag = isSandbox ? ' --sandbox' : '';
  const bot = oneLine(identity.botUser.name);
  terminal.say('');
  terminal.say(`Wrote ${policyFile}: ${resource} for whoever is on call for ${oneLine(chosen.policy.target.name)}.`);
  terminal.say(sayOwners(chosen.policy));
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
  const steps = [
    ...chosen.uninvited.map(({ name }) => `in Slack, in #${oneLine(name)}: /invite @${bot}`),
    envFile === undefined
      ? `set ${Object.keys(tokens).join(', ')} where the bot runs; they were written nowhere`
      : `where the bot runs, set what is in ${envFile} (as by node --env-file=${envFile})`,
    'nightlatch key create <file>, and set NIGHTLATCH_KEY_FILE to it',
    `nightlatch serve${flag}, with DATABASE_URL set, or with --embedded to try it out`,
    `nightlatch secret set ${resource}/url`,
    `nightlatch doctor${flag}, which looks at all of it`,
  ];
  for (const [index, step] of steps.entries()) terminal.say(`  ${index + 1}. ${step}`);
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
