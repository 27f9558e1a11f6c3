import type { Block } from '../page-api.ts';

/** A message in a channel. */
export interface Message {
  ts: string;
  channel: string;
  user: string;
  byBot: boolean;
  text: string;
  blocks: Block[];
  threadTs?: string;
  editedTs?: string;
  /** Who alone sees it, when it is ephemeral. */
  onlyFor?: string;
}
