import type { SlackUserId } from '../names.ts';

const MENTION = /^<@([UW][A-Z0-9]{1,30})(?:\|[^>]*)?>$/;

/** Whom a word mentions, as Slack escapes `@bob` in a command. */
export function mentionIn(word: string): SlackUserId | undefined {
  return MENTION.exec(word)?.[1];
}
