type Json = string | number | boolean | null | undefined | Json[] | { [key: string]: Json };
type Fields = { [key: string]: Json };

const BLOCKS: Readonly<Record<string, readonly string[]>> = {
  message: ['section', 'header', 'context', 'actions', 'divider', 'rich_text', 'table', 'data_visualization'],
  modal: ['section', 'header', 'context', 'actions', 'divider', 'rich_text', 'input'],
  home: ['section', 'header', 'context', 'actions', 'divider', 'rich_text'],
};

/** Every limit of Slack's that a message, a window or a home tab breaks, each with its place. */
export function brokenLimits(payload: object): string[] {
  const broken: string[] = [];
  const { type, title, close, submit, private_metadata: metadata, text, blocks } = JSON.parse(JSON.stringify(payload)) as Fields;
  const surface = type === 'modal' || type === 'home' ? type : 'message';
  const say = (place: string, isBroken: boolean) => isBroken && broken.push(place);
  const list = blocks as Fields[];
  say('blocks: 1 to 100, of a message 50', list.length < 1 || list.length > (surface === 'message' ? 50 : 100));
  say('250 kB', Buffer.byteLength(JSON.stringify(payload)) > 250_000);
  if (surface === 'modal') {
    const short = [title, close, submit ?? close] as Fields[];
    for (const { text } of short) say('title, close and submit: 24', lengthOf(text) > 24);
    say('metadata: 3000', lengthOf(metadata) > 3000);
    say('inputs need a submit', submit === undefined && list.some((block) => block.type === 'input'));
  } else if (surface === 'message') {
    say('message text', lengthOf(text) < 1 || lengthOf(text) > 3000);
    say('one table, two charts', ofType(list, 'table') > 1 || ofType(list, 'data_visualization') > 2);
  }
  const ids = list.map((block) => block.block_id).filter((id) => id !== undefined);
  say('block ids are unique', new Set(ids).size !== ids.length);
  for (const [index, block] of list.entries()) {
    const place = `blocks[${index}] ${block.type}`;
    say(`${place}: not on a ${surface}`, !BLOCKS[surface]?.includes(String(block.type)));
    for (const fault of blockFaults(block)) broken.push(`${place}: ${fault}`);
  }
  return broken;
}

function ofType(list: Fields[], type: string): number {
  return list.filter((block) => block.type === type).length;
}

function blockFaults(block: Fields): string[] {
  const id = lengthOf(block.block_id) > 255 ? ['block_id over 255'] : [];
  switch (block.type) {
    case 'header':
      return [...id, ...textFaults(block.text, 150, ['plain_text'])];
    case 'section':
      return [...id, ...textFaults(block.text, 3000), ...(block.accessory ? buttonsFaults([block.accessory as Fields]) : [])];
    case 'context':
      return [...id, ...listFaults(block.elements, 10), ...each(block.elements, (text) => textFaults(text, 2000))];
    case 'actions':
      return [...id, ...listFaults(block.elements, 25), ...actionsFaults(block.elements as Fields[])];
    case 'input':
      return [...id, ...textFaults(block.label, 2000, ['plain_text']), ...inputFaults(block.element as Fields, block.hint)];
    case 'rich_text':
      return [...id, ...listFaults(block.elements, 100), ...richTextFaults(block.elements)];
    case 'table':
      return [...id, ...listFaults(block.rows, 100), ...tableFaults(block.rows as Fields[][])];
    case 'data_visualization':
      return [...id, ...chartFaults(block)];
    default:
      return id;
  }
}

function textFaults(text: Json, most: number, types = ['plain_text', 'mrkdwn']): string[] {
  const { type, text: words } = (text ?? {}) as Fields;
  const length = lengthOf(words);
  return types.includes(String(type)) && length >= 1 && length <= most
    ? []
    : [`text of ${length} in a ${type}, where ${most} fit`];
}

function listFaults(list: Json, most: number): string[] {
  const { length } = list as Json[];
  return length >= 1 && length <= most ? [] : [`${length} elements`];
}

function actionsFaults(row: Fields[]): string[] {
  const [selects, rest] = [row.filter(isSelect), row.filter((element) => !isSelect(element))];
  return [...each(selects, (select) => inputFaults(select, null)), ...buttonsFaults(rest)];
}

function isSelect({ type }: Fields): boolean {
  return String(type).endsWith('_select');
}

function buttonsFaults(row: Fields[]): string[] {
  const actions = row.map((button) => button.action_id);
  const twice = new Set(actions).size === actions.length ? [] : ['an action id twice'];
  return [
    ...twice,
    ...each(row, (button) => [
      ...textFaults(button.text, 75, ['plain_text']),
      ...(lengthOf(button.value) > 2000 ? ['value over 2000'] : []),
      ...(lengthOf(button.action_id) > 255 ? ['action_id over 255'] : []),
      ...(button.confirm ? confirmFaults(button.confirm as Fields) : []),
    ]),
  ];
}

function tableFaults(rows: Fields[][]): string[] {
  return rows.flatMap((row) => [
    ...listFaults(row, 20),
    ...(row.length === rows[0]?.length ? [] : ['an uneven row']),
    ...each(row, (cell) => textFaults(cell, 2000, ['raw_text'])),
  ]);
}

function chartFaults({ title, chart }: Fields): string[] {
  const { series, axis_config: axis } = chart as { series: Fields[]; axis_config: Fields };
  const categories = JSON.stringify(axis.categories);
  return [
    ...(lengthOf(title) < 1 || lengthOf(title) > 50 ? ['title'] : []),
    ...listFaults(series, 6),
    ...listFaults(axis.categories, 20),
    ...(new Set(axis.categories as string[]).size === (axis.categories as Json[]).length ? [] : ['a category twice']),
    ...each(series, ({ name, data }) => [
      ...(lengthOf(name) < 1 || lengthOf(name) > 20 ? ['series name'] : []),
      ...(JSON.stringify((data as Fields[]).map(({ label }) => label)) === categories ? [] : ['labels other than categories']),
    ]),
  ];
}

function inputFaults(input: Fields, hint: Json): string[] {
  const { placeholder, options, initial_option: one, initial_options: some, initial_value: text, max_length: most } = input;
  const only = ['plain_text'];
  const list = (options ?? []) as Fields[];
  const values = list.map(({ value }) => value);
  const offered = new Set(list.map((option) => JSON.stringify(option)));
  const initial = [...(one ? [one] : []), ...((some ?? []) as Fields[])];
  return [
    ...(hint ? textFaults(hint, 2000, only) : []),
    ...(placeholder ? textFaults(placeholder, 150, only) : []),
    ...(options ? listFaults(options, input.type === 'checkboxes' ? 10 : 100) : []),
    ...(new Set(values).size === values.length ? [] : ['a value twice']),
    ...each(list, (option) => [
      ...textFaults(option.text, 75, only),
      ...(option.description ? textFaults(option.description, 75, only) : []),
      ...(lengthOf(option.value) < 1 || lengthOf(option.value) > 150 ? ['option value: 1 to 150'] : []),
    ]),
    ...(initial.every((chosen) => offered.has(JSON.stringify(chosen))) ? [] : ['chosen but not offered']),
    ...(some && (some as Json[]).length === 0 ? ['an empty choice'] : []),
    ...(text !== undefined && lengthOf(text) > Number(most ?? 3000) ? ['initial text'] : []),
  ];
}

function confirmFaults({ title, text, confirm, deny }: Fields): string[] {
  const only = ['plain_text'];
  return [
    ...textFaults(title, 100, only),
    ...textFaults(text, 300),
    ...textFaults(confirm, 30, only),
    ...textFaults(deny, 30, only),
  ];
}

function richTextFaults(parts: Json): string[] {
  return each(parts, (part) => {
    if (part.type === 'rich_text_list') return richTextFaults(part.elements);
    return each(part.elements, ({ type, text }) =>
      type === 'text' && (lengthOf(text) < 1 || lengthOf(text) > 3000) ? ['text'] : [],
    );
  });
}

function each(list: Json, faultsOf: (fields: Fields) => string[]): string[] {
  return (list as Fields[]).flatMap(faultsOf);
}

function lengthOf(text: Json): number {
  return typeof text === 'string' ? text.length : 0;
}
