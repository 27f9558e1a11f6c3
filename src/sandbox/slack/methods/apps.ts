import type { Method } from '../method.ts';

export const appMethods: Record<string, Method> = {
  'apps.connections.open': {
    token: 'app',
    perMinute: 100,
    run: (_args, { sockets }) => ({ url: sockets.issue() }),
  },
};
