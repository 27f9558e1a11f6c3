export const revealValues = 'use-cases/reveal-values';
