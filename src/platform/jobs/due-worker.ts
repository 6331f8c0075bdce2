import type { Logger } from '../observability/logger.ts';
import { levelOfFailure } from '../outages/outage.ts';
import { backoff_ms } from '../timing/backoff.ts';
import { within } from '../timing/within.ts';

export interface DueWorkerOptions {
  /** Names the worker in the log. */
  name: string;
  logger: Logger;
  /**
   * Does what is due and resolves with the milliseconds until something is due next: 0 when more may be due already, null
   * when nothing waits. Called again at that time, at the next wake-up, or after `maxSleep_ms`, never twice at once. When
   * it rejects, the error is logged (of a server that is away its connection tells: then at debug) and it is called again
   * after a back-off.
   */
  runDue(): Promise<number | null>;
  /** The longest sleep: how late work is found that another node left behind. Default 5,000. */
  maxSleep_ms?: number;
}

export interface DueWorker {
  readonly name: string;
  start(): void;
  /** Takes nothing more on and waits for the work in hand, at most `deadline_ms` (default 5,000). Idempotent. */
  stop(deadline_ms?: number): Promise<void>;
  /** Something may have become due: look now. */
  wake(): void;
  /** Wakes the worker and resolves once a run that began after this call found nothing more due, or at the stop. */
  idle(): Promise<void>;
}

const RETRY = { first_ms: 200, max_ms: 10_000 };

/** Runs work that becomes due at stored times: it sleeps until the next of them and never polls in a busy loop. */
export function createDueWorker({ name, logger, runDue, maxSleep_ms = 5_000 }: DueWorkerOptions): DueWorker {
  let running: Promise<void> | null = null;
  let stopping = false;
  let woken = false;
  let interruptSleep: (() => void) | null = null;
  let waiting: Array<() => void> = [];

  function wake(): void {
    woken = true;
    interruptSleep?.();
  }

  async function run(): Promise<void> {
    let failures = 0;
    let wasTold = false;
    while (!stopping) {
      woken = false;
      const waitingForThisRun = waiting;
      waiting = [];
      let sleep_ms: number;
      let finished = false;
      try {
        const next_ms = await runDue();
        if (wasTold) logger.info({ worker: name }, `${name} works again`);
        wasTold = false;
        failures = 0;
        finished = next_ms !== 0;
        sleep_ms = Math.min(next_ms ?? maxSleep_ms, maxSleep_ms);
      } catch (error) {
        failures += 1;
        sleep_ms = Math.round(backoff_ms(failures, RETRY));
        const level = levelOfFailure(error);
        wasTold ||= level === 'warn';
        logger[level]({ err: error, worker: name, retryIn_ms: sleep_ms }, `${name} failed, trying again`);
      }
      if (finished) for (const resolve of waitingForThisRun) resolve();
      else waiting.unshift(...waitingForThisRun);
      if (sleep_ms > 0 && !woken && !stopping) await sleep(sleep_ms);
    }
    for (const resolve of waiting.splice(0)) resolve();
  }

  function sleep(sleep_ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wakeUp = () => {
        clearTimeout(timer);
        interruptSleep = null;
        resolve();
      };
      const timer = setTimeout(wakeUp, sleep_ms);
      timer.unref();
      interruptSleep = wakeUp;
    });
  }

  return {
    name,
    start() {
      if (stopping) throw new Error(`${name} was stopped`);
      running ??= run();
    },
    async stop(deadline_ms = 5_000) {
      stopping = true;
      wake();
      if (running === null) return;
      // It rejects for nothing else.
      await within(deadline_ms, running, () => new Error('late')).catch(() =>
        logger.warn({ worker: name }, `${name} left work in hand at the stop; it is done again later`),
      );
    },
    wake,
    idle() {
      if (running === null || stopping) return Promise.resolve();
      return new Promise((resolve) => {
        waiting.push(resolve);
        wake();
      });
    },
  };
}
