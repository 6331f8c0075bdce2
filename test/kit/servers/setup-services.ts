import type { TestProject } from 'vitest/node';
import { shareKafka, sharePostgres, shareRedis } from './run-servers.ts';

/** Before the first file of the project `services`; what it returns runs after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [postgres, redis, kafka] = await Promise.all([sharePostgres(), shareRedis(), shareKafka()]);
  project.provide('postgres', postgres.value);
  project.provide('redis', redis.value);
  project.provide('kafka', kafka.value);
  return async () => {
    await Promise.all([postgres.stop(), redis.stop(), kafka.stop()]);
  };
}
