import type { Logger } from '../../platform/observability/logger.ts';
import type { Reports } from '../../platform/observability/reports.ts';
import { LimitExceededError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { CodeNotApplicableError } from '../codes/codes.errors.ts';
import type { LiveMapHub } from '../live-map/live-map-hub.ts';
import type { LocksService } from '../locks/locks.service.ts';
import type { SeatLock } from '../locks/seat-lock.ts';
import type { SeatGroup } from '../seat-map/alternatives.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { assertAdmitted } from '../waiting-room/admission-demand.ts';
import type { AdmissionStore } from '../waiting-room/admission-store.ts';
import { type BestAvailableInput, checkBestAvailable, wishOf } from './best-available-input.ts';
import { BestSeatsHolder, type ChoiceOutcome } from './best-seats-holder.ts';
import { closenessOf, type SeatCloseness } from './closeness.ts';
import { preparedLayoutOf } from './seat-layout.ts';
import { proposeSeats } from './seat-proposals.ts';
import { NotEnoughSeatsError } from './selection.errors.ts';
import { ShowSelections } from './show-selections.ts';

export interface LockBestAvailableInput extends BestAvailableInput {
  showId: string;
  /** A promo code that was entered. */
  code?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}

export interface BestAvailableService {
  /**
   * Up to three groups of seats, the best first, no seat in two of them. Nothing is held. Each is chosen after `turn`, which
   * lets others work: a large party that must be parted takes some milliseconds. Throws InvalidInputError, and what `turn` does.
   */
  propose(show: Show, input: BestAvailableInput, turn: () => Promise<void>): Promise<SeatGroup[]>;
  /**
   * Holds the best seats for the party. Throws InvalidInputError, NotAdmittedError, NotEnoughSeatsError, CodeNotApplicableError, NotFoundError (show),
   * ShowNotOnSaleError, LimitExceededError, IdempotencyConflictError, ServiceUnavailableError.
   */
  lock(principal: Principal, input: LockBestAvailableInput, address?: string | null): Promise<SeatLock>;
  /** How close together seats of the plan are; those it does not have are left out. */
  closenessOf(plan: SeatingPlanModel, seatIds: readonly string[]): Promise<SeatCloseness>;
}

export interface BestAvailableDeps {
  shows: ShowsService;
  seatMap: Pick<SeatMapService, 'read' | 'versionOf'>;
  hub: Pick<LiveMapHub, 'watch'>;
  locks: LocksService;
  /** Knows who is admitted. */
  store: AdmissionStore;
  logger: Logger;
  reports?: Reports<ChoiceOutcome>;
  /** From 0 up to 1. */
  random?: () => number;
}

/**
 * Looking for seats is work, all the more where there are none. Who is told when to come again does as told: of an address that many
 * share, they would use up what the others may change.
 */
const isInVain = (error: unknown): boolean =>
  error instanceof NotEnoughSeatsError ||
  error instanceof CodeNotApplicableError ||
  (error instanceof LimitExceededError && error.retryAfterSeconds === null);

export function createBestAvailableService(deps: BestAvailableDeps): BestAvailableService {
  const { shows, seatMap, hub, locks, store, logger, reports, random = Math.random } = deps;
  const selections = new ShowSelections({ shows, seatMap, hub, logger, random });
  const holder = new BestSeatsHolder({ selections, reports });

  return {
    async closenessOf(plan, seatIds) {
      const layout = await preparedLayoutOf(plan);
      return closenessOf(
        layout,
        seatIds.flatMap((seatId) => layout.slotOf.get(seatId) ?? []),
      );
    },
    async propose(show, input, turn) {
      checkBestAvailable(input, { path: 'input', maxSeats: locks.limitsIn(show).seatsPerLock });
      return await selections.withBoard(show, null, async (choosing) => {
        const wish = wishOf(input, { show, plan: choosing.plan, path: 'input' });
        await selections.catchUp(choosing);
        return await proposeSeats(choosing, wish, turn);
      });
    },
    async lock(principal, input, address = null) {
      // Before the ids are written down along with the caller's idempotency key.
      checkBestAvailable(input, { path: 'input', maxSeats: locks.buyerLimits.seatsPerLock });
      return await locks.lockChosen(principal, { operation: 'lockBestAvailable', input, address }, async (take) => {
        const show = await shows.getShowOnSale(principal, input.showId, 'input.showId');
        const { id: showId, pricesVersion } = show;
        await assertAdmitted(store, principal, show);
        const { code } = input;
        checkBestAvailable(input, { path: 'input', maxSeats: locks.limitsIn(show).seatsPerLock });
        const choose = () =>
          selections.withBoard(show, principal, async (choosing) => {
            const wish = wishOf(input, { show, plan: choosing.plan, path: 'input' });
            return await holder.hold(choosing, wish, (seatIds) => take({ showId, seatIds, pricesVersion, code }));
          });
        return await locks.choosing({ principal, address }, show, isInVain, choose);
      });
    },
  };
}
