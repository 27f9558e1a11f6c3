import { expect, test } from 'vitest';
import { brokenLimits } from './broken-limits.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const aModal = (blocks: object[], title = 'Nightlatch') => ({
  type: 'modal',
  title: plain(title),
  close: plain('Close'),
  blocks,
});
const aButton = (value: string) => ({ type: 'button', text: plain('Go'), action_id: 'go', value });
const asking = (text: string) => ({
  ...aButton('1'),
  confirm: { title: plain('Go?'), text: plain(text), confirm: plain('Go'), deny: plain('Stay') },
});
const anInput = (element: object) => ({
  ...aModal([{ type: 'input', block_id: 'i', label: plain('Which'), element: { action_id: 'a', ...element } }]),
  submit: plain('Go'),
});
const options = (count: number) => Array.from({ length: count }, (_, n) => ({ text: plain(`${n}`), value: `${n}` }));
const divider = { type: 'divider' };

test.each([
  ['a window of 101 blocks', aModal(Array(101).fill(divider))],
  ['a home tab of 101 blocks', { type: 'home', blocks: Array(101).fill(divider) }],
  [
    'a value of 2001 beside a text',
    { type: 'home', blocks: [{ type: 'section', text: plain('x'), accessory: aButton('x'.repeat(2001)) }] },
  ],
  ['a message of 51 blocks', { text: 'x', blocks: Array(51).fill(divider) }],
  ['a message without text', { text: '', blocks: [divider] }],
  ['a title of 25', aModal([divider], 'x'.repeat(25))],
  ['an empty text', aModal([{ type: 'section', text: plain('') }])],
  ['a header of 151', aModal([{ type: 'header', text: plain('x'.repeat(151)) }])],
  ['a header with markup', aModal([{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }])],
  [
    'two blocks of one id',
    aModal([
      { ...divider, block_id: 'a' },
      { ...divider, block_id: 'a' },
    ]),
  ],
  ['one action id twice in a row', aModal([{ type: 'actions', elements: [aButton('1'), aButton('2')] }])],
  ['a value of 2001', aModal([{ type: 'actions', elements: [aButton('x'.repeat(2001))] }])],
  ['a question of 301', aModal([{ type: 'actions', elements: [asking('x'.repeat(301))] }])],
  ['an input without a submit', { ...anInput({ type: 'plain_text_input' }), submit: undefined }],
  ['101 options', anInput({ type: 'static_select', options: options(101) })],
  ['no option', anInput({ type: 'static_select', options: [] })],
  ['an option twice', anInput({ type: 'static_select', options: [...options(1), ...options(1)] })],
  ['an option of 76', anInput({ type: 'static_select', options: [{ text: plain('x'.repeat(76)), value: 'x' }] })],
  ['an option value of 151', anInput({ type: 'static_select', options: [{ text: plain('x'), value: 'x'.repeat(151) }] })],
  ['a choice that is not offered', anInput({ type: 'static_select', options: options(1), initial_option: options(2)[1] })],
  ['an initial text over its length', anInput({ type: 'plain_text_input', max_length: 2, initial_value: 'abc' })],
  ['a table in a window', aModal([{ type: 'table', rows: [] }])],
  [
    'an empty rich text',
    aModal([{ type: 'rich_text', elements: [{ type: 'rich_text_quote', elements: [{ type: 'text', text: '' }] }] }]),
  ],
])('the checker finds %s', (_, payload) => {
  expect(brokenLimits(payload)).not.toEqual([]);
});
