import { chmod, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readPolicyBeside } from '../../src/config/read-beside.ts';
import { policyText, readPolicy, readStoredPolicy } from '../../src/config/read-policy.ts';
import { wall } from '../builders/a-rotation.ts';
import { WEEK, WITH_ROTATIONS, withRotations } from './a-rotation-file.ts';
import { aPolicyFolder, mistakesIn, policyOf, reading } from './policy-folder.ts';

test('a rotation is read with the zone and the overrides of its file', async () => {
  const { policy } = await policyOf(withRotations(WEEK));
  expect(policy.rotations.get('week')).toEqual({
    name: 'week',
    timezone: 'Europe/Berlin',
    anchor: wall('2026-01-05T09:00'),
    every: { weeks: 1 },
    members: [['alice'], ['bob'], ['carol', 'dave'], []],
    active: [{ days: [1, 5], from: Temporal.PlainTime.from('09:00'), to: Temporal.PlainTime.from('17:00') }],
    until: wall('2030-12-31T09:00'),
    overrides: [{ replace: 'alice', with: 'bob', from: wall('2026-03-06T09:00'), to: wall('2026-03-07T09:00') }],
  });
});

test('a rotation has the overrides of its own members only', async () => {
  const { policy } = await policyOf(withRotations(WEEK));
  expect(policy.rotations.get('day')?.overrides).toEqual([]);
});

test('the hash of a policy is that of its rotations too', async () => {
  const [one, other] = await Promise.all([WEEK, `${WEEK}# more\n`].map((text) => policyOf(withRotations(text))));
  expect(one?.policy.hash).not.toBe(other?.policy.hash);
});

test('a policy that was stored has its rotations again, and a thread brings them along', async () => {
  const path = await aPolicyFolder(withRotations(WEEK));
  const here = await readPolicy(path);
  if (!here.ok) throw new Error('not sound');
  expect(readStoredPolicy(policyText(here.texts))).toMatchObject({ ok: true, policy: here.policy });
  expect(await readPolicyBeside(path)).toMatchObject({ ok: true, policy: here.policy });
});

test('the files of rotations are among those that are watched', async () => {
  expect(await reading(withRotations(WEEK))).toMatchObject({ entries: ['rotations/*.yml'] });
});

test.each<[string, string, string, string]>([
  [
    'an offset',
    'anchor: "2026-01-05T09:00"',
    'anchor: "2026-01-05T09:00+01:00"',
    '4 rotations[0].anchor: “2026-01-05T09:00+01:00” is not a local time without an offset, such as 2026-01-05T09:00',
  ],
  [
    'a day that is none',
    'until: "2030-12-31',
    'until: "2030-02-30',
    '8 rotations[0].until: “2030-02-30T09:00” is no day and time of the calendar',
  ],
  ['an unknown zone', 'Europe/Berlin', 'Europe/Berln', '1 timezone: “Europe/Berln” is no time zone; did you mean Europe/Berlin?'],
  ['an offset for a zone', 'Europe/Berlin', '"+01:00"', '1 timezone: “+01:00” is no time zone'],
  ['an unknown key', 'until:', 'end:', '8 rotations[0].end: unknown key'],
  ['an unknown key at the top', 'overrides:', 'override:', '13 override: unknown key; did you mean overrides?'],
  ['a person who is not listed', '[bob]', '[bop]', '6 rotations[0].members[1][0]: “bop” is no person; did you mean bob?'],
  ['a stand-in who is not listed', 'with: bob', 'with: bop', '14 overrides[0].with: “bop” is no person'],
  ['somebody for themselves', 'with: bob', 'with: alice', '14 overrides[0].with: stands in for themselves'],
  ['an override that ends first', 'to: "2026-03-07', 'to: "2026-03-01', '14 overrides[0].to: is not after its from'],
  ['an end before the anchor', '2030-12-31', '2025-12-31', '8 rotations[0].until: is not after the anchor'],
  ['turns of no length', '{ weeks: 1 }', '{}', '5 rotations[0].every: names neither days nor weeks'],
  ['turns of two lengths', '{ weeks: 1 }', '{ weeks: 1, days: 3 }', '5 rotations[0].every: names both days and weeks'],
  ['turns of zero days', '{ days: 1 }', '{ days: 0 }', '11 rotations[1].every.days: 0 is not a whole number from 1 to 366'],
  ['a name twice', 'id: day', 'id: week', '9 rotations[1].id: is written already at rotations/week.yml:3'],
  ['a list of people as turns', '[[carol]]', '[carol]', '12 rotations[1].members[0]: “carol” is not a list of people'],
  ['an anchor of YAML', '[[carol]]', '&all [[carol]]', '12 rotations[1].members: anchors are not allowed'],
])('%s is told at its place', async (_, written, instead, told) => {
  expect(await mistakesIn(withRotations(WEEK.replace(written, instead)))).toEqual([
    expect.stringContaining(`rotations/week.yml:${told}`),
  ]);
});

test('every mistake is told at once, those of names beside those of shape', async () => {
  const wrong = WEEK.replace('anchor: "2026', 'anchor: "26').replace('with: bob', 'with: bop').replace('[[carol]]', '[[carl]]');
  expect(await mistakesIn(withRotations(wrong))).toHaveLength(3);
});

test('no name is of two rotations, in whichever files they are', async () => {
  const files = { ...withRotations(WEEK), 'rotations/other.yml': WEEK.replace('id: day', 'id: other') };
  expect(await mistakesIn(files)).toEqual([
    expect.stringMatching(/^rotations\/week.yml:3 .*is written already at rotations\/other.yml:3$/),
  ]);
});

test('a file of rotations that others may write is refused', async () => {
  const path = await aPolicyFolder(withRotations(WEEK));
  await chmod(join(dirname(path), 'rotations/week.yml'), 0o666);
  expect(await readPolicy(path)).toMatchObject({ ok: false, mistakes: [{ file: 'rotations/week.yml' }] });
});

test('a file of rotations over 1 MB is refused', async () => {
  const path = await aPolicyFolder(withRotations(WEEK));
  await writeFile(join(dirname(path), 'rotations/week.yml'), `${WEEK}# ${'x'.repeat(1024 * 1024)}`);
  const result = await readPolicy(path);
  expect(result).toMatchObject({ ok: false, mistakes: [{ message: expect.stringContaining('over the limit of 1 MB') }] });
});

test('a file is one of the policy itself or of rotations, never both', async () => {
  const files = { 'nightlatch.yml': WITH_ROTATIONS.replace('rotations/*.yml', 'nightlatch.yml') };
  expect(await mistakesIn(files)).toEqual(['nightlatch.yml:2 rotations: nightlatch.yml is a file of the policy itself already']);
});

test('a file of rotations that is not there is a mistake', async () => {
  const files = { 'nightlatch.yml': WITH_ROTATIONS.replace('rotations/*.yml', 'week.yml') };
  expect(await mistakesIn(files)).toEqual(['week.yml: does not exist']);
});

test('the example is one of which nothing is wrong or odd', async () => {
  const example = await readFile(join(import.meta.dirname, '../../rotations.example.yml'), 'utf8');
  const result = await readPolicy(await aPolicyFolder(withRotations(example)), Temporal.Instant.from('2026-01-01T00:00:00Z'));
  expect(result).toMatchObject({ ok: true });
  expect(result.findings.filter(({ file, severity }) => file === 'rotations/week.yml' && severity !== 'note')).toEqual([]);
});
