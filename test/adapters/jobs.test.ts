import { expect, test } from 'vitest';
import { jobsOf, type TimedVerbs, type Workers } from '../../src/adapters/schedule/jobs.ts';

test('each job is in the list once', () => {
  const verbs = new Proxy({} as TimedVerbs, { get: () => async () => {} });
  const workers = new Proxy({} as Workers, { get: () => ({ kick() {}, idle: async () => {} }) });
  const names = jobsOf(verbs, workers).map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});
