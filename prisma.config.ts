import { defineConfig } from 'prisma/config';

// Generating needs no engine, but the CLI downloads one unless it is told where one lies; any file that exists will do.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
