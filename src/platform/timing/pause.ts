import { setTimeout as delay } from 'node:timers/promises';

export interface PauseOptions {
  /** Ends the pause when it is aborted. */
  signal?: AbortSignal | undefined;
  /** False: the process may exit meanwhile. Default true. */
  keepsAlive?: boolean;
}

/** Resolves after the time, or at once when the signal is aborted. Never rejects. */
export async function pause(time_ms: number, { signal, keepsAlive = true }: PauseOptions = {}): Promise<void> {
  await delay(time_ms, undefined, { ref: keepsAlive, ...(signal && { signal }) }).catch(() => undefined);
}
