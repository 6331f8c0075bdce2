import type { ServerResponse } from 'node:http';

/** Answers with JSON that no one keeps. (To a HEAD request Node sends the headers only.) */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}
