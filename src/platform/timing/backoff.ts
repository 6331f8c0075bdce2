export interface BackoffOptions {
  /** The wait after the first failure; it doubles with each further one. */
  first_ms: number;
  max_ms: number;
}

/** How long to wait after the `failures`-th failure in a row (from 1), with jitter: between half of it and all of it. */
export function backoff_ms(failures: number, { first_ms, max_ms }: BackoffOptions): number {
  const full_ms = Math.min(max_ms, first_ms * 2 ** Math.min(failures - 1, 30));
  return full_ms * (0.5 + Math.random() / 2);
}
