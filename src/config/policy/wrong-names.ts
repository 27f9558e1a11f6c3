import * as z from 'zod';
import type { KeyPath } from '../mistake.ts';
import { type ShapeMistake, UNSAID } from './explain-issues.ts';
import type { Plain } from './yaml-source.ts';

/** The names in `found`, and in all that is below it, that aren't as `schema` wants them: it takes any, so that nothing below one goes unseen. */
export function wrongNames(schema: z.core.$ZodType, found: Plain | undefined, path: KeyPath = []): ShapeMistake[] {
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return [];
  if (schema instanceof z.ZodOptional) return wrongNames(schema.unwrap(), found, path);
  const within = Object.entries(found);
  if (schema instanceof z.ZodObject) {
    const keys = within.filter(([key]) => Object.hasOwn(schema.shape, key));
    return keys.flatMap(([key, below]) => wrongNames(schema.shape[key], below, [...path, key]));
  }
  if (!(schema instanceof z.ZodRecord)) return [];
  return within.flatMap(([name, below]) => {
    const place = [...path, name];
    return [...wrongName(schema.keyType, place, name), ...wrongNames(schema.valueType, below, place)];
  });
}

function wrongName(keyType: z.core.$ZodType, path: KeyPath, name: string): ShapeMistake[] {
  const wanted = keyType instanceof z.ZodCatch ? keyType.unwrap() : keyType;
  const issue = z.safeParse(wanted, name).error?.issues[0];
  return issue ? [{ path, message: `“${name}” is not ${issue.message}`, unquoted: `${UNSAID} is not ${issue.message}` }] : [];
}
