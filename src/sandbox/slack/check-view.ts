import { isJsonObject, type JsonObject, stringOr } from '../json.ts';
import type { Block } from '../page-api.ts';
import { checkBlocks, withIds } from './check-blocks/check-blocks.ts';
import { anything, fields, flag, oneOf, required, string } from './check-blocks/checks.ts';
import { Findings } from './check-blocks/findings.ts';
import { plainText } from './check-blocks/objects.ts';
import { invalidArguments, SlackRefusal } from './refusal.ts';
import type { PlainText, ViewContent } from './view.ts';

const mostBytes = 250_000;

const shared = {
  type: required(oneOf('modal', 'home')),
  blocks: required(anything),
  private_metadata: string(3000, 0),
  callback_id: string(255, 0),
  external_id: string(255, 0),
};
const modalFields = fields({
  ...shared,
  title: required(plainText(24)),
  submit: plainText(24),
  close: plainText(24),
  clear_on_close: flag,
  notify_on_close: flag,
  submit_disabled: flag,
});
const homeFields = fields(shared);

/** The view's content as Slack would keep it; refuses with Slack's names what Slack refuses. */
export function checkView(view: unknown, surface: 'modal' | 'home'): ViewContent {
  if (!isJsonObject(view)) throw invalidArguments(['must provide an object [json-pointer:/view]']);
  if (Buffer.byteLength(JSON.stringify(view)) > mostBytes) throw new SlackRefusal('view_too_large');
  const findings = new Findings();
  if (view.type !== surface) findings.add(`must be a ${surface}`, '/view/type');
  (surface === 'modal' ? modalFields : homeFields)(view, '/view', findings);
  const messages = [...findings.messages, ...checkBlocks(view.blocks, surface, '/view/blocks'), ...missingSubmit(view, surface)];
  if (messages.length > 0) throw invalidArguments(messages);
  return contentOf(view, surface);
}

function missingSubmit(view: JsonObject, surface: string): string[] {
  const hasInput = Array.isArray(view.blocks) && view.blocks.some((block) => isJsonObject(block) && block.type === 'input');
  return surface === 'modal' && hasInput && view.submit === undefined
    ? ['`submit` is required in a view that has `input` blocks [json-pointer:/view/submit]']
    : [];
}

function contentOf(view: JsonObject, surface: 'modal' | 'home'): ViewContent {
  const content: ViewContent = {
    type: surface,
    blocks: withIds(view.blocks as Block[]),
    privateMetadata: stringOr(view.private_metadata) ?? '',
    callbackId: stringOr(view.callback_id) ?? '',
    externalId: stringOr(view.external_id) ?? '',
    clearOnClose: view.clear_on_close === true,
    notifyOnClose: view.notify_on_close === true,
  };
  for (const key of ['title', 'submit', 'close'] as const) {
    if (view[key] !== undefined) content[key] = view[key] as PlainText;
  }
  return content;
}
