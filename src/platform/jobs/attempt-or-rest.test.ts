import { beforeEach, expect, it } from 'vitest';
import { RetryPauses } from '../timing/retry-pauses.ts';
import { attemptOrRest } from './attempt-or-rest.ts';

const PAUSE_MS = 1_000;
let now_ms: number;
let pauses: RetryPauses;
let failures: [unknown, number][];
beforeEach(() => {
  now_ms = 0;
  pauses = new RetryPauses({ first_ms: PAUSE_MS, max_ms: PAUSE_MS }, () => now_ms);
  failures = [];
});

const attempt = (key: string, work: () => Promise<void>) =>
  attemptOrRest(pauses, key, work, (error, retryIn_ms) => failures.push([error, retryIn_ms]));

it('leaves alone what has failed a moment ago, and nothing else', async () => {
  const reason = new Error('no');
  await attempt('a', () => Promise.reject(reason));
  expect(failures).toEqual([[reason, expect.any(Number)]]);
  const [, retryIn_ms] = failures[0]!;
  const done: string[] = [];
  for (const key of ['a', 'b']) await attempt(key, async () => void done.push(key));
  expect(done).toEqual(['b']);
  now_ms = retryIn_ms + 1;
  await attempt('a', async () => void done.push('a'));
  expect(done).toEqual(['b', 'a']);
  expect(failures).toHaveLength(1);
});

it('forgets failures once it was done', async () => {
  await attempt('a', () => Promise.reject(new Error('no')));
  now_ms = PAUSE_MS + 1;
  await attempt('a', async () => undefined);
  expect(pauses.isResting('a')).toBe(false);
});

it('lets nothing rest for an outage, which is the worker’s to wait for', async () => {
  const outage = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  await expect(attempt('a', () => Promise.reject(outage))).rejects.toBe(outage);
  expect(failures).toEqual([]);
  expect(pauses.isResting('a')).toBe(false);
});
