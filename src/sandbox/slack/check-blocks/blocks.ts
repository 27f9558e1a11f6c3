import { chartFields } from './chart.ts';
import { all, anything, byType, fields, flag, list, number, oneOf, required, string } from './checks.ts';
import { accessories, actionElements, contextElements, inputElements } from './elements.ts';
import type { Check } from './findings.ts';
import { anyText, blockId, plainText } from './objects.ts';
import { richTextParts } from './rich-text.ts';
import { tableFields } from './table.ts';

export type Surface = 'message' | 'modal' | 'home';

interface BlockRule {
  on: Surface[];
  check: Check;
}

const everywhere: Surface[] = ['message', 'modal', 'home'];
const views: Surface[] = ['modal', 'home'];

function block(on: Surface[], of: Record<string, Check>, more: Check = anything): BlockRule {
  return { on, check: all(fields({ type: anything, block_id: blockId, ...of }), more) };
}

/** Action ids are unique within their block. */
const distinctActions: Check = (value, at, findings) => {
  const seen = new Set<unknown>();
  const { elements } = value as { elements?: unknown };
  for (const [index, element] of (Array.isArray(elements) ? elements : []).entries()) {
    const id = element?.action_id;
    if (id !== undefined && seen.has(id))
      findings.add(`\`action_id\` "${id}" already exists`, `${at}/elements/${index}/action_id`);
    seen.add(id);
  }
};

const textOrFields: Check = (value, at, findings) => {
  const { text, fields: parts } = value as { text?: unknown; fields?: unknown };
  if (text === undefined && parts === undefined) findings.add('missing required field: text or fields', at);
};

/** Every block the sandbox knows, where it may stand and what it may hold. */
export const blockRules: Record<string, BlockRule> = {
  actions: block(everywhere, { elements: required(list(byType(actionElements, 'element'), { most: 25 })) }, distinctActions),
  alert: block(['modal'], { text: required(anyText(3000)), level: oneOf('default', 'info', 'warning', 'error', 'success') }),
  context: block(everywhere, { elements: required(list(byType(contextElements, 'element'), { most: 10 })) }),
  data_visualization: block(['message'], chartFields),
  divider: block(everywhere, {}),
  header: block(everywhere, { text: required(plainText(150)), level: number }),
  image: block(everywhere, {
    image_url: string(3000),
    slack_file: anything,
    alt_text: required(string(2000)),
    title: plainText(2000),
  }),
  input: block(views, {
    label: required(plainText(2000)),
    element: required(byType(inputElements, 'input element')),
    dispatch_action: flag,
    hint: plainText(2000),
    optional: flag,
  }),
  markdown: block(['message'], { text: required(string(12_000)) }),
  rich_text: block(everywhere, { elements: required(list(richTextParts)) }),
  section: block(
    everywhere,
    { text: anyText(3000), fields: list(anyText(2000), { most: 10 }), accessory: byType(accessories, 'element'), expand: flag },
    textOrFields,
  ),
  table: block(['message'], tableFields),
  video: block(everywhere, {
    video_url: required(string(3000)),
    thumbnail_url: required(string(3000)),
    alt_text: required(string(2000)),
    title: required(plainText(200)),
    title_url: string(3000),
    description: plainText(200),
    author_name: string(50),
    provider_name: string(50),
    provider_icon_url: string(3000),
  }),
};
