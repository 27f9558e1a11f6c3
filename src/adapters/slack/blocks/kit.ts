import type { types } from '@slack/bolt';

export type Block = types.KnownBlock | BarChartBlock;
export type Button = types.Button;
export type Window = types.ModalView;
export type Home = types.HomeView;

/** https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block, which the types don't know yet; in messages only. */
export interface BarChartBlock {
  type: 'data_visualization';
  block_id?: string;
  title: string;
  chart: {
    type: 'bar';
    series: { name: string; data: { label: string; value: number }[] }[];
    axis_config: { categories: string[]; x_label?: string; y_label?: string };
  };
}

/**
 * A message's blocks, and the words for notifications and screen readers that Slack wants beside them. `plainer` says the same without what a workspace
 * may not draw yet: it is sent where Slack refuses the blocks for their shape.
 */
export interface Message {
  text: string;
  blocks: Block[];
  plainer?: Block[];
}
