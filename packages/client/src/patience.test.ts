import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isRepeatable, patiently, secondsOfRefusal } from './patience.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const refusal = (retryAfterSeconds: number) => ({
  lockSeats: { __typename: 'ServiceUnavailableError', retryAfterSeconds },
});
const secondsOf = (came: { answer: unknown } | { error: unknown }) =>
  'answer' in came ? secondsOfRefusal(came.answer) : Number((came.error as Error).message);

/** What is answered, one after the other; and when each was asked for, in seconds. */
function server(...answers: (object | Error)[]) {
  const asked: number[] = [];
  const began = Date.now();
  const send = async () => {
    asked.push((Date.now() - began) / 1_000);
    const next = answers[Math.min(asked.length, answers.length) - 1]!;
    if (next instanceof Error) throw next;
    return next;
  };
  return { asked, send };
}

it('sends again what was refused, after the time that the server has said and a bit', async () => {
  const { asked, send } = server(refusal(2), new Error('3'), { lockSeats: { __typename: 'LockSeatsSuccess' } });
  const told: (number | null)[] = [];
  const answer = patiently(send, { secondsOf, onWaiting: (seconds) => told.push(seconds), random: () => 1 });
  await vi.runAllTimersAsync();
  expect(await answer).toEqual({ lockSeats: { __typename: 'LockSeatsSuccess' } });
  expect(asked).toEqual([0, 3, 7.5]);
  expect(told).toEqual([3, null, 5, null]);
});

it('gives up after four attempts, or where waiting would take more than half a minute', async () => {
  for (const [seconds, attempts] of [
    [1, 4],
    [14, 3],
    [31, 1],
  ] as const) {
    const { asked, send } = server(refusal(seconds));
    const answer = patiently(send, { secondsOf, random: () => 0 });
    await vi.runAllTimersAsync();
    expect(await answer).toEqual(refusal(seconds));
    expect(asked).toHaveLength(attempts);
  }
});

it('waits no more when it is aborted', async () => {
  const aborting = new AbortController();
  const { asked, send } = server(new Error('10'));
  const answer = patiently(send, { secondsOf, signal: aborting.signal, random: () => 0 }).catch(String);
  await vi.advanceTimersByTimeAsync(1_000);
  aborting.abort();
  expect(await answer).toBe('Error: 10');
  expect(asked).toEqual([0, 1]);
});

it.each([
  ['query Shows { shows { nodes { id } } }', {}, true],
  ['{ viewer { id } }', {}, true],
  ['query mutationOf { viewer { id } }', {}, true],
  ['mutation Lock($input: LockSeatsInput!) { lockSeats(input: $input) { __typename } }', { input: {} }, false],
  ['mutation Lock($input: LockSeatsInput!) { a }', { input: { idempotencyKey: 'one' } }, true],
  ['fragment F on Lock { id }\nmutation Lock { a }', {}, false],
  ['mutation{ startGuestSession { token } }', null, false],
])('knows what may be sent twice: %s', (query, variables, expected) => {
  expect(isRepeatable(query, variables)).toBe(expected);
});
