import type { Logger } from '../../platform/observability/logger.ts';
import { isOutage } from '../../platform/outages/outage.ts';
import type { Principal } from '../../shared/principal.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import type { ShowEnder } from './show-ender.ts';

export interface CancellationsService {
  /**
   * Cancels the show, from any status and for good. From that moment nothing of it can be held; then locks that run end, with events and a
   * version of the map, and allotments are released. Bookings stay. A show that is cancelled stays so, and what is still held of it
   * ends. Throws NotFoundError, ServiceUnavailableError.
   */
  cancelShow(principal: Principal, input: { showId: string }): Promise<Show>;
}

export interface CancellationsServiceDeps {
  shows: Pick<ShowsService, 'cancelShow'>;
  ender: Pick<ShowEnder, 'end'>;
  logger: Logger;
}

export function createCancellationsService({ shows, ender, logger }: CancellationsServiceDeps): CancellationsService {
  return {
    async cancelShow(principal, { showId }) {
      const show = await shows.cancelShow(principal, { showId });
      try {
        await ender.end(showId, principal.id);
      } catch (error) {
        // It is cancelled, and a worker ends the rest.
        logger[isOutage(error) ? 'warn' : 'error'](
          { err: error, showId },
          'what is held of a cancelled show is ended later',
        );
      }
      return show;
    },
  };
}
