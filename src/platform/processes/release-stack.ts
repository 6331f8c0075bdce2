import type { Logger } from '../observability/logger.ts';

/** What has been started, in order: it is stopped the other way round. */
export interface ReleaseStack {
  /** To be called as soon as the thing runs, so that a failing start stops it, too. */
  push(name: string, release: () => Promise<void> | void): void;
  /** Stops everything, the last started first; a failure is logged and does not keep the others from stopping. Idempotent. */
  unwind(): Promise<void>;
}

export function createReleaseStack(logger: Logger): ReleaseStack {
  const steps: { name: string; release: () => Promise<void> | void }[] = [];
  let unwinding: Promise<void> | null = null;

  async function unwind(): Promise<void> {
    for (let step = steps.pop(); step; step = steps.pop()) {
      try {
        await step.release();
        logger.debug({ part: step.name }, 'stopped');
      } catch (error) {
        logger.error({ err: error, part: step.name }, 'did not stop cleanly');
      }
    }
  }

  return {
    push(name, release) {
      steps.push({ name, release });
    },
    unwind() {
      unwinding ??= unwind();
      return unwinding;
    },
  };
}
