import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { isOutage } from '../../platform/outages/outage.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { IllegalStateError, InvalidInputError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { reasonIssues } from '../../shared/text/reason.ts';
import type { RefundTerms } from '../bookings/refund-requests.ts';
import { assertCan } from '../identity/rights.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import {
  type CancellationPreview,
  type CancellationProgress,
  noteBookingCancellation,
  readPreview,
  readProgress,
} from './booking-cancellation.ts';
import type { ShowEnder } from './show-ender.ts';

export interface CancelShowInput {
  showId: string;
  /** Kept with each booking, and told to its customer. */
  reason?: string | null | undefined;
  /** What of the money of its bookings goes back; without, they stay as they are. */
  refund?: RefundTerms | null | undefined;
}

export interface CancellationsService {
  /**
   * Cancels the show, from any status and for good. From that moment nothing of it can be held; then locks that run end, with events and a
   * version of the map, and allotments are released. With `refund` its bookings are cancelled by a worker, which may be chosen later, too,
   * and once; without, they stay. A show that is cancelled stays so, and what is still held of it ends. Throws InvalidInputError,
   * NotFoundError, IllegalStateError (other refunds were chosen before), ServiceUnavailableError.
   */
  cancelShow(principal: Principal, input: CancelShowInput): Promise<Show>;
  /** How far the cancellation of the show's bookings is; null: none was chosen. For its organiser. */
  progressOf(principal: Principal, show: Show): Promise<CancellationProgress | null>;
  /** What would go back if the show were cancelled with its bookings now. For its organiser. */
  previewOf(principal: Principal, show: Show, refund: RefundTerms): Promise<CancellationPreview>;
}

export interface CancellationsServiceDeps {
  database: Database;
  shows: Pick<ShowsService, 'cancelShow'>;
  ender: Pick<ShowEnder, 'end'>;
  /** Called after a commit that left bookings to be cancelled. */
  wake: () => void;
  logger: Logger;
}

export function createCancellationsService(deps: CancellationsServiceDeps): CancellationsService {
  const { database, shows, ender, wake, logger } = deps;
  const lookUpProgress = createSharedLookup<string, CancellationProgress>({
    nameOf: (showId) => showId,
    readAll: (showIds) => readProgress(database, showIds),
    // Each is counted booking by booking: a statement of few shows ends soon.
    maxKeys: 25,
  });

  return {
    async cancelShow(principal, { showId, reason, refund }) {
      assertReason(reason, refund);
      const also = refund && ((tx: Querier) => chooseOnce(tx, showId, { refund, reason: reason || null }));
      const show = await shows.cancelShow(principal, { showId }, also || undefined);
      try {
        await ender.end(showId, principal.id);
      } catch (error) {
        // It is cancelled, and a worker ends the rest.
        logger[isOutage(error) ? 'warn' : 'error'](
          { err: error, showId },
          'what is held of a cancelled show is ended later',
        );
      }
      if (refund) wake();
      return show;
    },
    async progressOf(principal, show) {
      assertCan(principal, 'show.report', show);
      return (await lookUpProgress(show.id)) ?? null;
    },
    async previewOf(principal, show, refund) {
      assertCan(principal, 'show.report', show);
      return await readPreview(database, show.id, refund);
    },
  };
}

/** Throws InvalidInputError. */
function assertReason(reason: string | null | undefined, refund: RefundTerms | null | undefined): void {
  const issues = reasonIssues(reason);
  if (reason && !refund) {
    const message = 'is told to customers whose bookings are cancelled: choose a refund, too';
    issues.push({ path: 'input.reason', message, code: 'NOT_COMBINABLE' });
  }
  if (issues.length > 0) throw new InvalidInputError(issues);
}

/** Throws IllegalStateError. */
async function chooseOnce(
  tx: Querier,
  showId: string,
  chosen: { refund: RefundTerms; reason: string | null },
): Promise<void> {
  const noted = await noteBookingCancellation(tx, showId, chosen);
  if (noted === chosen.refund) return;
  throw new IllegalStateError(`The bookings of the show are cancelled with the refund ${noted}: that stays.`);
}
