/** setTimeout takes no longer time. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Calls `end` when the token that a connection was opened with ends, unless the returned function is called before: no
 * connection outlives its token, as no request is taken with it from then on. Keeps no process alive.
 */
export function atTokenEnd(expiresAt: Date, end: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = () => {
    timer = setTimeout(
      () => (expiresAt.getTime() > Date.now() ? wait() : end()),
      Math.min(expiresAt.getTime() - Date.now(), LONGEST_TIMER_MS),
    );
    timer.unref();
  };
  wait();
  return () => clearTimeout(timer);
}
