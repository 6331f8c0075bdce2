import { defineConfig } from 'prisma/config';

// Prisma 7 reads its settings from here and loads no .env by itself.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations', seed: 'node prisma/seed.ts' },
  // Migrations are made under a lock of the session, which a pooler does not keep.
  datasource: { url: process.env.DATABASE_DIRECT_URL ?? process.env.DATABASE_URL ?? '' },
});
