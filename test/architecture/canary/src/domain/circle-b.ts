import type { A } from './circle-a.ts';

export const b = 1;
export type B = A;
