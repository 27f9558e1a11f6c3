import type { z } from 'zod';

export type Schema = z.ZodType;
