import { expect, test } from 'vitest';
import { printableJson } from '../../src/cli/server/printable-json.ts';

const ODD = 'a\u001b[2J\u009b2J\u0085\u202eb\u200b\u2028\u{e0041}\u007f "quoted" \ud83d\udd13 ä';

test('JSON for a terminal says the same, and nothing in it moves the cursor or turns the line around', () => {
  for (const indent of [undefined, 2]) {
    const said = printableJson({ [ODD]: [ODD] }, indent);
    expect(JSON.parse(said)).toEqual({ [ODD]: [ODD] });
    expect(said.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
  }
});

test('what is harmless stays as it is', () => {
  expect(printableJson({ name: 'Ä 🔓', lines: 'a\nb' })).toBe('{"name":"Ä 🔓","lines":"a\\nb"}');
});
