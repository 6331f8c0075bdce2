import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../../platform/postgres/database.ts';
import type { AllotmentAccess } from '../allotments/allotment-access.ts';
import { CodeNotApplicableError } from '../codes/codes.errors.ts';
import type { Settle } from '../idempotency/idempotency.ts';
import { setHeldTerms } from '../inventory/held-terms.ts';
import type { Allotted } from '../inventory/seat-ledger.ts';
import type { CallerLimits, Calling } from '../limits/caller-limits.ts';
import { totalOfSeats } from '../shows/prices.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { StaleShowError } from '../shows/stale-show.ts';
import type { LockAccess } from './lock-access.ts';
import type { AppliedCode, LockCodes } from './lock-codes.ts';
import type { ApplyCodeInput } from './lock-input.ts';
import { untilChanged } from './lock-tries.ts';
import type { SeatLock } from './seat-lock.ts';
import type { SeatTaker } from './seat-taker.ts';

export interface CodeApplierDeps {
  database: Database;
  access: LockAccess;
  taker: Pick<SeatTaker, 'countChange'>;
  shows: ShowsService;
  lockCodes: LockCodes;
  allotments: AllotmentAccess;
  limits: Pick<CallerLimits, 'changesOf'>;
}

/** Applies promo codes to locks that run, and takes them off: the total is worked out anew, and nothing else changes. */
export class CodeApplier {
  readonly #deps: CodeApplierDeps;

  constructor(deps: CodeApplierDeps) {
    this.#deps = deps;
  }

  /** `settle` answers the caller's idempotency key in the transaction of the change. */
  async apply(calling: Calling, input: ApplyCodeInput, settle: Settle): Promise<void> {
    const { access, shows, limits, taker } = this.#deps;
    const { showId } = await access.ownRunningLock(calling.principal, input.lockId);
    const changes = limits.changesOf(calling, (await shows.getShow(showId))!);
    // Also where it comes to nothing: a wrong code is work, too.
    if (changes) await taker.countChange(showId, changes);
    await untilChanged(async () => {
      const isDone = await this.#tryApply(calling, input, settle);
      if (!isDone) shows.forget(showId);
      return isDone;
    });
  }

  async #tryApply(calling: Calling, input: ApplyCodeInput, settle: Settle): Promise<boolean> {
    const { access, database, shows } = this.#deps;
    const lock = await access.ownRunningLock(calling.principal, input.lockId);
    const show = (await shows.getShow(lock.showId))!;
    const held = await this.#deps.allotments.heldByCode(lock.showId, lock);
    const priced = await this.#priced(calling, { lock, show, held }, input.code);
    if (!priced) return false;
    const { code, total } = priced;
    if (isDeepStrictEqual(code, lock.code)) return true;
    assertKeepsOpen(held, priced);
    const { id: lockId, showId, ticketTypeIds, areas } = lock;
    return await database.transaction(async (tx) => {
      const after = { ticketTypeIds, code, areas };
      const terms = { before: lock, after, total, pricesVersion: show.pricesVersion };
      const isWritten = await setHeldTerms(tx, { showId, lockId, ...terms });
      if (isWritten) await settle(tx, { lockId });
      return isWritten;
    });
  }

  /** What the lock's seats cost with the code that was entered; null: the show has changed since it was read. */
  async #priced(
    calling: Calling,
    { lock, show, held }: { lock: SeatLock; show: Show; held: readonly Allotted[] },
    entered: string | null | undefined,
  ): Promise<(AppliedCode & { total: number }) | null> {
    const { shows, lockCodes } = this.#deps;
    const plan = await shows.planOf(show);
    const { seatIds, ticketTypeIds, areas } = lock;
    const sold = { seatIds, ticketTypeIds, areas };
    try {
      const applied = await lockCodes.applied(calling, { show, plan, sold }, entered, held);
      return { ...applied, total: totalOfSeats(show, plan, { ...sold, code: applied.code }).amount };
    } catch (error) {
      if (error instanceof StaleShowError) return null;
      throw error;
    }
  }
}

/**
 * A lock has seats and places of an allotment by the code that opens it, and books them with it. Throws CodeNotApplicableError where those that
 * are open to the caller with the code that it is to have are not all of them.
 */
function assertKeepsOpen(held: readonly Allotted[], { allotted, openPlaces }: AppliedCode): void {
  const seats = new Set(allotted.map(({ seatId }) => seatId));
  const allotments = new Set(openPlaces.map(({ allotmentId }) => allotmentId));
  const isKept = (own: Allotted) => ('seatId' in own ? seats.has(own.seatId) : allotments.has(own.allotmentId));
  if (!held.every(isKept)) throw new CodeNotApplicableError('SEATS_NEED_CODE');
}
