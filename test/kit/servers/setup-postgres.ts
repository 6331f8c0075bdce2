import type { TestProject } from 'vitest/node';
import { sharePostgres } from './run-servers.ts';

/** Before the first file of the project `embedded`; what it returns runs after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await sharePostgres();
  project.provide('postgres', postgres.value);
  return () => postgres.stop();
}
