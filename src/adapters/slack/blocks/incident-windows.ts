import { type Incident, incidentLabel, type KnownIncident } from '../../../domain/incident.ts';
import { sayIncidents, sayUnanswered } from '../../../domain/say-shortfall.ts';
import type { Reader } from '../../../domain/say-time.ts';
import type { IncidentOutcome } from '../../../use-cases/bind-by-hand.ts';
import type { Block, Window } from './kit.ts';
import { boldLine, line, smallPrint } from './parts.ts';
import { refusalWindow } from './refusal-window.ts';
import { visibleLine } from './text.ts';
import { windowOf } from './window.ts';

const MOST_TOLD = 10;
const OPENS_NOTHING = 'That opens nothing by itself: every request is decided by what PagerDuty says then.';

/** What came of `/nightlatch incident`, or of the panel's question. */
export function incidentWindow(outcome: IncidentOutcome, reader: Reader): Window {
  switch (outcome.outcome) {
    case 'bound':
      return windowOf([
        boldLine(`This channel ${outcome.already ? 'is' : 'is now'} about ${named(outcome.incident)}.`),
        ...(outcome.already ? [line('For another one: /nightlatch incident and its number')] : [line('Its panel stands below.')]),
        ...smallPrint(OPENS_NOTHING),
      ]);
    case 'told':
      return windowOf(told(outcome));
    case 'unknown-incident':
      return windowOf([
        boldLine(`${visibleLine(outcome.name, 60)} is no open incident of a service that the policy names.`),
        ...openOnes(outcome.open),
      ]);
    case 'not-understood':
      return windowOf([
        boldLine(`“${visibleLine(outcome.word, 60)}” is no incident.`),
        line('For example: /nightlatch incident INC-42'),
      ]);
    case 'unanswered': {
      const { text, help } = sayUnanswered(outcome.unanswered);
      return windowOf([boldLine(text), line(`This channel is about what it was before.${help === undefined ? '' : ` ${help}`}`)]);
    }
    case 'not-here':
      return windowOf(notHere(outcome.why));
    case 'refused':
      return refusalWindow(outcome.because, reader, undefined);
  }
}

function told({ incident, open }: Extract<IncidentOutcome, { outcome: 'told' }>): Block[] {
  const now = incident ? `This channel is about ${named(incident)}.` : "This channel isn't about an incident yet.";
  if ('fault' in open) return [boldLine(now), line(sayUnanswered(open).text)];
  return [boldLine(now), ...openOnes(open)];
}

function openOnes(open: readonly Incident[]): Block[] {
  const [first] = open;
  if (!first) return [line('None is open right now.')];
  const more = open.length > MOST_TOLD ? ` and ${open.length - MOST_TOLD} more` : '';
  const are = `${open.length === 1 ? 'Open is' : 'Open are'} ${visibleLine(sayIncidents(open.slice(0, MOST_TOLD)), 2000)}${more}.`;
  return [line(are), line(`To name one: /nightlatch incident ${incidentLabel(first)}`)];
}

function notHere(why: 'unseen' | 'archived' | 'shared'): Block[] {
  switch (why) {
    case 'unseen':
      return [
        boldLine("I'm not in this channel, so it can't be about an incident."),
        line('Invite me first: /invite @nightlatch. Direct messages are about none.'),
      ];
    case 'archived':
      return [boldLine("This channel is archived, so it can't be about an incident.")];
    case 'shared':
      return [
        boldLine("People of another workspace are in this channel, or invited, so it can't be about an incident."),
        line('Take a channel that is only yours.'),
      ];
  }
}

function named(incident: KnownIncident): string {
  return `${incidentLabel(incident)} ${visibleLine(incident.title, 200)}`.trim();
}
