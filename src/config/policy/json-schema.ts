import * as z from 'zod';
import { includedFile, mainFile } from './policy-schema.ts';
import { rotationFile } from './rotation-file-schema.ts';

/** A JSON Schema as the policy's files need it, with what else is told of a key. */
export interface SchemaNode {
  type?: string;
  const?: unknown;
  description?: string;
  properties?: { [key: string]: SchemaNode };
  required?: string[];
  additionalProperties?: SchemaNode | false;
  propertyNames?: SchemaNode;
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  default?: unknown;
  /** What holds where the key isn't written. */
  'x-usual'?: string;
  /** What is allowed, as a mistake would say it. */
  'x-allowed'?: string;
  /** The longest that a duration may be. */
  'x-most'?: string;
}

const FILES = { main: mainFile, included: includedFile, rotations: rotationFile };

/** The shape of `nightlatch.yml`, or of a file that it includes or lists under `rotations`, with all that is told of its keys. */
export function toldSchema(file: keyof typeof FILES): SchemaNode {
  return z.toJSONSchema(FILES[file], {
    target: 'draft-7',
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const allowed = allowedBy(zodSchema);
      if (allowed !== undefined) Object.assign(jsonSchema, { 'x-allowed': allowed });
      // Text in place of a Temporal value; what is usual is told in words.
      delete jsonSchema.default;
    },
  }) as SchemaNode;
}

/** The same for editors: what is allowed and what is usual are part of each key's description. */
export function editorSchema(file: keyof typeof FILES): SchemaNode {
  const { $schema, ...shape } = forEditors(toldSchema(file)) as SchemaNode & { $schema?: string };
  return { ...{ $schema, title: 'The policy of Nightlatch' }, ...shape };
}

/** `a duration such as 30m, at most 24h`. */
function sayAllowed(node: SchemaNode): string | undefined {
  const most = node['x-most'];
  return node['x-allowed'] && most ? `${node['x-allowed']}, at most ${most}` : node['x-allowed'];
}

// A symbol is allowed nowhere, and the message for it says what is.
function allowedBy(schema: z.core.$ZodType): string | undefined {
  const message = z.safeParse(schema, Symbol('nothing')).error?.issues[0]?.message;
  return message?.startsWith('Invalid') ? undefined : message;
}

function forEditors(node: SchemaNode): SchemaNode {
  const { 'x-usual': usual, 'x-allowed': _, 'x-most': __, description, ...rest } = node;
  const allowed = node.properties ? undefined : sayAllowed(node);
  const told = [description, allowed && `Allowed: ${allowed}.`, usual && `Unless written: ${usual}.`].filter(Boolean).join(' ');
  const within = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, key === 'properties' ? eachProperty(value) : withinKey(value)]),
  );
  return { ...(told !== '' && { description: told }), ...within };
}

function eachProperty(properties: unknown): unknown {
  return Object.fromEntries(
    Object.entries(properties as Required<SchemaNode>['properties']).map(([key, node]) => [key, forEditors(node)]),
  );
}

function withinKey(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => withinKey(one));
  return typeof value === 'object' && value !== null ? forEditors(value) : value;
}
