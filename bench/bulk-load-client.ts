import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ask, endProcess } from './reporting-process.ts';

export interface BulkLoad {
  port: number;
  connections: number;
  /** One whole HTTP/1.1 request. */
  request: string;
  /** How many answers to fetch, over all connections. */
  answers: number;
}

const GENERATOR = fileURLToPath(new URL('./bulk-load.ts', import.meta.url));

/** Fetches the same answer again and again from a process of its own; resolves with how many a second. */
export async function fetchInBulk(load: BulkLoad): Promise<number> {
  const child = fork(GENERATOR, { execArgv: [] });
  return await ask<number>(child, 'load', load).finally(() => endProcess(child));
}
