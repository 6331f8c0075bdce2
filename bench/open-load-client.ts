import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ask, endProcess } from './reporting-process.ts';

/** Requests that come at a rate of their own, as from people who do not know of one another. */
export interface OpenLoad {
  port: number;
  perSecond: number;
  /** Whole HTTP/1.1 requests, in the order in which they come. */
  requests: string[];
  /** Of which kind each of them is. */
  kinds: number[];
  /** The first one with which counting begins: by then it is known that too much is asked for. */
  from: number;
  /** By kind: what an answer that serves its caller has in it. */
  expected: string[];
}

export interface OpenLoadFigures {
  /** From the first request that counts to the last one: only answers within that time count. */
  seconds: number;
  /** By kind, how many were served. */
  served: number[];
  /** Not sent, since too many waited for their answers. */
  unsent: number;
  /** Of those served, from when they were sent. */
  p99_ms: number;
}

const GENERATOR = fileURLToPath(new URL('./open-load.ts', import.meta.url));

/** Sends the load from a process of its own. */
export async function sendOpenLoad(load: OpenLoad): Promise<OpenLoadFigures> {
  const child = fork(GENERATOR, { execArgv: [], serialization: 'advanced' });
  return await ask<OpenLoadFigures>(child, 'load', load).finally(() => endProcess(child));
}
