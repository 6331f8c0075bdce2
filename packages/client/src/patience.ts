/** While a request that was refused since the server has too much to do waits to be sent again: how long, about. Null: it waits no more. */
export type OnWaiting = (seconds: number | null) => void;

export interface PatienceOptions {
  /** Null: it has to be told to its caller, whatever came. */
  secondsOf(came: { answer: unknown } | { error: unknown }): number | null;
  onWaiting?: OnWaiting | undefined;
  signal?: AbortSignal | undefined;
  /** For tests. */
  random?(): number;
}

const MAX_TRIES = 4;
/** All of a request's waiting together. */
const MAX_WAIT_S = 30;
/** Nobody asks again before the time that the server has said, and not all at once after it. */
const SPREAD = 0.5;

/**
 * Sends again what was refused because too much is asked of the server, when it has said to. Only for what may be sent twice: queries, and
 * mutations with an idempotency key.
 */
export async function patiently<Answer>(
  send: () => Promise<Answer>,
  { secondsOf, onWaiting, signal, random = Math.random }: PatienceOptions,
): Promise<Answer> {
  let waited_s = 0;
  for (let tries = 1; ; tries += 1) {
    const came = await send().then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
    const told_s = secondsOf(came);
    const wait_s = (told_s ?? 0) * (1 + random() * SPREAD);
    if (told_s === null || tries >= MAX_TRIES || waited_s + wait_s > MAX_WAIT_S || signal?.aborted) {
      if ('error' in came) throw came.error;
      return came.answer;
    }
    waited_s += wait_s;
    onWaiting?.(Math.max(1, Math.ceil(wait_s)));
    await pause(wait_s * 1_000, signal);
    onWaiting?.(null);
  }
}

/** Whether the operation may be sent again though it may have been done: a query, or a mutation with a key that tells both apart. */
export function isRepeatable(query: string, variables: unknown): boolean {
  if (!/(^|[\s}])mutation\b/.test(query)) return true;
  const { input } = (variables ?? {}) as { input?: { idempotencyKey?: unknown; clientMutationId?: unknown } };
  return typeof (input?.idempotencyKey ?? input?.clientMutationId) === 'string';
}

/** Of the data of a mutation that was refused like that: its result is ServiceUnavailableError. */
export function secondsOfRefusal(data: unknown): number | null {
  if (typeof data !== 'object' || data === null) return null;
  for (const result of Object.values(data) as unknown[]) {
    const { __typename: type, retryAfterSeconds: seconds } = (result ?? {}) as Record<string, unknown>;
    if (type === 'ServiceUnavailableError' && typeof seconds === 'number') return seconds;
  }
  return null;
}

/** Resolves earlier when the signal is aborted. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
