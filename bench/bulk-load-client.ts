import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface BulkLoad {
  port: number;
  connections: number;
  /** One whole HTTP/1.1 request. */
  request: string;
  /** How many answers to fetch, over all connections. */
  answers: number;
}

/** What the generator's process answers. */
export type BulkReport = { perSecond: number } | { error: string };

const GENERATOR = fileURLToPath(new URL('./bulk-load.ts', import.meta.url));

/** Fetches the same answer again and again from a process of its own; resolves with how many a second. */
export async function fetchInBulk(load: BulkLoad): Promise<number> {
  const child = fork(GENERATOR, { execArgv: [] });
  const ended = once(child, 'exit');
  try {
    child.send(load);
    const [report] = (await Promise.race([once(child, 'message'), ended.then(() => [{ error: 'It ended.' }])])) as [
      BulkReport,
    ];
    if ('error' in report) throw new Error(`The load was not carried: ${report.error}`);
    return report.perSecond;
  } finally {
    if (child.connected) child.disconnect();
    await ended;
  }
}
