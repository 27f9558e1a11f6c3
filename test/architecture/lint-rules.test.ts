import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');

describe('the lint', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lint-rules-'));
    cpSync(join(root, 'biome.json'), join(folder, 'biome.json'));
    cpSync(join(root, 'lint'), join(folder, 'lint'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The files in which the project's own lint finds `rule`, when each holds its code. */
  function refusedBy(rule: string, files: Record<string, string>): string[] {
    for (const [file, code] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), code);
    }
    const options = ['--vcs-enabled=false', '--reporter=github', '--max-diagnostics=none'];
    const { stdout } = spawnSync(process.execPath, [biome, 'lint', ...options], { cwd: folder, encoding: 'utf8' });
    const lines = stdout.split('\n').filter((line) => line.includes(`title=${rule},`));
    return Object.keys(files).filter((file) => lines.some((line) => line.includes(`${file},`)));
  }

  it.each([
    'new Date()',
    'new Date(0)',
    'Date.now()',
    'Temporal.Now.instant()',
    'Math.random()',
    'performance.now()',
    'crypto.randomUUID()',
  ])('refuses %s in the domain and in use cases, and only there', (read) => {
    const code = `export const read = () => ${read};\n`;
    const refused = refusedBy('plugin', {
      'src/domain/some-file.ts': code,
      'src/use-cases/some-file.ts': code,
      'src/adapters/system/some-file.ts': code,
    });
    expect(refused).toEqual(['src/domain/some-file.ts', 'src/use-cases/some-file.ts']);
  });

  it('lets the domain work on times that it was given', () => {
    const code = "export const at = Temporal.Instant.from('2027-01-01T00:00:00Z');\nexport type Stamp = Date;\n";
    expect(refusedBy('plugin', { 'src/domain/some-file.ts': code })).toEqual([]);
  });

  it('refuses process.env but where configuration is read', () => {
    const code = 'export const port = process.env.PORT;\n';
    const refused = refusedBy('lint/style/noProcessEnv', {
      'src/adapters/slack/some-file.ts': code,
      'src/cli/server/some-file.ts': code,
      'src/wiring/wiring.ts': code,
      'src/config/environment.ts': code,
      'src/cli/client/environment.ts': code,
      'src/demo.ts': code,
    });
    expect(refused).toEqual(['src/adapters/slack/some-file.ts', 'src/cli/server/some-file.ts', 'src/wiring/wiring.ts']);
  });

  it('finds a promise that nobody awaits and a case that nobody handles', () => {
    const forgotten = 'async function tell() {}\nexport function end() {\n  tell();\n}\n';
    const missed = "export function sign(of: 'a' | 'b') {\n  switch (of) {\n    case 'a':\n      return 1;\n  }\n}\n";
    const files = { 'src/domain/forgotten.ts': forgotten, 'src/domain/missed.ts': missed };
    expect(refusedBy('lint/nursery/noFloatingPromises', files)).toEqual(['src/domain/forgotten.ts']);
    expect(refusedBy('lint/nursery/useExhaustiveSwitchCases', files)).toEqual(['src/domain/missed.ts']);
  });
});
