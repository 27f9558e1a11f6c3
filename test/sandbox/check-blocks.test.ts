import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { aModal, callSlack, plain, section } from './call-slack.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const post = (blocks: unknown) => callSlack(sandbox, 'chat.postMessage', { channel: 'C0INC42', text: 'x', blocks });
const button = (more = {}) => ({ type: 'button', action_id: 'go', text: plain('Go'), ...more });

describe('blocks', () => {
  const options = Array.from({ length: 101 }, (_, n) => ({ text: plain(`${n}`), value: `${n}` }));
  const inActions = (element: unknown) => ({ type: 'actions', elements: [element] });
  test.each([
    ['51 of them', Array.from({ length: 51 }, () => ({ type: 'divider' }))],
    ['an unknown type', [{ type: 'poem' }]],
    ['an input in a message', [{ type: 'input', label: plain('x'), element: { type: 'plain_text_input' } }]],
    ['an alert in a message', [{ type: 'alert', text: plain('x') }]],
    ['a section text of 3001 characters', [section('x'.repeat(3001))]],
    ['an empty text', [section('')]],
    ['a section without text', [{ type: 'section' }]],
    ['eleven fields', [{ type: 'section', fields: Array.from({ length: 11 }, () => plain('x')) }]],
    ['a field of 2001 characters', [{ type: 'section', fields: [plain('x'.repeat(2001))] }]],
    ['a header of 151 characters', [{ type: 'header', text: plain('x'.repeat(151)) }]],
    ['a header in markup', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }]],
    ['button text of 76 characters', [inActions(button({ text: plain('x'.repeat(76)) }))]],
    ['a button value of 2001 characters', [inActions(button({ value: 'x'.repeat(2001) }))]],
    ['a button without text', [inActions({ type: 'button', action_id: 'a' })]],
    ['a button style that is none', [inActions(button({ style: 'red' }))]],
    ['an action id of 256 characters', [inActions(button({ action_id: 'x'.repeat(256) }))]],
    ['a block id of 256 characters', [section('x', { block_id: 'x'.repeat(256) })]],
    ['one block id twice', [section('x', { block_id: 'b' }), section('y', { block_id: 'b' })]],
    ['one action id twice in a block', [{ type: 'actions', elements: [button(), button()] }]],
    ['eleven context elements', [{ type: 'context', elements: Array.from({ length: 11 }, () => plain('x')) }]],
    ['26 actions', [{ type: 'actions', elements: Array.from({ length: 26 }, (_, n) => button({ action_id: `a${n}` })) }]],
    ['101 options', [inActions({ type: 'static_select', action_id: 's', options })]],
    [
      'an option text of 76 characters',
      [inActions({ type: 'static_select', options: [{ text: plain('x'.repeat(76)), value: 'v' }] })],
    ],
    ['a select with no options', [inActions({ type: 'static_select', action_id: 's' })]],
    [
      'a first choice that is no option',
      [inActions({ type: 'static_select', options: options.slice(0, 2), initial_option: { text: plain('other'), value: 'v' } })],
    ],
    [
      'first ticks that are no options',
      [inActions({ type: 'checkboxes', options: options.slice(0, 2), initial_options: [{ text: plain('o'), value: 'other' }] })],
    ],
    ['six choices behind an overflow', [inActions({ type: 'overflow', options: options.slice(0, 6) })]],
    ['a confirm title of 101 characters', [inActions(button({ confirm: aConfirm({ title: plain('x'.repeat(101)) }) }))]],
    ['a confirm text of 301 characters', [inActions(button({ confirm: aConfirm({ text: plain('x'.repeat(301)) }) }))]],
    ['a key that no block has', [section('x', { colour: 'red' })]],
    ['a rich text element that is none', [{ type: 'rich_text', elements: [{ type: 'rich_text_song', elements: [] }] }]],
    ['seven series in a chart', [aChart(7)]],
    ['three charts', [aChart(1), aChart(1), aChart(1)]],
    [
      'two series of one name in a chart',
      [
        aChartOf([
          ['Granted', ['Mo']],
          ['Granted', ['Mo']],
        ]),
      ],
    ],
    ['a series without a category of its chart', [aChartOf([['Granted', []]])]],
    ['a series with a label that is no category', [aChartOf([['Granted', ['Tu']]])]],
    ['a chart whose title has 51 characters', [{ ...aChart(1), title: 'x'.repeat(51) }]],
    ['a chart whose label has 21 characters', [aChartOf([['x'.repeat(21), ['Mo']]])]],
    ['a table without rows', [{ type: 'table', rows: [] }]],
    ['a table of 101 rows', [{ type: 'table', rows: Array.from({ length: 101 }, () => [raw('x')]) }]],
    ['a table of 21 columns', [{ type: 'table', rows: [Array.from({ length: 21 }, () => raw('x'))] }]],
    ['a table of uneven rows', [{ type: 'table', rows: [[raw('x'), raw('y')], [raw('x')]] }]],
    ['an empty cell', [{ type: 'table', rows: [[raw('')]] }]],
    ['a cell of markup', [{ type: 'table', rows: [[{ type: 'mrkdwn', text: 'x' }]] }]],
    ['a column aligned to nothing there is', [{ type: 'table', rows: [[raw('x')]], column_settings: [{ align: 'top' }] }]],
  ])('with %s are refused with their place', async (_, blocks) => {
    const answer = await post(blocks);
    expect(answer).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect((answer.response_metadata as { messages: string[] }).messages[0]).toMatch(/\[json-pointer:\/blocks/);
    expect(sandbox.channel('inc-42-checkout-latency').messages()).toEqual([]);
  });

  function aConfirm(more: object): object {
    return { title: plain('Sure?'), text: plain('Really'), confirm: plain('Yes'), deny: plain('No'), ...more };
  }
  function aChart(series: number): object {
    return aChartOf(Array.from({ length: series }, (_, n) => [`s${n}`, ['Mo']]));
  }
  function aChartOf(series: [name: string, labels: string[]][]): object {
    const lines = series.map(([name, labels]) => ({ name, data: labels.map((label) => ({ label, value: 1 })) }));
    const chart = { type: 'bar', series: lines, axis_config: { categories: ['Mo'] } };
    return { type: 'data_visualization', title: 'Reads', chart };
  }
  function raw(text: string): object {
    return { type: 'raw_text', text };
  }

  test('with two tables are refused, as Slack names it', async () => {
    const table = { type: 'table', rows: [[raw('x')]] };
    expect(await post([table, table])).toMatchObject({
      ok: false,
      error: 'invalid_attachments',
      errors: ['only_one_table_allowed'],
    });
  });

  test('with a chart or a table are refused while Slack takes none, and others are not', async () => {
    const table = { type: 'table', rows: [[raw('Reads'), raw('3')]], column_settings: [{}, { align: 'right' }] };
    const heal = sandbox.slack.refuseFigures();
    expect(await post([table])).toMatchObject({ error: 'invalid_blocks' });
    expect(await post([aChart(1)])).toMatchObject({ error: 'invalid_blocks' });
    expect(await post([section('a table')])).toMatchObject({ ok: true });
    heal();
    expect(await post([table])).toMatchObject({ ok: true });
    expect(sandbox.channel('inc-42-checkout-latency').messages().at(-1)?.text).toBe('Reads | 3');
  });

  test('that are right are accepted, ids filled in, text flattened', async () => {
    const preformatted = {
      type: 'rich_text',
      elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'PGPASSWORD' }] }],
    };
    const blocks = [
      { type: 'header', text: plain('Grant') },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: '*db-prod* for <@U01ALICE> in <#C0INC42>, until <!date^0^{time}|07:00> &amp; on' },
        accessory: button(),
      },
      preformatted,
      aChart(6),
    ];
    const { message } = await post(blocks);
    expect((message as { blocks: { block_id: string }[] }).blocks.every(({ block_id }) => block_id.length > 0)).toBe(true);
    const [seen] = sandbox.channel('inc-42-checkout-latency').messages();
    expect(seen?.text).toBe('Grant\ndb-prod for @Alice in #inc-42-checkout-latency, until 07:00 & on\n[Go]\nPGPASSWORD\nReads');
    const more = aModal({ blocks: [preformatted, { type: 'alert', text: plain('careful') }] });
    const trigger_id = sandbox.slack.triggers.issue('U01ALICE');
    expect((await callSlack(sandbox, 'views.open', { trigger_id, view: more })).ok).toBe(true);
  });

  test('that are no array are refused by another name', async () => {
    expect(await post('{"type"')).toMatchObject({ error: 'invalid_blocks_format' });
    expect(await post({ type: 'divider' })).toMatchObject({ error: 'invalid_blocks_format' });
  });
});
