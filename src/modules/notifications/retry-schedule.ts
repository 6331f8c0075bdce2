const FIRST_PAUSE_MS = 10_000;
const MAX_PAUSE_MS = 3_600_000;
/** Some servers refuse a first try for good although they mean "later". */
const TRIES_WHEN_REFUSED = 3;

export interface FailedAttempts {
  /** This one included. */
  attempts: number;
  /** How many of them were refusals for good, this one included if it is one. */
  refusals: number;
  /** When the first of them failed. */
  failingSince: Date;
}

/** Milliseconds until the next attempt of a notification, or null when it is given up. */
export function retryPause(
  { attempts, refusals, failingSince }: FailedAttempts,
  {
    keepTrying_ms,
    now = Date.now(),
    random = Math.random,
  }: { keepTrying_ms: number; now?: number; random?: () => number },
): number | null {
  if (refusals >= TRIES_WHEN_REFUSED || now - failingSince.getTime() >= keepTrying_ms) return null;
  const pause_ms = Math.min(FIRST_PAUSE_MS * 3 ** (attempts - 1), MAX_PAUSE_MS);
  return Math.round(pause_ms * (0.8 + 0.2 * random()));
}
