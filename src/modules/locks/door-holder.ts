import { isId } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { type InputIssue, InvalidInputError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import type { AllotmentAccess } from '../allotments/allotment-access.ts';
import type { AllottedPlaces } from '../inventory/allotted-pool.ts';
import { assertKnownSeats } from '../seat-map/seat-conflicts.ts';
import { SeatsUnavailableError } from '../seat-map/seat-map.errors.ts';
import { totalOfSeats } from '../shows/prices.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { byPresentShow } from '../shows/stale-show.ts';
import { type AreaChoiceInput, heldAreas } from './area-choices.ts';
import { chosenTypes } from './chosen-types.ts';
import { checkLockSeats } from './lock-input.ts';
import type { SeatLock } from './seat-lock.ts';
import type { SeatTaker, WantedLock } from './seat-taker.ts';
import { askedSeats, type SeatChoiceInput } from './ticket-choices.ts';

/** Seats and places for a sale at the box office, by `seats`, `areas` or both. */
export interface DoorChoice {
  showId: string;
  seats?: readonly SeatChoiceInput[] | null | undefined;
  areas?: readonly AreaChoiceInput[] | null | undefined;
}

/** Of one sale: seats and places together. */
export const MAX_SOLD_AT_ONCE = 200;

/** An organiser's own holds are counted, and refused nothing. */
const NO_LIMITS = { maxLocks: Number.MAX_SAFE_INTEGER, maxSeats: Number.MAX_SAFE_INTEGER };

export interface DoorHolderDeps {
  database: Database;
  shows: ShowsService;
  taker: SeatTaker;
  allotments: Pick<AllotmentAccess, 'openSeats' | 'openPlaces'>;
}

/** Throws InvalidInputError with every problem that can be seen without the show. */
export function checkDoorChoice(choice: DoorChoice): void {
  const { areas } = choice;
  const { seatIds, path, ticketTypeIds = [] } = seatsOf(choice);
  checkLockSeats({ showId: choice.showId, seatIds, areas, path }, MAX_SOLD_AT_ONCE);
  const issues = ticketTypeIds.flatMap((id, index): InputIssue[] => {
    if (id === null || isId('tickettype', id)) return [];
    const path = `input.seats.${index}.ticketTypeId`;
    return [{ path, message: 'is not a ticket type of this show', code: 'UNKNOWN' }];
  });
  if (issues.length > 0) throw new InvalidInputError(issues);
}

/** Holds seats and places for the moment in which the organiser of their show sells them at the box office. */
export class DoorHolder {
  readonly #deps: DoorHolderDeps;

  constructor(deps: DoorHolderDeps) {
    this.#deps = deps;
  }

  /** What was checked by `checkDoorChoice`, under that id: see `LocksService.holdAtDoor`. */
  async hold(principal: Principal, choice: DoorChoice, lockId: string): Promise<SeatLock> {
    return await byPresentShow(() => this.#hold(principal, choice, lockId));
  }

  async #hold(principal: Principal, choice: DoorChoice, lockId: string): Promise<SeatLock> {
    const { database, shows, allotments } = this.#deps;
    const show = await shows.getShowAtDoor(principal, choice.showId, 'input.showId');
    const plan = await shows.planOf(show);
    const { seatIds, ticketTypeIds: types } = seatsOf(choice);
    await assertKnownSeats(database, { showId: show.id, plan, seatIds, principalId: principal.id });
    const areas = choice.areas?.length ? heldAreas({ show, plan }, choice.areas, 'input.areas') : undefined;
    const chosen = { seatIds, ...(types ? { ticketTypeIds: types } : {}), areas };
    const ticketTypeIds = await chosenTypes(shows, { show, plan }, chosen);
    const total = totalOfSeats(show, plan, { seatIds, ticketTypeIds, areas }).amount;
    const wanted = {
      lockId,
      showId: show.id,
      ownerId: principal.id,
      seatIds,
      areas,
      ticketTypeIds,
      total,
      pricesVersion: show.pricesVersion,
      allotted: await allotments.openSeats({ principal, show, seatIds }),
      limits: NO_LIMITS,
      origin: null,
      atDoor: true,
    };
    const openTo = (withoutCode: boolean) =>
      allotments.openPlaces({ principal, show, areas: areas ?? [], withoutCode });
    return await this.#take(wanted, openTo);
  }

  /** What is set aside for codes is touched only where places are short without it. */
  async #take(wanted: WantedLock, openTo: (withoutCode: boolean) => Promise<AllottedPlaces[]>): Promise<SeatLock> {
    const { taker } = this.#deps;
    const openPlaces = await openTo(false);
    try {
      return await taker.take({ ...wanted, openPlaces });
    } catch (error) {
      const isShort = error instanceof SeatsUnavailableError && error.shortAreas?.length;
      if (!isShort || error.conflicts.length > 0) throw error;
      return await taker.take({ ...wanted, openPlaces: await openTo(true) });
    }
  }
}

function seatsOf({ showId, seats }: DoorChoice) {
  return askedSeats(showId, { seats }, { seatIds: 'input.seats', seats: 'input.seats' });
}
