import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { noteShed, RequestLog } from './request-log.ts';

let lines: Record<string, unknown>[];
beforeEach(() => {
  lines = [];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function logOf(level = 'info', onRequestDone?: (request: { status: number }) => void): RequestLog {
  const stream = { write: (line: string) => lines.push(JSON.parse(line)) };
  return new RequestLog(pino({ level, base: null, timestamp: false }, stream), onRequestDone);
}

/** One request, answered with that status. */
function answered(log: RequestLog, status: number, { url = '/graphql?query=secret', isShed = false } = {}): void {
  const request = { method: 'POST', url, headers: {} } as IncomingMessage;
  const response = Object.assign(new EventEmitter(), { statusCode: status, writableFinished: true });
  log.begin(request, response as unknown as ServerResponse);
  if (isShed) noteShed(response as unknown as ServerResponse);
  response.emit('close');
}

it('writes a line of each request, without its query, a warning where the server could not answer', () => {
  const log = logOf();
  answered(log, 200);
  answered(log, 503);
  answered(log, 503, { url: '/ready' });
  expect(lines).toMatchObject([
    { level: 30, path: '/graphql', status: 200, msg: 'request' },
    { level: 40, status: 503 },
  ]);
});

it('writes one line a second of those that were refused for being too many, and counts each', () => {
  const done: number[] = [];
  const log = logOf('info', ({ status }) => done.push(status));
  for (let n = 0; n < 1_000; n += 1) answered(log, n % 4 === 0 ? 200 : 503, { isShed: true });
  expect(lines).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(lines).toMatchObject([{ level: 40, count: 1_000, byStatus: { 200: 250, 503: 750 } }]);
  vi.advanceTimersByTime(5_000);
  expect(lines).toHaveLength(1);
  expect(done).toHaveLength(1_000);
});

it('writes what is left of them when it stops', () => {
  const log = logOf();
  log.stop();
  answered(log, 503, { isShed: true });
  log.stop();
  vi.advanceTimersByTime(5_000);
  expect(lines).toMatchObject([{ count: 1 }]);
});

it('makes no line that nobody reads', () => {
  const log = logOf('error');
  answered(log, 200);
  expect(lines).toEqual([]);
});
