import { mistakeInToken, type TokenName } from '../../../config/init-environment.ts';
import type { Secret } from '../../../domain/secret.ts';
import { SourceUnavailable } from '../../../ports/on-call-source.ts';
import { SlackRefused } from '../../../ports/slack-probe.ts';
import { CommandRefused } from '../terminal.ts';
import { type Asking, askHidden } from './asking.ts';

/** Where to find each, as the question says. */
const WHERE: Record<TokenName, string> = {
  SLACK_BOT_TOKEN: 'Bot User OAuth Token, xoxb-… (api.slack.com/apps, your app, OAuth & Permissions)',
  SLACK_APP_TOKEN: 'App-level token with connections:write, xapp-… (your app, Basic Information)',
  SLACK_SIGNING_SECRET: 'Signing secret (your app, Basic Information)',
  PAGERDUTY_TOKEN: 'PagerDuty API key, read-only will do (PagerDuty, Integrations, API Access Keys)',
};

const PAGERDUTY_REFUSES =
  'PagerDuty refuses it: it is wrong, or the account is in the other region (set PAGERDUTY_REGION=eu for the EU, us otherwise).';

/**
 * A token that `check` found good, with what it told: the one that was given, or one that is asked for until it is. A script's is refused at once.
 * Throws CommandRefused, and never repeats a token.
 */
export async function askToken<T>(
  asking: Asking,
  name: TokenName,
  check: (token: Secret) => Promise<T>,
): Promise<{ token: Secret; told: T }> {
  const { terminal, given, isPerson } = asking;
  let token = given[name];
  if (token === undefined && !isPerson)
    throw new CommandRefused(`${name} is missing: set it, or give ${name}=… on standard input.`, 2);
  for (;;) {
    token ??= await askHidden(asking, `${WHERE[name]}\n  not shown: `);
    const outcome = await tried(name, token, check);
    if (outcome.ok) return { token, told: outcome.told };
    if (!isPerson) throw new CommandRefused(`${name}: ${outcome.mistake}`);
    terminal.prompt(`  That is not it: ${outcome.mistake}\n`);
    token = undefined;
  }
}

type Outcome<T> = { ok: true; told: T } | { ok: false; mistake: string };

async function tried<T>(name: TokenName, token: Secret, check: (token: Secret) => Promise<T>): Promise<Outcome<T>> {
  const mistake = mistakeInToken(name, token.reveal());
  if (mistake !== undefined) return { ok: false, mistake: `it ${mistake}.` };
  try {
    return { ok: true, told: await check(token) };
  } catch (error) {
    return { ok: false, mistake: wordsFor(error) };
  }
}

/** What a vendor's no or silence means to whoever sets the bot up. Any other error is thrown on. */
export function wordsFor(error: unknown): string {
  if (error instanceof SlackRefused) {
    const needed =
      error.needed.length === 0 ? '' : ` It needs the scope ${error.needed.join(' or ')}: install the app again with it.`;
    return `Slack refuses it (${error.code}).${needed}`;
  }
  if (!(error instanceof SourceUnavailable)) throw error;
  if (error.kind !== 'auth') return `${error.message}. Try again.`;
  return error.source === 'PagerDuty' ? PAGERDUTY_REFUSES : `${error.source} refuses it.`;
}
