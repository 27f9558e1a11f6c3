import { registerHooks } from 'node:module';

const HASTY = new URL('./hasty-reveal-values.ts', import.meta.url).href;

// Preloaded into a bot process: there the values are handed out before their row is committed.
registerHooks({
  resolve(specifier, context, next) {
    const isWiring = context.parentURL?.includes('/src/wiring/') === true;
    return next(isWiring && specifier.endsWith('/reveal-values.ts') ? HASTY : specifier, context);
  },
});
