import type { TestProject } from 'vitest/node';
import { sharePostgres, shareRedis } from './run-servers.ts';

/** Before the first mutant; what it returns runs after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [postgres, redis] = await Promise.all([sharePostgres(), shareRedis()]);
  project.provide('postgres', postgres.value);
  project.provide('redis', redis.value);
  return async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
  };
}
