import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printMistake } from '../../src/config/mistake.ts';
import { readPolicy } from '../../src/config/read-policy.ts';
import { readRotations } from '../../src/config/read-rotations.ts';
import { withRotations } from './a-rotation-file.ts';
import { damaged } from './damaged-text.ts';
import { aPolicyFolder } from './policy-folder.ts';

const example = await readFile(join(import.meta.dirname, '../../nightlatch.example.yml'), 'utf8');
const NOW = Temporal.Instant.from('2026-01-01T00:00:00Z');

it('whatever is damaged in a policy, it is read or refused with places, never thrown over', async () => {
  const path = await aPolicyFolder({ 'nightlatch.yml': example });
  await fc.assert(
    fc.asyncProperty(damaged(example), async (text) => {
      await writeFile(path, text);
      const reading = await readPolicy(path);
      if (reading.ok) return;
      expect(reading.mistakes.length).toBeGreaterThan(0);
      for (const mistake of reading.mistakes) expect(printMistake(mistake)).toMatch(/^nightlatch\.yml(:\d+)?[ :].+/u);
    }),
    { numRuns: 400 },
  );
});

it('the same of a file of rotations, by itself or in a policy', async () => {
  const rotations = await readFile(join(import.meta.dirname, '../../rotations.example.yml'), 'utf8');
  const path = await aPolicyFolder(withRotations(rotations));
  const file = join(dirname(path), 'rotations/week.yml');
  await fc.assert(
    fc.asyncProperty(damaged(rotations), async (text) => {
      await writeFile(file, text);
      const [reading, alone] = await Promise.all([readPolicy(path), readRotations(file, NOW)]);
      const mistakes = reading.ok ? [] : reading.mistakes;
      for (const mistake of mistakes) expect(printMistake(mistake)).toMatch(/^rotations\/week\.yml(:\d+)?[ :].+/u);
      // What only the policy knows is who is listed.
      const isOfPeople = ({ message }: { message: string }) => message.includes('is no person');
      if (alone.is !== 'a policy') expect(alone.is === 'wrong').toBe(mistakes.some((one) => !isOfPeople(one)));
    }),
    { numRuns: 400 },
  );
});
