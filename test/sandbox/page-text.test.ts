import { describe, expect, test } from 'vitest';
import { readLayout, writeLayout } from '../../src/sandbox/page/shell/layout.ts';
import { drawSlackDate, drawSpan } from '../../src/sandbox/page/text/draw-time.ts';
import { readMrkdwn, readPlainText } from '../../src/sandbox/page/text/mrkdwn.ts';

const read = (text: string) => readMrkdwn(text, (seconds, format, fallback) => `${seconds}/${format}/${fallback}`);
const section = (...elements: object[]) => [{ type: 'rich_text_section', elements }];
const text = (said: string, style?: object) =>
  style === undefined ? { type: 'text', text: said } : { type: 'text', text: said, style };

describe('the page reads mrkdwn as Slack does', () => {
  test.each([['12:30:45 and a_b_c and 2 * 3 * 4'], ['PGPASSWORD_A and *'], ['`` unclosed ``` fence'], ['~ not struck ~']])(
    '%s stays as it is',
    (said) => {
      expect(read(said)).toEqual(section(text(said)));
    },
  );

  test('what is escaped never becomes a mention', () => {
    expect(read('&lt;!channel&gt; &amp;lt; &lt;@U01ALICE&gt;')).toEqual(section(text('<!channel> &lt; <@U01ALICE>')));
  });

  test('marks, code, emoji, mentions and links', () => {
    expect(read('*b _bi_* `*c*` :lock: <@U1> <#C1|x> <https://a.test/?a=1&amp;b=2|there>')).toEqual(
      section(
        text('b ', { bold: true }),
        text('bi', { bold: true, italic: true }),
        text(' '),
        text('*c*', { code: true }),
        text(' '),
        { type: 'emoji', name: 'lock' },
        text(' '),
        { type: 'user', user_id: 'U1', style: {} },
        text(' '),
        { type: 'channel', channel_id: 'C1', style: {} },
        text(' '),
        { type: 'link', url: 'https://a.test/?a=1&b=2', text: 'there', style: {} },
      ),
    );
  });

  test('a link to a script is text', () => {
    expect(read('<javascript:alert(1)|press>')).toEqual(section(text('<javascript:alert(1)|press>')));
  });

  test('dates are drawn, lines quoted, fences kept to the letter', () => {
    expect(read('until <!date^1760000000^{time}|07:00>')).toEqual(section(text('until '), text('1760000000/{time}/07:00')));
    expect(read('&gt; said\nthen\n```\n*x*\n```')).toEqual([
      { type: 'rich_text_quote', elements: [text('said')] },
      { type: 'rich_text_section', elements: [text('then')] },
      { type: 'rich_text_preformatted', elements: [text('*x*')] },
    ]);
  });

  test('plain text knows emoji only', () => {
    expect(readPlainText('*b* <@U1> :lock:')).toEqual(section(text('*b* <@U1> '), { type: 'emoji', name: 'lock' }));
  });
});

describe("the page draws times in the reader's zone", () => {
  const now = new Date('2026-10-25T00:30:00Z');
  const berlin = { timeZone: 'Europe/Berlin', now };

  test.each([
    ['2026-10-25T00:59:59Z', '02:59:59'],
    ['2026-10-25T01:00:00Z', '02:00:00'],
  ])('%s is %s on the night the clocks go back', (at, drawn) => {
    expect(drawSlackDate(Date.parse(at) / 1000, '{time_secs}', '', berlin)).toBe(drawn);
  });

  test('pretty days are near ones, and an unknown format is the fallback', () => {
    const seconds = Date.parse('2026-10-25T22:59:00Z') / 1000;
    expect(drawSlackDate(seconds, '{date_short_pretty} at {time}', '', berlin)).toBe('today at 23:59');
    expect(drawSlackDate(seconds, '{moon}', 'later', berlin)).toBe('later');
  });

  test('a span is exact', () => {
    expect([0, 60, 3903, 90_000].map(drawSpan)).toEqual(['0 s', '1 min', '1 h 5 min 3 s', '1 d 1 h']);
  });
});

test('the address keeps who looks at what', () => {
  const hash = '#as=U01ALICE@C0INC42&as=U02BOB&guide=closed&tab=world';
  expect(writeLayout(readLayout(hash))).toBe(hash);
  expect(readLayout('#as=1&as=2&as=3&as=4').panes).toHaveLength(3);
});
