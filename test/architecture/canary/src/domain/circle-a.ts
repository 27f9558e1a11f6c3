import { b } from './circle-b.ts';

export type A = typeof b;
