import type { Database } from '../../platform/postgres/database.ts';
import type { Principal } from '../../shared/principal.ts';
import { type AllotmentAccess, ordinarySeats } from '../allotments/allotment-access.ts';
import type { Settle } from '../idempotency/idempotency.ts';
import type { AllottedPlaces } from '../inventory/allotted-pool.ts';
import { setHeldTerms } from '../inventory/held-terms.ts';
import { exchangeHeld } from '../inventory/holds.ts';
import { type HeldArea, placesIn, takesPlaces } from '../inventory/places.ts';
import type { MapEvent } from '../inventory/seat-changes.ts';
import { type Allotted, type AllottedSeat, allottedSeatsIn } from '../inventory/seat-ledger.ts';
import type { SeenSeats } from '../inventory/seen-seats.ts';
import type { CallerLimits, Calling } from '../limits/caller-limits.ts';
import type { HoldOrigin } from '../limits/hold-origin.ts';
import { assertKnownSeats } from '../seat-map/seat-conflicts.ts';
import { planSeatIds } from '../seat-map/seat-id.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { totalOfSeats } from '../shows/prices.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { StaleShowError } from '../shows/stale-show.ts';
import { areaChoicesOf, areasAfter } from './area-choices.ts';
import { areOtherPlaces, takesInStore } from './area-demands.ts';
import { type BuyerLimits, holdLimitsOf } from './buyer-limits.ts';
import type { ChangeCounter } from './change-counter.ts';
import { type SeatChoice, writeJudged } from './choice-judge.ts';
import type { LockAccess } from './lock-access.ts';
import type { LockCodes } from './lock-codes.ts';
import { changedSeats, type UpdateLockInput } from './lock-input.ts';
import { untilChanged } from './lock-tries.ts';
import { expectedPlaces } from './open-places.ts';
import type { SeatLock } from './seat-lock.ts';
import type { RecordSeats, SeatTaker } from './seat-taker.ts';
import {
  type AskedSeats,
  askedSeats,
  assertSoldAs,
  choicesOf,
  heldTypesOf,
  type SeatTicketChoice,
} from './ticket-choices.ts';

export interface LockUpdaterDeps {
  database: Database;
  access: LockAccess;
  lockCodes: LockCodes;
  changes: ChangeCounter;
  taker: SeatTaker;
  seatMap: SeatMapService;
  shows: ShowsService;
  allotments: AllotmentAccess;
  limits: Pick<CallerLimits, 'originOf' | 'cooldownOf' | 'changesOf'>;
  /** What applies in the show. */
  limitsIn(show: Show): BuyerLimits;
}

/** What is to become of a lock. */
interface LockChange {
  lock: SeatLock;
  show: Show;
  plan: SeatingPlanModel;
  /** Of the lock, as they are to be. */
  seatIds: string[];
  added: readonly string[];
  removed: readonly string[];
  /** Of those added. */
  allotted: readonly AllottedSeat[];
  /** Those of allotments that the lock has already, and its places. */
  heldAllotted: readonly Allotted[];
  /** What allotments have free for what it gets of areas. */
  openPlaces: readonly AllottedPlaces[];
  /** What the lock's seats are to be sold as. */
  ticketTypeIds: string[];
  /** Its places of areas, as they are to be. */
  areas: HeldArea[];
  /** Whether these are not as many of each area as it has. */
  hasOtherPlaces: boolean;
  /** Whether it gets seats, or more places of an area. */
  takesMore: boolean;
  /** What they cost then. */
  total: number;
}

/** Adds seats and places to locks that run, takes others out of them and changes what they are to be sold as, all or nothing. */
export class LockUpdater {
  readonly #deps: LockUpdaterDeps;

  constructor(deps: LockUpdaterDeps) {
    this.#deps = deps;
  }

  /** `settle` answers the caller's idempotency key in the transaction of the change. */
  async update(calling: Calling, input: UpdateLockInput, settle: Settle): Promise<void> {
    await untilChanged(() => this.#tryUpdate(calling, input, settle));
  }

  async #tryUpdate(calling: Calling, input: UpdateLockInput, settle: Settle): Promise<boolean> {
    const { shows, seatMap, taker } = this.#deps;
    const change = await this.#presentChangeOf(calling, input);
    if (!change) return false;
    const { lock, areas, hasOtherPlaces } = change;
    if (change.added.length + change.removed.length === 0 && !hasOtherPlaces) {
      return await this.#setTypes(calling, change, settle);
    }
    const exchanged = await this.#hold(calling, change, (seen) => this.#record(change, seen, settle));
    if (!exchanged) {
      // Maybe for its prices.
      shows.forget(change.show.id);
      return false;
    }
    await seatMap.apply(exchanged);
    if (hasOtherPlaces) {
      await taker.replacePlaces({ lock, after: areas, origin: this.#originOf(calling, change) });
    }
    return true;
  }

  /** Null: the show has changed since it was read, and was forgotten. */
  async #presentChangeOf({ principal }: Calling, input: UpdateLockInput): Promise<LockChange | null> {
    const { access, shows } = this.#deps;
    const lock = await access.ownRunningLock(principal, input.lockId);
    try {
      return await this.#changeOf(principal, lock, input);
    } catch (error) {
      if (!(error instanceof StaleShowError)) throw error;
      shows.forget(lock.showId);
      return null;
    }
  }

  async #changeOf(principal: Principal, lock: SeatLock, input: UpdateLockInput): Promise<LockChange> {
    const { database, shows, lockCodes, allotments, limitsIn } = this.#deps;
    const asked = addedSeats(lock.showId, input);
    const added = asked.seatIds;
    const removed = planSeatIds(lock.showId, input.removeSeatIds ?? []);
    const typed = typedSeats(lock.showId, input);
    const known = (await shows.getShow(lock.showId))!;
    const plan = await shows.planOf(known);
    const { areas, set } = areasAfter({ show: known, plan }, lock.areas, input.setAreas ?? []);
    const seatIds = changedSeats(
      {
        seatIds: lock.seatIds,
        addSeatIds: added,
        addPath: asked.path,
        removeSeatIds: removed,
        typedSeatIds: typed.map(({ seatId }) => seatId),
        places: placesIn(areas),
        hadPlaces: placesIn(lock.areas),
        setsPlaces: set.length > 0,
      },
      limitsIn(known).seatsPerLock,
    );
    const takesMore = added.length > 0 || takesPlaces(lock.areas, areas);
    const show = takesMore ? await shows.getShowOnSale(principal, lock.showId, 'input.lockId') : known;
    await assertKnownSeats(database, { showId: show.id, plan, seatIds: added, principalId: principal.id });
    const chosen = [...typed, ...choicesOf(asked, asked.path.list)];
    await assertSoldAs(shows, { show, plan }, [...chosen, ...areaChoicesOf(set, 'input.setAreas')]);
    const ticketTypeIds = heldTypesOf(show, typesAfter(lock, seatIds, chosen));
    const sold = { seatIds, ticketTypeIds, areas, code: lock.code };
    const allotted = await allotments.openSeats({ principal, show, seatIds: added, code: lock.code });
    const heldAllotted = await allotments.heldByCode(lock.showId, lock);
    const gained = takesPlaces(lock.areas, areas) ? areas : [];
    const openPlaces = await allotments.openPlaces({ principal, show, areas: gained, code: lock.code });
    const opened = [...allotted, ...expectedPlaces(lock.areas, areas, openPlaces)];
    const counted = { before: heldAllotted, after: [...heldAllotted, ...opened] };
    await lockCodes.assertCovers({ show, plan, sold: lock }, sold, counted);
    const total = totalOfSeats(show, plan, sold).amount;
    const hasOtherPlaces = areOtherPlaces(lock.areas, areas);
    const places = { areas, openPlaces, hasOtherPlaces, takesMore };
    return { lock, show, plan, seatIds, added, removed, allotted, heldAllotted, ticketTypeIds, ...places, total };
  }

  /** Changes nothing but what the seats are to be sold as: nobody else sees it. */
  async #setTypes(calling: Calling, change: LockChange, settle: Settle): Promise<boolean> {
    const { database, limits, shows, taker } = this.#deps;
    const { lock, show, ticketTypeIds, areas, total } = change;
    const changes = limits.changesOf(calling, show);
    if (changes) await taker.countChange(show.id, changes);
    const { id: lockId, showId } = lock;
    const isSet = await database.transaction(async (tx) => {
      const after = { ticketTypeIds, code: lock.code, areas };
      const terms = { before: lock, after, total, pricesVersion: show.pricesVersion };
      const isWritten = await setHeldTerms(tx, { showId, lockId, ...terms });
      if (isWritten) await settle(tx, { lockId });
      return isWritten;
    });
    if (!isSet) shows.forget(showId);
    return isSet;
  }

  /** Judges the change where a rule applies to it, takes what is added in the lock store, and records it. */
  async #hold(calling: Calling, change: LockChange, record: RecordSeats<MapEvent>): Promise<MapEvent | null> {
    const { taker, limits } = this.#deps;
    const { lock, show, added, removed, allotted, areas, hasOtherPlaces, takesMore, total } = change;
    const { id: lockId, showId, ownerId } = lock;
    const origin = this.#originOf(calling, change);
    const cooldown = limits.cooldownOf(calling.principal, show);
    const changes = limits.changesOf(calling, show);
    const places = hasOtherPlaces ? { areas, hadAreas: lock.areas, openPlaces: change.openPlaces } : {};
    const isCounted = added.length === 0 && !takesInStore(places) && changes !== null;
    if (isCounted) await taker.countChange(showId, changes);
    const choice = judgedChoice(change);
    const toCount = { choice, changes: isCounted ? null : changes };
    return await this.#deps.changes.judging(calling.principal, toCount, async (judge) => {
      if (!takesMore) return judge ? await writeJudged(judge, await judge.look(), record) : await record(null);
      const about = { lockId, showId, ownerId, seatIds: added, limits: holdLimitsOf(this.#deps.limitsIn(show)) };
      const wanted = { ...about, allotted, ...places, total, origin, cooldown, changes, judge };
      const fewer = Math.max(placesIn(lock.areas) - placesIn(areas), 0);
      return await taker.takeMore(wanted, { ttl_ms: lock.remaining_ms, givenBack: removed.length + fewer }, record);
    });
  }

  #originOf(calling: Calling, { show, plan }: LockChange): HoldOrigin | null {
    const { limits, limitsIn } = this.#deps;
    return limits.originOf(calling, { seats: plan.placeCount, maxSeatsOfBuyer: limitsIn(show).seatsPerBuyer });
  }

  async #record(change: LockChange, seen: SeenSeats | null, settle: Settle): Promise<MapEvent | null> {
    const { lock, show, seatIds, added, removed, allotted, openPlaces, ticketTypeIds, areas, total } = change;
    return await this.#deps.database.transaction(async (tx) => {
      const exchanged = await exchangeHeld(tx, {
        showId: lock.showId,
        lockId: lock.id,
        before: lock,
        after: { seatIds, areas },
        ticketTypeIds: { before: lock.ticketTypeIds, after: ticketTypeIds },
        code: lock.code,
        total,
        pricesVersion: show.pricesVersion,
        added: { seatIds: added },
        allotted,
        openPlaces,
        removed: { seatIds: removed },
        seen,
      });
      if (exchanged) await settle(tx, { lockId: lock.id });
      return exchanged;
    });
  }
}

/** What a rule is asked about: not about seats of allotments. */
function judgedChoice({ show, plan, lock, seatIds, added, removed, allotted, heldAllotted }: LockChange): SeatChoice {
  const of = [...allotted, ...allottedSeatsIn(heldAllotted)];
  const ordinary = (seats: readonly string[]) => ordinarySeats(seats, of);
  const seats = { seatIds: ordinary(seatIds), added: ordinary(added), removed: ordinary(removed) };
  return { show, plan, lockId: lock.id, ...seats };
}

function addedSeats(showId: string, { addSeatIds, addSeats }: UpdateLockInput): AskedSeats {
  const lists = { seatIds: 'input.addSeatIds', seats: 'input.addSeats' };
  return askedSeats(showId, { seatIds: addSeatIds, seats: addSeats }, lists);
}

/** The seats of the lock that are to be sold as something else. */
function typedSeats(showId: string, { setTicketTypes }: UpdateLockInput): SeatTicketChoice[] {
  const list = 'input.setTicketTypes';
  return choicesOf(askedSeats(showId, { seats: setTicketTypes ?? [] }, { seatIds: list, seats: list }), list);
}

/** What each of the seats is to be sold as: as was chosen, or else as before; null: as the show's first type. */
function typesAfter(
  lock: SeatLock,
  seatIds: readonly string[],
  chosen: readonly SeatTicketChoice[],
): (string | null)[] {
  const types = new Map(lock.seatIds.map((seatId, index) => [seatId, lock.ticketTypeIds[index] ?? null]));
  for (const { seatId, ticketTypeId } of chosen) types.set(seatId, ticketTypeId);
  return seatIds.map((seatId) => types.get(seatId) ?? null);
}
