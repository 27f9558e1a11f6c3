import '../use-cases/reveal-values.ts';
