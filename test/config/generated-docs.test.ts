import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { policyReference } from '../../.ci/policy-reference.ts';
import { editorSchema, type SchemaNode, toldSchema } from '../../src/config/policy/json-schema.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFile(join(root, file), 'utf8');
const example = await read('nightlatch.example.yml');

describe('what is made from the schema', () => {
  it('is up to date: run npm run generate:docs', async () => {
    expect(await read('docs/policy.md')).toBe(policyReference(example, await read('rotations.example.yml')));
    expect(JSON.parse(await read('docs/nightlatch.schema.json'))).toEqual(editorSchema('main'));
    expect(JSON.parse(await read('docs/rotations.schema.json'))).toEqual(editorSchema('rotations'));
  });

  it('says of each key what it is for, and what is allowed or which keys it has', () => {
    const untold: string[] = [];
    for (const file of ['main', 'included', 'rotations'] as const) {
      visit(toldSchema(file), file, (node, path) => {
        if (!node.description || !(node['x-allowed'] || node.properties)) untold.push(path);
      });
    }
    expect(untold).toEqual([]);
  });
});

/** Every key of the schema, with its path. */
function visit(node: SchemaNode, path: string, look: (node: SchemaNode, path: string) => void): void {
  for (const [key, child] of Object.entries(node.properties ?? {})) {
    look(child, `${path}.${key}`);
    visit(child, `${path}.${key}`, look);
  }
  for (const inner of [node.items, node.additionalProperties || undefined, ...(node.anyOf ?? [])]) {
    if (inner) visit(inner, path, look);
  }
}

describe('the JSON Schema, read back by itself,', () => {
  // The pattern of a time that is not zero, and the like, are checked as the schema for editors says them.
  const accepts = (text: string, file: 'main' | 'included' | 'rotations' = 'main') =>
    z.fromJSONSchema(editorSchema(file) as Parameters<typeof z.fromJSONSchema>[0]).safeParse(parse(text)).success;

  it('accepts the examples', async () => {
    expect(accepts(example)).toBe(true);
    expect(accepts(await read('src/sandbox/demo/nightlatch.yml'))).toBe(true);
    expect(accepts('groups: { sre: [alice] }', 'included')).toBe(true);
    expect(accepts(await read('rotations.example.yml'), 'rotations')).toBe(true);
  });

  it.each([
    ['an unknown key', (text: string) => `${text}\nfallback: {}\n`],
    ['an unknown key below', (text: string) => text.replace('auditChannel', 'auditChanel')],
    ['a missing key', (text: string) => text.replace('version: 1', '')],
    ['a wrong duration', (text: string) => text.replace('showFor: 60s', 'showFor: 60')],
    ['a duration of nothing', (text: string) => text.replace('showFor: 60s', 'showFor: 0s')],
    ['words for a duration', (text: string) => text.replace('showFor: 60s', 'showFor: a minute')],
    ['a wrong name', (text: string) => text.replace('  feature-flags:', '  Feature_Flags:')],
    ['an empty list', (text: string) => text.replace('owners: [security]', 'owners: []')],
    ['a wrong time of day', (text: string) => text.replace('at: "09:00"', 'at: "9:00"')],
    ['a rule without a name', (text: string) => text.replace('- name: site reliability', '- reason: required')],
    ['a wrong channel', (text: string) => text.replace('C0PAYMENTS', '"#payments"')],
    ['a number that is too high', (text: string) => text.replace('maxReveals: 10', 'maxReveals: 101')],
  ])('refuses %s', (_, broken) => {
    expect(broken(example)).not.toBe(example);
    expect(accepts(broken(example))).toBe(false);
  });
});
