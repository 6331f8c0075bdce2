import type { Logger } from '../observability/logger.ts';
import { isOutage } from '../outages/outage.ts';
import { createDueWorker, type DueWorker } from './due-worker.ts';

export interface JobWorkerOptions<Job> {
  /** Names the worker in the log. */
  name: string;
  logger: Logger;
  /** Takes some that are due. */
  claim(): Promise<Job[]>;
  /** Does one, and writes what became of it by `write`. Rejects only when that failed. */
  attempt(job: Job): Promise<void>;
  /** Until the next is due; null when none waits. */
  untilNext_ms(): Promise<number | null>;
}

export interface JobWorker extends DueWorker {
  /**
   * Writes what became of a claimed job; once PostgreSQL is back when it is away, and before anything else is claimed. Left
   * to the end of the claim, the job would be done again, and hold up those behind it for as long.
   */
  write(outcome: () => Promise<void>): Promise<void>;
}

/** Does the jobs of a queue as they become due, those that were claimed together at once. Several nodes may run one. */
export function createJobWorker<Job>(options: JobWorkerOptions<Job>): JobWorker {
  const { name, logger, claim, attempt, untilNext_ms } = options;
  const unwritten: (() => Promise<void>)[] = [];

  async function write(outcome: () => Promise<void>): Promise<void> {
    try {
      await outcome();
    } catch (error) {
      if (isOutage(error)) unwritten.push(outcome);
      throw error;
    }
  }

  const worker = createDueWorker({
    name,
    logger,
    async runDue() {
      while (unwritten.length > 0) await write(unwritten.shift()!);
      const claimed = await claim();
      const outcomes = await Promise.allSettled(claimed.map(attempt));
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed) throw failed.reason;
      return claimed.length > 0 ? 0 : await untilNext_ms();
    },
  });
  return { ...worker, write };
}
