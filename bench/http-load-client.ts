import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ask, endProcess } from './reporting-process.ts';

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

const GENERATOR = fileURLToPath(new URL('./http-load.ts', import.meta.url));

/** Sends the load from a process of its own. Rejects with the first answer that is not as expected. */
export async function sendLoad(load: Load): Promise<LoadFigures> {
  const child = fork(GENERATOR, { execArgv: [], serialization: 'advanced' });
  return await ask<LoadFigures>(child, 'load', load).finally(() => endProcess(child));
}

export interface GraphqlRequest {
  port: number;
  token: string;
  query: string;
  variables: object;
  /** What the answer may be packed with; as it is, by default. */
  encoding?: string;
}

/** The bytes of one GraphQL request, as any HTTP client sends it. */
export function graphqlRequest({ query, variables, ...others }: GraphqlRequest): string {
  return postRequest({ ...others, asked: { query, variables } });
}

/** The same of whatever names the document. */
export function postRequest({
  port,
  token,
  asked,
  encoding,
}: Omit<GraphqlRequest, 'query' | 'variables'> & { asked: object }): string {
  const body = JSON.stringify(asked);
  return [
    'POST /graphql HTTP/1.1',
    `host: 127.0.0.1:${port}`,
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    'accept: application/json',
    ...(encoding ? [`accept-encoding: ${encoding}`] : []),
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
