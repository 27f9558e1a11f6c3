import type { Shortfall, Unanswered } from './condition.ts';
import { incidentLabel } from './incident.ts';
import type { ResourceName } from './names.ts';
import { type AnsweredBy, providerLabel } from './provider.ts';
import { sayList } from './say-list.ts';
import { sayFallback, saySilence } from './say-source.ts';
import { type Reader, sayDuration, sayTime } from './say-time.ts';
import { type Who, YOU } from './say-who.ts';

/** Words for a person: what is so, and where there is something to do, what that is. Plain text, no markup. */
export interface Said {
  text: string;
  help?: string;
}

/** Why a condition is false, of whomever it was asked, and what would help. */
export function sayShortfall(shortfall: Shortfall, resource: ResourceName, reader: Reader, who: Who = YOU): Said {
  switch (shortfall.kind) {
    case 'not-on-call':
      return sayNotOnCall(shortfall, reader, who);
    case 'not-linked':
      return {
        text: `I don't know ${who.whose} ${shortfall.provider} user, so I can't see ${who.their} shifts.`,
        help: `Ask an owner to add ${who.their} ${shortfall.provider} id to the policy, under people.`,
      };
    case 'not-a-member':
      return {
        text: `${who.isNot} in ${sayList(shortfall.groups, 'or')}.`,
        help: 'Ask someone who is, or ask an owner to add you.',
      };
    case 'no-open-incident':
      return { text: `${resource} needs an open incident, and there is none.`, help: 'When there is one, try again.' };
    case 'several-open-incidents':
      return saySeveral(shortfall.open, resource);
    case 'variable-not-given':
      return { text: `No rule that fits you gives ${shortfall.variable}.`, help: 'Ask again without it.' };
    case 'incident-too-old': {
      const text = `${incidentLabel(shortfall)} is over ${sayDuration(shortfall.maxAge)} old.`;
      return { text, help: 'Name a newer one that is open.' };
    }
    case 'incident-opened-by-caller':
      return {
        text: sayOpenedBy(shortfall, who),
        help: 'Name one that a monitor or someone else opened, or ask a colleague who is on call.',
      };
  }
}

function sayOpenedBy(shortfall: { number: number }, who: Who): string {
  const opened = `${who.opened} ${incidentLabel(shortfall)}`;
  return who === YOU ? `${opened} yourself, so it doesn't count for you.` : `${opened}, so it doesn't count for them.`;
}

function saySeveral(open: readonly { number: number; title: string }[], resource: ResourceName): Said {
  const label = open[0] ? incidentLabel(open[0]) : 'INC-42';
  return { text: `Which incident? Open are ${sayIncidents(open)}.`, help: `Name one: /unlock ${resource} in ${label}` };
}

function sayNotOnCall(shortfall: Extract<Shortfall, { kind: 'not-on-call' }>, reader: Reader, who: Who): Said {
  const { targets, onCall, by = [] } = shortfall;
  const fallback = sayFallback(by);
  const you = `${fallback === undefined ? '' : `${fallback} `}${who.isNot} on call for ${sayList(targets, 'or')}.`;
  const [first, ...others] = onCall;
  if (!first) return { text: `${you} Nobody is.`, help: `Ask for an override in ${sayPlaces(by)}, then try again.` };
  const names = onCall.map(({ name }) => name);
  const help = `Ask ${sayList(names, 'or')}, or try again when your shift has begun.`;
  const end = (until?: Temporal.Instant) => (until ? sayTime(until, reader.timezone, reader.now) : undefined);
  if (others.length === 0) return { text: `${you} ${first.name} is${first.until ? `, until ${end(first.until)}` : ''}.`, help };
  const each = onCall.map(({ name, until }) => (until ? `${name} (until ${end(until)})` : name));
  return { text: `${you} ${sayList(each, 'and')} are.`, help };
}

// Where an override would be seen.
function sayPlaces(by: readonly AnsweredBy[]): string {
  const places = new Set(by.length === 0 ? [providerLabel({ provider: 'pagerduty' })] : by.map(providerLabel));
  return sayList([...places], 'or');
}

/** `INC-42 Replica lag, INC-43 …`. */
export function sayIncidents(open: readonly { number: number; title: string }[]): string {
  return sayList(
    open.map((incident) => `${incidentLabel(incident)} ${incident.title}`.trim()),
    'and',
  );
}

/** Which source couldn't say, and so what is not known. */
export function sayUnanswered(unanswered: Unanswered): Said {
  const [now, later] = nextSteps(unanswered);
  return { text: sayUnknown(unanswered), help: later === undefined ? now : `${now} ${later}` };
}

/** The same where breaking glass is offered, so that nobody waits for a source that stays away. */
export function sayUnansweredWithGlass(unanswered: Unanswered): Said {
  return { text: sayUnknown(unanswered), help: `${nextSteps(unanswered)[0]} If it can't wait, break glass.` };
}

/** The same without what to do. */
export function sayUnknown({ source, fault, about }: Unanswered, who: Who = YOU): string {
  return `${saySilence(source, fault)}, so I can't tell ${sayAbout(about, who)}.`;
}

function sayAbout(about: Unanswered['about'], who: Who): string {
  switch (about) {
    case 'on-call':
      return `whether ${who.isWithin} on call`;
    case 'incident':
      return 'whether an incident is open';
    case 'membership':
      return `whether ${who.isWithin} in the group`;
    case 'approvers':
      return 'who may approve';
  }
}

// What to do now, and what if that doesn't help.
function nextSteps({ source, fault }: Unanswered): readonly [now: string, later?: string] {
  switch (fault) {
    case 'auth':
      return [`Wake an owner: Nightlatch needs a valid token for ${source}.`];
    case 'rate-limited':
      return ['Try again in a minute.', 'If it goes on, wake an owner.'];
    case 'not-there':
      return [`Wake an owner: the policy names something that ${source} has no longer.`];
    case 'bad-body':
    case 'shape':
      return ['Try again.', 'If it goes on, wake an owner.'];
    default:
      return ['Try again.', 'If it stays away, wake an owner.'];
  }
}
