import type { wiring } from '../../wiring/wiring.ts';

export type Wiring = typeof wiring;
export const serve = () => import('../../wiring/wiring.ts');
