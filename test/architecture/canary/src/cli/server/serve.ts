import type { wiring } from '../../wiring.ts';

export type Wiring = typeof wiring;
export const serve = () => import('../../wiring.ts');
