import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mistakesFound } from './policy-folder.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';

const example = await readFile(join(import.meta.dirname, '../../nightlatch.example.yml'), 'utf8');
const lines = example.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
const allWords = lines.flatMap((line, number) =>
  [...line.replace(/\s#.*/, '').matchAll(/[\w./-]+/g)].map(({ 0: word, index }) => ({ number, word, index })),
);
// The same word mostly stands in the same kind of place.
const words = [...new Map(allWords.map((one) => [one.word, one])).values()];

/** The example with the word at that place replaced. */
function withWord({ number, word, index }: (typeof words)[number], instead: string): string {
  const line = lines[number] as string;
  return lines.with(number, line.slice(0, index) + instead + line.slice(index + word.length)).join('\n');
}

// The last two are taken for a name, and for the words of a rule.
it.each([CANARY, `{ ${CANARY}: 1 }`, `"${CANARY}`, `*${CANARY}`, CANARY.toLowerCase(), `${CANARY} ${CANARY}`])(
  'wherever %j stands in a policy, no reason that may be passed on quotes it',
  async (instead) => {
    let reasons = 0;
    for (const word of words) {
      const mistakes = await mistakesFound({ 'nightlatch.yml': withWord(word, instead) });
      for (const { unquoted } of mistakes) {
        expect(unquoted ?? '').not.toMatch(/canary|7qm2/i);
        if (unquoted !== undefined) reasons += 1;
      }
    }
    expect(reasons).toBeGreaterThan(words.length / 2);
  },
);

const HEAD = `version: 1
slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }
roles: { owners: [alice] }
people: { alice: { slack: U01ALICE }, bob: { slack: U02BOB } }
groups: { sre: [alice, bob] }
`;

it.each([
  ['people: {}', 'is written twice'],
  ['rulez: {}', expect.stringMatching(/^unknown key; did you mean rules\? \(allowed here: version, /)],
  ['onCall: 3', 'what stands here is not a map of targets'],
  ['onCall: []', 'an empty list is not a map of targets'],
  [
    'onCall: { Abc: { pagerduty: { schedule: PABC123 } } }',
    'what stands here is not a name of a to z, 0 to 9, - . _ (at most 40)',
  ],
  ['onCall: { abc: {} }', 'names neither pagerduty nor rotation: one of them is needed'],
  ['onCall: { own: { pagerduty: { schedule: PABC123 } } }', '“own” has a meaning of its own in rules: choose another name'],
  ['defaults: { showFor: 6m }', '6m is over the limit of 5m'],
  ['defaults: { showFor: soon }', 'what stands here is not a duration such as 90s, 30m, 4h or 1h30m'],
  ['rules: { a: [{ name: a, when: { member: leads } }] }', 'what stands here is no group'],
  ['rules: { a: [{ name: a, when: {} }] }', expect.stringMatching(/^holds no condition: write one/)],
  ['rules: &a {}', 'anchors are not allowed: write the value out where it is needed'],
  ['rules: [', 'is not YAML'],
])('%s: the reason says what is allowed, and of what was found what can be no secret', async (line, reason) => {
  const [mistake] = await mistakesFound({ 'nightlatch.yml': `${HEAD}${line}\n` });
  expect(mistake?.unquoted).toEqual(reason);
});
