const FIRST_PAUSE_MS = 10_000;
const MAX_PAUSE_MS = 3_600_000;
/** Longer than a weekend with holidays at both its ends. */
const KEEP_TRYING_MS = 5 * 24 * 3_600_000;
/** Some servers refuse a first try for good although they mean "later". */
const TRIES_WHEN_REFUSED = 3;

/** Milliseconds until the next try of a notification that failed `attempts` times, or null when it is given up. */
export function retryPause(
  error: unknown,
  { attempts, createdAt }: { attempts: number; createdAt: Date },
  { now = Date.now(), random = Math.random }: { now?: number; random?: () => number } = {},
): number | null {
  if (isRefusedForGood(error) ? attempts >= TRIES_WHEN_REFUSED : now - createdAt.getTime() >= KEEP_TRYING_MS)
    return null;
  const pause_ms = Math.min(FIRST_PAUSE_MS * 3 ** (attempts - 1), MAX_PAUSE_MS);
  return Math.round(pause_ms * (0.8 + 0.2 * random()));
}

/**
 * Whether the mail server refused this recipient or this message with a 5xx reply. Such a reply to a login or to the
 * sender's address concerns every mail and is a matter of settings: mails wait until they are mended.
 */
function isRefusedForGood(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { responseCode, command } = error as Error & { responseCode?: unknown; command?: unknown };
  return typeof responseCode === 'number' && responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA');
}
