import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printMistake } from '../../src/config/mistake.ts';
import { readPolicy } from '../../src/config/read-policy.ts';
import { aPolicyFolder } from './policy-folder.ts';

const example = await readFile(join(import.meta.dirname, '../../nightlatch.example.yml'), 'utf8');
const lines = example.split('\n').filter((line) => !/^\s*(#|$)/.test(line));

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

/** The example with some lines replaced, doubled, left out or re-indented. */
const damaged = fc
  .array(fc.record({ at: fc.nat(lines.length - 1), by: fc.option(junk), indent: fc.nat(4), keeps: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((edits) => {
    const text = [...lines];
    for (const { at, by, indent, keeps } of edits)
      text[at] = `${keeps ? `${text[at]}\n` : ''}${' '.repeat(indent * 2)}${by ?? ''}`;
    return text.join('\n');
  });

it('whatever is damaged in a policy, it is read or refused with places, never thrown over', async () => {
  const path = await aPolicyFolder({ 'nightlatch.yml': example });
  await fc.assert(
    fc.asyncProperty(damaged, async (text) => {
      await writeFile(path, text);
      const reading = await readPolicy(path);
      if (reading.ok) return;
      expect(reading.mistakes.length).toBeGreaterThan(0);
      for (const mistake of reading.mistakes) expect(printMistake(mistake)).toMatch(/^nightlatch\.yml(:\d+)?[ :].+/u);
    }),
    { numRuns: 400 },
  );
});
