import type { types } from '@slack/bolt';

export type Block = types.KnownBlock;
export type Button = types.Button;
export type Window = types.ModalView;
export type Home = types.HomeView;

/** A message's blocks, and the words for notifications and screen readers that Slack wants beside them. */
export interface Message {
  text: string;
  blocks: Block[];
}
