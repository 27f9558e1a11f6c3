/** Every text of a message or window in reading order, each on its line; a section's parts of rich text stay one line. */
export function wordsIn(payload: { blocks: readonly unknown[] }): string {
  return payload.blocks
    .map((block) => textsOf(block).join(''))
    .filter((line) => line !== '')
    .join('\n');
}

function textsOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(textsOf);
  const fields = node as Record<string, unknown>;
  if (fields.type === 'button') return [`[${textsOf(fields.text).join('')}]`];
  if (typeof fields.text === 'string') return [fields.text];
  if (typeof fields.user_id === 'string') return [`@${fields.user_id}`];
  if (typeof fields.channel_id === 'string') return [`<#${fields.channel_id}>`];
  return Object.values(fields).flatMap(textsOf);
}

/** The lines of a surface, each part of a rich text on its own. */
export function linesOf(surface: { blocks: readonly unknown[] }): string[] {
  const parts = surface.blocks.flatMap((block) => {
    const { type, elements } = block as { type: string; elements?: unknown[] };
    return type === 'rich_text' ? (elements ?? []) : [block];
  });
  return wordsIn({ blocks: parts }).split('\n');
}

/** All buttons, in order. */
export function buttonsIn(payload: { blocks: readonly unknown[] }): { label: string; action: string; value: string }[] {
  return payload.blocks
    .flatMap((block) => {
      const { elements = [], accessory } = block as { elements?: unknown[]; accessory?: unknown };
      return accessory === undefined ? elements : [...elements, accessory];
    })
    .filter((element) => (element as { type: string }).type === 'button')
    .map((element) => element as { text: { text: string }; action_id: string; value: string })
    .map(({ text, action_id, value }) => ({ label: text.text, action: action_id, value }));
}

/** Every object of it, however deep. */
export function objectsIn(node: unknown): Record<string, unknown>[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = Array.isArray(node) ? [] : [node as Record<string, unknown>];
  return [...own, ...Object.values(node).flatMap(objectsIn)];
}

/** Every text of it, each on its line. */
export function visibleTexts(surface: { blocks: readonly unknown[] }): string {
  return objectsIn(surface.blocks)
    .map(({ text }) => (typeof text === 'string' ? text : ''))
    .join('\n');
}
