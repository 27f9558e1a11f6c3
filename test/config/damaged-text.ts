import fc from 'fast-check';

const junk = fc.oneof(
  fc.constantFrom(
    '3',
    '[]',
    '{}',
    '- x',
    '',
    'constructor: { toString: 1 }',
    '"": 1',
    '~: 1',
    'rules: ~',
    '  : :',
    '? x',
    '!!set {a}',
    '1.0: 2',
  ),
  fc.string({ unit: 'grapheme' }),
);

/** A text with some of its lines replaced, doubled, left out or re-indented; what has no meaning in it is left out before. */
export function damaged(example: string): fc.Arbitrary<string> {
  const lines = example.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  const edit = fc.record({ at: fc.nat(lines.length - 1), by: fc.option(junk), indent: fc.nat(4), keeps: fc.boolean() });
  return fc.array(edit, { minLength: 1, maxLength: 6 }).map((edits) => {
    const text = [...lines];
    for (const { at, by, indent, keeps } of edits)
      text[at] = `${keeps ? `${text[at]}\n` : ''}${' '.repeat(indent * 2)}${by ?? ''}`;
    return text.join('\n');
  });
}
