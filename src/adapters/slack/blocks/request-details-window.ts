import type { types } from '@slack/bolt';
import type { IncidentEvidence, OnCallEvidence } from '../../../domain/evidence.ts';
import { incidentLabel } from '../../../domain/incident.ts';
import { isWaiting, type PendingRequest } from '../../../domain/request.ts';
import { sayList } from '../../../domain/say-list.ts';
import { saySilence } from '../../../domain/say-source.ts';
import { sayDuration, sayLastingTime, sayMoment } from '../../../domain/say-time.ts';
import { mentionedFor } from '../../../domain/who-is-asked.ts';
import type { RequestContent } from '../../../ports/card-surface.ts';
import type { Block, Window } from './kit.ts';
import { boldLine, quotation, richText, smallPrint } from './parts.ts';
import { requesterLine, wordsOf } from './request-blocks.ts';
import { nameOf, sayReads, sayWhatAndWhen } from './say-grant.ts';
import { isAgreed, type RequestReader, sayApprovals, sayAsk, sayDoubts, sayProgress, sayWaiting } from './say-request.ts';
import { sayEnd } from './say-settled.ts';
import { visibleLine } from './text.ts';
import { windowOf } from './window.ts';

const MOST_FACT = 1000;

/** All that is known of a request, on the reader's clock, for someone who may see it. It only shows: it is answered on its card. */
export function requestDetailsWindow(content: RequestContent, timezone: string): Window {
  const { request, now } = content;
  const reader = { timezone, now, isRequester: false };
  const blocks: Block[] = [
    boldLine(sayAsk(request, reader)),
    ...quotation(wordsOf(request)),
    ...fact('State', sayWhere(content, reader)),
    ...quotation(sayQuote(content, reader)),
    ...fact('Variables', sayList(request.offer.variables, 'and')),
    ...fact('Rule', `“${visibleLine(request.rule, 80)}”, policy ${request.policyHash.slice(0, 12)}`),
    ...fact('On call', sayOnCall(request, reader)),
    ...fact('Incident', request.evidence.incident && sayIncident(request.evidence.incident, reader)),
    ...fact('Groups', sayGroups(request)),
    ...fact('May approve', sayMayApprove(request)),
    ...fact('Asked by', `${nameOf(request.requester)} ${sayMoment(request.madeAt, reader)}`),
    ...requesterLine(request, undefined),
    ...smallPrint(sayDoubts(request, reader), `Times are on your clock (${timezone}).`),
  ];
  return windowOf(blocks, request.asked.resource);
}

function fact(label: string, text: string | undefined): Block[] {
  if (text === undefined || text === '') return [];
  const elements: types.RichTextText[] = [
    { type: 'text', text: `${label}: `, style: { bold: true } },
    { type: 'text', text: visibleLine(text, MOST_FACT) },
  ];
  return [richText({ type: 'rich_text_section', elements })];
}

function sayWhere(content: RequestContent, reader: RequestReader): string {
  const { request, grant, now } = content;
  const approvals = sayApprovals(request, reader);
  if (isWaiting(request, now)) {
    if (isAgreed(request)) return sayWaiting(request, reader);
    return [approvals, sayProgress(request, reader)].filter((said) => said !== undefined).join(' · ');
  }
  const { text } = sayEnd(content, reader);
  const parts = [
    text,
    request.state === 'granted' ? undefined : approvals,
    grant && `${sayWhatAndWhen(grant, reader)} · ${sayReads(grant)}`,
  ];
  return parts.filter((said) => said !== undefined).join(' · ');
}

function sayQuote(content: RequestContent, reader: RequestReader): string {
  return isWaiting(content.request, content.now) ? '' : (sayEnd(content, reader).quote ?? '');
}

function sayOnCall({ requester, evidence }: PendingRequest, reader: RequestReader): string {
  const name = nameOf(requester);
  const each = evidence.onCall.map((said) => {
    const { target, answer, shiftEnd } = said;
    const source = saySource(said);
    if (answer === 'yes')
      return `${name} for ${target}${shiftEnd ? ` until ${sayLastingTime(shiftEnd, reader)}` : ''} (${source})`;
    return answer === 'no' ? `${name} isn't for ${target} (${source})` : `${said.provider} couldn't say for ${target}`;
  });
  return each.length === 0 ? '' : `${sayList(each, 'and')}, asked ${sayMoment(evidence.askedAt, reader)}`;
}

function saySource({ provider, insteadOf }: OnCallEvidence): string {
  return insteadOf ? `${provider}, as ${saySilence(insteadOf.provider, insteadOf.fault)}` : provider;
}

function sayIncident(incident: IncidentEvidence, reader: RequestReader): string {
  const { title, service, urgency, openedAt, openedBy } = incident;
  const by = openedBy === undefined ? 'by a monitor' : `by ${openedBy}`;
  return `${incidentLabel(incident)} ${title} · ${service} · ${urgency} · opened ${by} ${sayMoment(openedAt, reader)}`;
}

function sayGroups({ evidence }: PendingRequest): string {
  return (evidence.member ?? []).map(({ group, found }) => `${found ? 'in' : 'not in'} ${group}`).join(', ');
}

function sayMayApprove({ eligible, terms }: PendingRequest): string {
  const names = mentionedFor(eligible).map((one) => `${nameOf(one)}${one.onCall ? ' (on call)' : ''}`);
  const more = eligible.length > names.length ? ` and ${eligible.length - names.length} more` : '';
  return `${names.join(', ')}${more} · ${terms.count} of them, within ${sayDuration(terms.within)}`;
}
