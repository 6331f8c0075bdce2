import { defineConfig } from 'prisma/config';

// Prisma 7 reads its settings from here and loads no .env by itself.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations', seed: 'node prisma/seed.ts' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
