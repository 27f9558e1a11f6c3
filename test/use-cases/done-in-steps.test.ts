import { expect, test } from 'vitest';
import type { InSteps } from '../../src/domain/in-steps.ts';
import { doneInSteps } from '../../src/use-cases/done-in-steps.ts';
import { turnsDuring } from './turns-during.ts';

function* steps(count: number): InSteps<number> {
  for (let step = 0; step < count; step += 1) yield;
  return count;
}

test('whatever waits goes first after every fifty steps', async () => {
  const { result, turns } = await turnsDuring(() => doneInSteps(steps(1000)));
  expect([result, turns]).toEqual([1000, 20]);
});

test('a few steps are done at once', async () => {
  expect(await turnsDuring(() => doneInSteps(steps(49)))).toEqual({ result: 49, turns: 0 });
});

test('what goes wrong in a step is told', async () => {
  function* failing(): InSteps<never> {
    yield;
    throw new Error('a step failed');
  }
  await expect(doneInSteps(failing())).rejects.toThrow('a step failed');
});
