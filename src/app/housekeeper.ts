import type { Available } from '../modules/manifest.ts';
import { forgetProcessedEvents } from '../platform/events/consumer.ts';
import { createDueWorker, type DueWorker } from '../platform/jobs/due-worker.ts';
import { isOutage } from '../platform/outages/outage.ts';
import { MODULES } from './modules.ts';

const EVERY_MS = 60 * 60 * 1000;

/** Forgets what nobody can ask for any more. One part of it that fails keeps none of the others from being done. */
export function createHousekeeper(available: Available): DueWorker {
  const { database, logger } = available;
  const chores: [what: string, forget: () => Promise<void>][] = [
    ...MODULES.flatMap(({ housekeeping = {} }) => Object.entries(housekeeping)).map(
      ([what, make]): [string, () => Promise<void>] => [what, make(available)],
    ),
    ['processed events', () => forgetProcessedEvents(database)],
  ];
  return createDueWorker({
    name: 'housekeeper',
    logger,
    maxSleep_ms: EVERY_MS,
    async runDue() {
      for (const [what, forget] of chores) {
        await forget().catch((error: unknown) => {
          if (isOutage(error)) throw error;
          logger.warn({ err: error, what }, 'what is old was not forgotten, trying again in an hour');
        });
      }
      return null;
    },
  });
}
