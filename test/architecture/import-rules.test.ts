import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
const config = join(root, '.dependency-cruiser.cjs');
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

interface Cruise {
  modules: { source: string }[];
  summary: { violations: { rule: { name: string }; from: string; to: string }[] };
}

/** Runs dependency-cruiser with the project's own config over `src` of `folder`. */
function cruise(folder: string): Cruise {
  const run = spawnSync(process.execPath, [cruiser, '--config', config, '--output-type', 'json', 'src'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(run.stdout) as Cruise;
}

/** One line a violation: the rule and the file that breaks it. */
function broken(result: Cruise): string[] {
  return result.summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
}

describe('the import rules', () => {
  const canary = cruise(join(import.meta.dirname, 'canary'));

  it.each([
    ['domain-stay-in-their-room', 'src/domain/reads-a-port.ts'],
    ['domain-stay-in-their-room', 'src/domain/reads-a-file.ts'],
    ['domain-stay-in-their-room', 'src/domain/uses-a-package.ts'],
    ['domain-stay-in-their-room', 'src/domain/names-a-package.ts'],
    ['ports-stay-in-their-room', 'src/ports/calls-a-verb.ts'],
    ['use-cases-stay-in-their-room', 'src/use-cases/uses-an-adapter.ts'],
    ['use-cases-stay-in-their-room', 'src/use-cases/reads-a-file.ts'],
    ['use-cases-stay-in-their-room', 'src/use-cases/names-a-package.ts'],
    ['driving-adapters-stay-in-their-room', 'src/adapters/slack/uses-another-adapter.ts'],
    ['driving-adapters-stay-in-their-room', 'src/adapters/slack/reads-config.ts'],
    ['driven-adapters-stay-in-their-room', 'src/adapters/on-call/calls-a-verb.ts'],
    ['driven-adapters-stay-in-their-room', 'src/adapters/on-call/uses-another-adapter.ts'],
    ['driven-adapters-stay-in-their-room', 'src/adapters/on-call/reads-config.ts'],
    ['config-stay-in-their-room', 'src/config/uses-an-adapter.ts'],
    ['client-stay-in-their-room', 'src/client/uses-the-domain.ts'],
    ['main-stay-in-their-room', 'src/main.ts'],
    ['cli-server-stay-in-their-room', 'src/cli/server/uses-an-adapter.ts'],
    ['cli-client-stay-in-their-room', 'src/cli/client/uses-the-domain.ts'],
    ['sandbox-and-demo-stay-in-their-room', 'src/sandbox/uses-the-domain.ts'],
    ['sandbox-and-demo-stay-in-their-room', 'src/demo.ts'],
    ['wiring-stay-in-their-room', 'src/wiring/wiring.ts'],
    ['every-file-has-a-room', 'src/util/helps.ts'],
    ['no-roomless-file-is-imported', 'src/client/uses-a-roomless-file.ts'],
    ['wiring-is-for-the-server-and-tests', 'src/cli/client/loads-wiring.ts'],
    ['wiring-loads-when-the-command-runs', 'src/cli/server/loads-wiring-at-once.ts'],
    ['commands-load-when-they-run', 'src/main.ts'],
    ['generated-client-stays-in-postgres', 'src/adapters/on-call/uses-the-generated-client.ts'],
    ['no-circles', 'src/domain/circle-a.ts'],
    ['imports-resolve', 'src/adapters/postgres/uses-what-is-not-there.ts'],
    ['src-runs-without-dev-packages', 'src/adapters/postgres/uses-a-dev-package.ts'],
    ['src-imports-no-tests', 'src/adapters/postgres/imports-a-test.ts'],
  ])('%s refuses %s', (rule, file) => {
    expect(broken(canary)).toContain(`${rule}: ${file}`);
  });

  it('have a canary each, so that none can fall silent', () => {
    const { forbidden } = require(config) as { forbidden: { name: string }[] };
    const silent = forbidden.filter(({ name }) => !broken(canary).some((line) => line.startsWith(`${name}: `)));
    expect(silent).toEqual([]);
  });

  it('let an adapter use its own room, ports, domain, packages and verbs, and the server load wiring late', () => {
    const files = broken(canary).map((line) => line.split(': ')[1]);
    expect(files).not.toContain('src/adapters/slack/keeps-to-the-rules.ts');
    expect(files).not.toContain('src/cli/server/serve.ts');
  });

  it('hold in src, every file of which is read', () => {
    const real = cruise(root);
    const written = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('adapters/postgres/generated/'))
      .map((file) => `src/${file}`);
    expect(broken(real)).toEqual([]);
    expect(written.length).toBeGreaterThan(0);
    expect(real.modules.map(({ source }) => source)).toEqual(expect.arrayContaining(written));
  });
});
