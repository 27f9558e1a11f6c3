import type { FaultKind } from '../evidence.ts';
import { type Area, type Finding, failure, unknown } from './finding.ts';
import { REINSTALL } from './slack-token.ts';

/** Why nobody answered what was asked: how the source was silent, or that all of it took too long. */
export interface Silence {
  /** `Slack`, `PagerDuty`. */
  source: string;
  fault: FaultKind;
}

const SAID: Record<Exclude<FaultKind, 'auth'>, [how: string, mend: string]> = {
  'not-asked': ["wasn't asked", 'Run nightlatch doctor without --only.'],
  timeout: ["didn't answer in time", 'Try again. If it stays so: may this machine reach it, through firewall and proxy?'],
  network: ["can't be reached", 'May this machine reach it? Look at its network: firewall, proxy, DNS.'],
  'bad-body': ['answered nonsense', 'Something between may be answering in its place, such as a proxy. Try again.'],
  'rate-limited': ['takes no more questions right now', 'Wait a minute and run this again.'],
  server: ['answered with an error of its own', 'Look at its status page, and try again.'],
  'not-there': ["hasn't what the policy names", 'Correct its id in the policy, or take it out.'],
  shape: ["answered in a form that isn't known", 'Run this again with --raw, and report the shape that it prints.'],
};

// A key that is taken for one thing and refused for another reaches only a part of the account.
const PAGERDUTY_REFUSES =
  'Was it taken back, or does it reach a part of the account only? Make a key under Integrations, API Access Keys, and put it into PAGERDUTY_TOKEN.';
const SLACK_REFUSES = 'nightlatch doctor --only slack says whether it is the token or a scope.';

/** The same where Slack said no, by its code for why. */
export function sayRefused(area: Area, what: string, { code, needed }: { code: string; needed: readonly string[] }): Finding {
  if (code !== 'missing_scope')
    return unknown(area, `${what} couldn't be looked at: Slack says ${code}.`, `Look ${code} up at docs.slack.dev.`);
  if (needed.length === 0)
    return unknown(
      area,
      `${what} couldn't be looked at: the bot lacks a scope.`,
      'nightlatch doctor --only slack names what it lacks.',
    );
  return unknown(area, `${what} couldn't be looked at: the bot lacks the scope ${needed.join(' or ')}.`, REINSTALL);
}

/** That something of Nightlatch's own went wrong while looking; only the error's name is told, as a message may quote what it met. */
export function sayOwnFault(area: Area, what: string, error: unknown): Finding {
  const name = error instanceof Error ? error.name : 'unknown';
  return unknown(area, `${what} couldn't be looked at: a fault of Nightlatch's own (${name}).`, 'Please report it.');
}

/** That something couldn't be looked at, and why. `what` begins the line, such as `user group S0LEADS`. */
export function sayNotLookedAt(area: Area, what: string, { source, fault }: Silence): Finding {
  if (fault === 'auth') {
    const mend = source === 'Slack' ? SLACK_REFUSES : PAGERDUTY_REFUSES;
    return failure(area, `${what}: ${source} refuses the token.`, mend);
  }
  const [how, mend] = SAID[fault];
  return unknown(area, `${what} couldn't be looked at: ${source} ${how}.`, mend);
}
