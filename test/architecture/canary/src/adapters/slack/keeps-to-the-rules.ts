import 'node:fs';
import 'zod';
import '../../domain/grant.ts';
import '../../ports/clock.ts';
import '../../use-cases/reveal-values.ts';
import './app.ts';
