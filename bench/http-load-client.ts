import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Load {
  port: number;
  connections: number;
  /** Whole HTTP/1.1 requests. */
  requests: string[];
  /** What every good answer has in it. */
  expected: string;
}

export interface LoadFigures {
  seconds: number;
  p50_ms: number;
  p99_ms: number;
}

/** What the generator's process answers. */
export type LoadReport = LoadFigures | { error: string };

const GENERATOR = fileURLToPath(new URL('./http-load.ts', import.meta.url));

/** Sends the load from a process of its own. Rejects with the first answer that is not as expected. */
export async function sendLoad(load: Load): Promise<LoadFigures> {
  const child = fork(GENERATOR, { execArgv: [], serialization: 'advanced' });
  const ended = once(child, 'exit');
  try {
    child.send(load);
    const [report] = (await Promise.race([once(child, 'message'), ended.then(() => [{ error: 'It ended.' }])])) as [
      LoadReport,
    ];
    if ('error' in report) throw new Error(`The load was not carried: ${report.error}`);
    return report;
  } finally {
    if (child.connected) child.disconnect();
    await ended;
  }
}

export interface GraphqlRequest {
  port: number;
  token: string;
  query: string;
  variables: object;
}

/** The bytes of one GraphQL request, as any HTTP client sends it. */
export function graphqlRequest({ port, token, query, variables }: GraphqlRequest): string {
  const body = JSON.stringify({ query, variables });
  return [
    'POST /graphql HTTP/1.1',
    `host: 127.0.0.1:${port}`,
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    'accept: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
