import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { editorSchema } from '../src/config/policy/json-schema.ts';
import { policyReference } from './policy-reference.ts';

const root = resolve(import.meta.dirname, '..');
const example = await readFile(join(root, 'nightlatch.example.yml'), 'utf8');
const rotations = await readFile(join(root, 'rotations.example.yml'), 'utf8');

await writeFile(join(root, 'docs/policy.md'), policyReference(example, rotations));
await writeFile(join(root, 'docs/nightlatch.schema.json'), `${JSON.stringify(editorSchema('main'), null, 2)}\n`);
await writeFile(join(root, 'docs/rotations.schema.json'), `${JSON.stringify(editorSchema('rotations'), null, 2)}\n`);
