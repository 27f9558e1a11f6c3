import type { Note } from '../../../domain/card.ts';
import type { Block, Message } from './kit.ts';
import { boldLine, line, richText } from './parts.ts';
import { escapeMrkdwn, visibleLine } from './text.ts';

/** Something told once to the audit channel. */
export function noteMessage(note: Note): Message {
  const { text, next } = sayNote(note);
  const who: Block[] = 'slackId' in note ? [account(note.slackId)] : [];
  return { text: escapeMrkdwn(text), blocks: [boldLine(text), line(next), ...who] };
}

function sayNote(note: Note): { text: string; next: string } {
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
      return { text: `A new policy is in force: ${note.hash.slice(0, 12)}`, next: 'Requests are decided by it from now on.' };
    case 'many-resources':
      return {
        text: `${visibleLine(note.person, 80)} was given ${note.count} resources within 10 minutes.`,
        next: 'If that is odd, ask them. /grants and their @name lists what they hold, with Revoke.',
      };
  }
}

function account(slackId: string): Block {
  return richText({
    type: 'rich_text_section',
    elements: [
      { type: 'text', text: 'Account: ' },
      { type: 'user', user_id: slackId },
    ],
  });
}
