import type { types } from '@slack/bolt';
import { endOf, type Grant, isUsable } from '../../../domain/grant.ts';
import { incidentLabel } from '../../../domain/incident.ts';
import { sayShown, sayWhatWasGiven } from '../../../domain/say-access-record.ts';
import { type Reader, sayLastingTime } from '../../../domain/say-time.ts';
import type { AccessRecordContent } from '../../../ports/card-surface.ts';
import type { Message } from './kit.ts';
import { boldLine, line, richText, smallPrint } from './parts.ts';
import { nameOf } from './say-grant.ts';
import { sayAgreed } from './say-review.ts';
import { escapeMrkdwn, visibleLine } from './text.ts';

// Read on a phone, below the panel.
const MOST_SHOWN = 20;
const MOST_REASON = 200;

/** Who had what in the incident, when and why, and how often values were shown; no value, and no name of one. */
export function accessRecordMessage({ record, now }: AccessRecordContent, timezone: string): Message {
  const { grants, incident, isCut } = record;
  const reader = { timezone, now };
  const title = `🔒 Access record of ${incidentLabel(incident)}`;
  const said = sayWhatWasGiven(record);
  const elements = grants.slice(0, MOST_SHOWN).map((grant) => item(grant, reader));
  const left = grants.length - elements.length;
  const blocks = [
    boldLine(title),
    line(said),
    ...(elements.length > 0 ? [richText({ type: 'rich_text_list', style: 'bullet', elements })] : []),
    ...smallPrint(
      left > 0 ? `And ${left}${isCut ? ' or more' : ''} later ones: /grants all history 7d` : undefined,
      `Times: ${timezone}`,
    ),
  ];
  return { text: escapeMrkdwn(`${title}: ${said}`), blocks };
}

// The reason is set apart, so that it can't pass for what Nightlatch says.
function item(grant: Grant, reader: Reader): types.RichTextSection {
  const facts = [
    nameOf(grant.holder),
    grant.resource,
    sayWhen(grant, reader),
    sayShown(grant.reveals.count),
    ...(grant.breakGlass ? ['🚨 by break glass'] : []),
    ...[sayAgreed(grant) ?? []].flat(),
  ];
  const reason = grant.reason.trim();
  const text = { type: 'text' as const, text: facts.join(' · ') };
  if (reason === '') return { type: 'rich_text_section', elements: [text] };
  const why = { type: 'text' as const, text: ` “${visibleLine(reason, MOST_REASON)}”`, style: { italic: true } };
  return { type: 'rich_text_section', elements: [text, why] };
}

function sayWhen(grant: Grant, reader: Reader): string {
  const from = sayLastingTime(grant.startedAt, reader);
  if (isUsable(grant, reader.now)) return `from ${from}, open until ${sayLastingTime(grant.endsAt, reader)}`;
  return `${from} to ${sayLastingTime(endOf(grant).at, reader)}`;
}
