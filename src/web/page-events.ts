export interface PageEvents {
  onTick(): void;
  /** The device has a network again. */
  onOnline(): void;
  /** The page is looked at again. */
  onVisible(): void;
}

const TICK_MS = 1_000;

/** Tells of every second, and of what becomes of the page and the device, until the signal is aborted. */
export function listenToPage({ onTick, onOnline, onVisible }: PageEvents, signal: AbortSignal): void {
  const ticking = setInterval(onTick, TICK_MS);
  signal.addEventListener('abort', () => clearInterval(ticking));
  addEventListener('online', onOnline, { signal });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && onVisible(), {
    signal,
  });
}
