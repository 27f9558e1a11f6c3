import type { JsonObject } from '../json.ts';
import type { Block } from '../page-api.ts';
import type { Arguments } from './arguments.ts';
import { checkBlocks, withIds } from './check-blocks/check-blocks.ts';
import type { Message } from './message.ts';
import { invalidArguments, SlackRefusal } from './refusal.ts';
import type { Workspace } from './workspace.ts';

/** Text and blocks of a message as they may be posted; `blocks` is absent when none were sent. */
export function messageContent(args: Arguments, mostText: number): { text: string; blocks?: Block[] } {
  const text = args.text('text') ?? '';
  if (text.length > mostText) throw new SlackRefusal('msg_too_long');
  const sent = args.structure('blocks', 'invalid_blocks_format');
  if (sent === undefined || sent === null || sent === '') return { text };
  if (!Array.isArray(sent)) throw new SlackRefusal('invalid_blocks_format');
  const wrong = checkBlocks(sent, 'message');
  if (wrong.length > 0) throw invalidArguments(wrong, 'invalid_blocks');
  // Slack counts tables as attachments, and says so.
  if (sent.filter(({ type }) => type === 'table').length > 1)
    throw invalidArguments(['only_one_table_allowed'], 'invalid_attachments');
  return { text, blocks: withIds(sent) };
}

/** The message as Slack spells it in answers and deliveries. */
export function messageObject(message: Message, workspace: Workspace): JsonObject {
  return {
    type: 'message',
    user: message.user,
    ...(message.byBot ? { bot_id: workspace.botId, app_id: workspace.appId } : {}),
    ts: message.ts,
    text: message.text,
    team: workspace.teamId,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(message.editedTs === undefined ? {} : { edited: { user: message.user, ts: message.editedTs } }),
  };
}
