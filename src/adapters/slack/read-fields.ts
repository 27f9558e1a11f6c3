import { z } from 'zod';
import type { Fields } from './incoming.ts';

const MOST_FIELDS = 100;
// Slack takes 3000 characters, of which an emoji is one and two UTF-16 units.
const MOST_TEXT = 6000;

const option = z.object({ value: z.string().max(255) });
const input = z.discriminatedUnion('type', [
  z.object({ type: z.literal('plain_text_input'), value: z.string().max(MOST_TEXT).nullish() }),
  z.object({ type: z.literal('static_select'), selected_option: option.nullish() }),
  z.object({ type: z.literal('multi_static_select'), selected_options: z.array(option).max(100) }),
  z.object({ type: z.literal('checkboxes'), selected_options: z.array(option).max(100) }),
]);
type Input = z.infer<typeof input>;

/** What Slack keeps of a window's inputs, by block id and action id. A kind of input that Nightlatch doesn't use is odd. */
export const inputState = z
  .record(z.string().max(255), z.record(z.string().max(255), input))
  .refine((blocks) => Object.keys(blocks).length <= MOST_FIELDS);

/** The fields by block id; a block holds one input. */
export function fieldsOf(state: z.infer<typeof inputState> | undefined): Fields {
  const fields = new Map<string, string | readonly string[]>();
  for (const [blockId, inputs] of Object.entries(state ?? {})) {
    const [only] = Object.values(inputs);
    if (only) fields.set(blockId, saidIn(only));
  }
  return fields;
}

function saidIn(one: Input): string | readonly string[] {
  switch (one.type) {
    case 'plain_text_input':
      return one.value ?? '';
    case 'static_select':
      return one.selected_option?.value ?? '';
    case 'multi_static_select':
    case 'checkboxes':
      return one.selected_options.map(({ value }) => value);
  }
}
