import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './.ci/summary-reporter.ts';

// A zone 45 minutes off the hour, with daylight saving in the southern summer: code that leans on the machine's zone fails here.
process.env.TZ = 'Pacific/Chatham';

const databaseServer = 'test/database/global-setup.ts';
const folders = (...names: string[]) => names.map((name) => `test/${name}/**/*.test.ts`);

export default defineConfig({
  test: {
    reporters: ['default', new SummaryReporter()],
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: folders('domain', 'use-cases', 'config', 'architecture', 'bench') },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: folders('contracts', 'adapters', 'database', 'stories', 'faults', 'sandbox', 'cli', 'image'),
          globalSetup: existsSync(databaseServer) ? [databaseServer] : [],
        },
      },
      { extends: true, test: { name: 'browser', include: folders('browser'), testTimeout: 120_000 } },
    ],
    pool: 'forks',
    maxWorkers: Math.max(2, Math.min(4, availableParallelism())),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    retry: 0,
    // What is waited for may take as long as a busy machine needs; vitest's own second is over too soon.
    expect: { poll: { timeout: 20_000 } },
    exclude: ['test/architecture/canary/**', 'node_modules/**'],
  },
});
