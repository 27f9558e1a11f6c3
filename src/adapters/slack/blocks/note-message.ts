import type { Note } from '../../../domain/card.ts';
import { OPEN_FORM } from './action-ids.ts';
import type { Block, Message } from './kit.ts';
import { boldLine, button, buttons, line, quotation, richText } from './parts.ts';
import { sayUnlock } from './say-grant.ts';
import { type SaidNote, sayIncidentOver, sayLockdownNote, sayLost } from './say-lost.ts';
import { policyNoteLines, sayPolicyNote } from './say-policy-note.ts';
import { escapeMrkdwn, visibleLine } from './text.ts';

/** Something told once: to the audit channel, or to somebody directly; on the clocks of `timezone`. */
export function noteMessage(note: Note, timezone: string): Message {
  const { text, next } = sayNote(note, timezone);
  const who: Block[] = 'slackId' in note ? [account(note.slackId, 'channel' in note ? note.channel : undefined)] : [];
  return {
    text: escapeMrkdwn(text),
    blocks: [boldLine(text), ...quotation(theirWords(note)), ...policyNoteLines(note), line(next), ...doing(note), ...who],
  };
}

// Whoever is asked for help can begin at once.
function doing(note: Note): Block[] {
  return note.kind === 'colleague-asked' ? buttons('open', button('Unlock', OPEN_FORM, note.resource)) : [];
}

// A denier's or a requester's own words stand as a quotation.
function theirWords(note: Note): string {
  if ('reason' in note) return note.reason;
  return note.kind === 'request-answered' && note.outcome === 'denied' ? (note.text ?? '') : '';
}

function sayNote(note: Note, timezone: string): SaidNote {
  switch (note.kind) {
    case 'person-linked':
      return {
        text: `${visibleLine(note.person, 80)} is now linked to a ${visibleLine(note.provider, 40)} user with the same e-mail address.`,
        next: 'Their shifts count from now on. If that is wrong, write the right ids into the policy, under people.',
      };
    case 'link-suspended':
      return {
        text: `The link of ${visibleLine(note.person, 80)} to ${visibleLine(note.provider, 40)} is suspended: an e-mail address changed.`,
        next: "Their shifts don't count until the policy names their ids, under people.",
      };
    case 'policy-in-force':
    case 'policy-broken':
    case 'policy-superseded':
      return sayPolicyNote(note);
    case 'locked-down':
    case 'lockdown-lifted':
      return sayLockdownNote(note);
    case 'many-resources':
      return {
        text: `${visibleLine(note.person, 80)} was given ${note.count} resources within 10 minutes.`,
        next: 'If that is odd, ask them. /grants and their @name lists what they hold, with Revoke.',
      };
    case 'glass-broken':
      return sayGlassBroken(note);
    case 'colleague-asked':
      return {
        text: `${visibleLine(note.person, 80)} asks for your help with ${note.resource}.`,
        next: `You're on call and they aren't. This gives nobody access: you can use /unlock ${note.resource}, they can't.`,
      };
    case 'grant-revoked':
    case 'grant-not-given':
    case 'grant-channel-shared':
    case 'grant-locked-down':
    case 'grant-shift-ended':
      return sayLost(note, timezone);
    case 'incident-over':
      return sayIncidentOver(note, timezone);
    case 'request-answered':
      return sayAnswer(note);
  }
}

function sayGlassBroken({ person, resource, approval }: Extract<Note, { kind: 'glass-broken' }>): SaidNote {
  const who = visibleLine(person, 80);
  return {
    text: `🚨 ${who} ${approval ? 'asked to break glass' : 'broke glass'} for ${resource}.`,
    next: approval
      ? `Approvers were asked. If that is odd, ask ${who} now.`
      : `Nobody had to agree. If that is odd, ask ${who} now. /grants all lists it, with Revoke.`,
  };
}

type Answered = Extract<Note, { kind: 'request-answered' }>;

function sayAnswer({ resource, outcome, breakGlass = false, by, text }: Answered): SaidNote {
  const who = by === undefined ? '' : ` by ${visibleLine(by, 80)}`;
  const why = by === undefined ? '' : `, because ${visibleLine(by, 80)} revoked your grant`;
  const next = `Nothing was opened. To ask again: ${sayUnlock({ resource, breakGlass })}`;
  switch (outcome) {
    case 'denied':
      return { text: `Your request for ${resource} was denied${who}.`, next };
    case 'expired':
      return {
        text:
          text === undefined
            ? `Nobody answered your request for ${resource} in time.`
            : `Your request for ${resource} expired. ${text}`,
        next,
      };
    case 'overtaken':
      return {
        text: `Your request for ${resource} can't be granted any more${why}.${text === undefined ? '' : ` ${text}`}`,
        next,
      };
  }
}

function account(slackId: string, channel?: string): Block {
  // Nobody else can open a direct message that it was asked in.
  const where = channel?.startsWith('C') ? [{ type: 'text' as const, text: ' in ' }, channelNamed(channel)] : [];
  return richText({
    type: 'rich_text_section',
    elements: [{ type: 'text', text: 'Account: ' }, { type: 'user', user_id: slackId }, ...where],
  });
}

function channelNamed(channel: string) {
  return { type: 'channel' as const, channel_id: channel };
}
