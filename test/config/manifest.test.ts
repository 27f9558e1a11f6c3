import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { NEEDED_SCOPES } from '../../src/domain/slack-scopes.ts';

test('the manifest asks for exactly the scopes that are needed', async () => {
  const manifest = parse(await readFile('manifest.yml', 'utf8')) as { oauth_config: { scopes: { bot: string[] } } };
  expect(manifest.oauth_config.scopes.bot).toEqual(Object.keys(NEEDED_SCOPES));
});
