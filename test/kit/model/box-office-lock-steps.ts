import { ORGANISER } from '../product/box-office.ts';
import {
  areForChildren,
  type BoxOfficeModel,
  type ModelLock,
  NO_CODE,
  type Outcome,
  sizeOf,
} from './box-office-model.ts';
import { AREA, LockStep, OwnerStep, type Real, SeatsStep } from './box-office-step.ts';

export class Lock extends SeatsStep {
  protected override readonly isRequest = true;
  readonly #buyer: number;
  /** Those of the seats that are for children. */
  readonly #children: number[];
  /** Without numbers, with the seats. */
  readonly #places: number;
  constructor(
    seats: number[],
    buyer: number,
    { children = [], places = 0 }: { children?: number[]; places?: number } = {},
  ) {
    super(seats);
    this.#buyer = buyer;
    this.#children = children;
    this.#places = places;
  }

  protected expected(model: BoxOfficeModel): Outcome {
    if (model.show.status !== 'ON_SALE') return `SHOW_NOT_ON_SALE ${model.show.status}`;
    const tickets = { seats: this.seats, children: [...this.#children], places: this.#places };
    if (model.isTooLarge(sizeOf(tickets)) || !areForChildren(this.#children)) return 'INVALID_INPUT';
    const [conflicts, shortage] = [model.conflicts(this.seats, this.#buyer), model.shortage(this.#places)];
    if (conflicts.length > 0) return [...conflicts, ...shortage].join(', ');
    const excused = model.excusedFor({ buyer: this.#buyer, added: this.seats, removed: [] });
    if (excused === null) return 'ORPHAN_SEATS';
    if (shortage.length > 0) return shortage.join(', ');
    if (model.isOverLimit(this.#buyer, { locks: 1, seats: sizeOf(tickets) })) return 'LIMIT_EXCEEDED';
    model.locks.push({
      owner: this.#buyer,
      ...tickets,
      status: 'ACTIVE',
      extensionsLeft: 1,
      booking: null,
      total: model.priceOf(tickets),
      ...NO_CODE,
      excused,
    });
    model.version += 1;
    return 'ok';
  }

  protected async perform(real: Real, idempotencyKey: string): Promise<void> {
    const { office, showId, buyers, lockIds } = real;
    const seats = choicesOf(real, this.seats, this.#children);
    const named = this.#children.length > 0 ? { seats } : { seatIds: seats.map(({ seatId }) => seatId) };
    const wanted = { showId, ...named, ...placesOf(this.#places), idempotencyKey };
    const lock = await office.services.locks.lockSeats(buyers[this.#buyer]!, wanted);
    if (!lockIds.includes(lock.id)) lockIds.push(lock.id);
  }

  override toString(): string {
    return `Lock(${this.seats} and ${this.#places} places for ${this.#buyer}, children on ${this.#children})`;
  }
}

export class Extend extends OwnerStep {
  protected expectedOf(lock: ModelLock, model: BoxOfficeModel): Outcome {
    if (lock.extensionsLeft === 0) return 'LIMIT_EXCEEDED';
    lock.extensionsLeft -= 1;
    model.version += 1;
    return 'ok';
  }

  protected perform({ office, lockIds, buyers }: Real, idempotencyKey: string): Promise<unknown> {
    return office.services.locks.extendLock(buyers[this.owner]!, { lockId: lockIds[this.lock]!, idempotencyKey });
  }
}

/** Seats of any kind come into the lock, those at these places of it go out, and of the area it has so many; null: as before. */
export class Update extends OwnerStep {
  readonly #seats: number[];
  readonly #places: number[];
  /** Whether those that come in are for children, where they are sold to such. */
  readonly #isForChildren: boolean;
  readonly #standing: number | null;
  #added: number[] = [];
  #removed: number[] = [];
  #children: number[] = [];

  constructor(
    pick: number,
    seats: number[],
    places: number[],
    { isForChildren = false, standing = null }: { isForChildren?: boolean; standing?: number | null } = {},
  ) {
    super(pick);
    this.#seats = seats;
    this.#places = places;
    this.#isForChildren = isForChildren;
    this.#standing = standing;
  }

  protected expectedOf(lock: ModelLock, model: BoxOfficeModel): Outcome {
    const added = this.#seats.filter((seat) => !lock.seats.includes(seat));
    const removed = lock.seats.filter((_seat, place) => this.#places.includes(place));
    const seats = [...lock.seats.filter((seat) => !removed.includes(seat)), ...added];
    [this.#added, this.#removed] = [added, removed];
    this.#children = this.#isForChildren ? added.filter((seat) => areForChildren([seat])) : [];
    const children = [...lock.children.filter((seat) => !removed.includes(seat)), ...this.#children];
    const after = { seats, children, places: this.#standing ?? lock.places };
    const morePlaces = after.places - lock.places;
    if (sizeOf(after) === 0 || (added.length + removed.length === 0 && this.#standing === null)) return 'INVALID_INPUT';
    // What it has it keeps, where less is allowed by now.
    if (sizeOf(after) > sizeOf(lock) && model.isTooLarge(sizeOf(after))) return 'INVALID_INPUT';
    const isMore = added.length > 0 || morePlaces > 0;
    if (isMore && model.show.status !== 'ON_SALE') return `SHOW_NOT_ON_SALE ${model.show.status}`;
    const refusal = model.refusalOfMore(lock, after);
    if (refusal) return refusal;
    const [conflicts, shortage] = [model.conflicts(added, lock.owner), model.shortage(morePlaces)];
    if (conflicts.length > 0) return [...conflicts, ...shortage].join(', ');
    const excused = model.excusedFor({ buyer: lock.owner, lock, added, removed });
    if (excused === null) return 'ORPHAN_SEATS';
    if (shortage.length > 0) return shortage.join(', ');
    // For as many that it gives back it may have others, where less is allowed by now.
    const more = { locks: 0, seats: sizeOf(after) - sizeOf(lock) };
    if (more.seats > 0 && model.isOverLimit(lock.owner, more)) return 'LIMIT_EXCEEDED';
    if (added.length + removed.length > 0 || morePlaces !== 0) model.version += 1;
    Object.assign(lock, after, { excused, total: model.priceOf(after, lock.code?.percent) });
    return 'ok';
  }

  protected perform(real: Real, idempotencyKey: string): Promise<unknown> {
    const { office, lockIds, buyers, seatIds } = real;
    const seats = choicesOf(real, this.#added, this.#children);
    return office.services.locks.updateLock(buyers[this.owner]!, {
      lockId: lockIds[this.lock]!,
      ...(this.#children.length > 0 ? { addSeats: seats } : { addSeatIds: seats.map(({ seatId }) => seatId) }),
      removeSeatIds: this.#removed.map((seat) => seatIds[seat]!),
      ...(this.#standing === null ? {} : { setAreas: [{ areaId: AREA, quantity: this.#standing }] }),
      idempotencyKey,
    });
  }

  override toString(): string {
    const standing = this.#standing === null ? '' : `, ${this.#standing} places`;
    return `Update(${this.lock}, +${this.#seats}, - at ${this.#places}${standing}, for children: ${this.#isForChildren})`;
  }
}

/** The seats at these places of the lock are for children now, or for adults: nothing of the map changes. */
export class SetTypes extends OwnerStep {
  readonly #places: number[];
  readonly #isForChildren: boolean;
  #seats: number[] = [];

  constructor(pick: number, places: number[], isForChildren: boolean) {
    super(pick);
    this.#places = places;
    this.#isForChildren = isForChildren;
  }

  protected expectedOf(lock: ModelLock, model: BoxOfficeModel): Outcome {
    this.#seats = lock.seats.filter((_seat, place) => this.#places.includes(place));
    if (this.#seats.length === 0 || (this.#isForChildren && !areForChildren(this.#seats))) return 'INVALID_INPUT';
    const others = lock.children.filter((seat) => !this.#seats.includes(seat));
    const children = this.#isForChildren ? [...others, ...this.#seats] : others;
    const refusal = model.refusalOfMore(lock, { ...lock, children });
    if (refusal) return refusal;
    lock.children = children;
    lock.total = model.priceOf(lock, lock.code?.percent);
    return 'ok';
  }

  protected perform(real: Real, idempotencyKey: string): Promise<unknown> {
    const { office, lockIds, buyers } = real;
    const setTicketTypes = choicesOf(real, this.#seats, this.#isForChildren ? this.#seats : []);
    const change = { lockId: lockIds[this.lock]!, setTicketTypes, idempotencyKey };
    return office.services.locks.updateLock(buyers[this.owner]!, change);
  }

  override toString(): string {
    return `SetTypes(${this.lock}, at ${this.#places}, for children: ${this.#isForChildren})`;
  }
}

function choicesOf({ seatIds, childTypeId }: Real, seats: readonly number[], children: readonly number[]) {
  return seats.map((seat) => ({
    seatId: seatIds[seat]!,
    ticketTypeId: children.includes(seat) ? childTypeId : null,
  }));
}

/** Of the show's area. */
export function placesOf(quantity: number): { areas?: { areaId: string; quantity: number }[] } {
  return quantity === 0 ? {} : { areas: [{ areaId: AREA, quantity }] };
}

export class Release extends LockStep {
  protected override readonly isRequest = true;

  protected expected(model: BoxOfficeModel): Outcome {
    const lock = model.locks[this.lock]!;
    if (lock.status === 'ACTIVE') {
      lock.status = 'RELEASED';
      model.version += 1;
    }
    return lock.status === 'RELEASED' ? 'ok' : `LOCK_NOT_ACTIVE ${lock.status}`;
  }

  protected perform({ office, lockIds }: Real): Promise<unknown> {
    return office.services.locks.releaseLock(ORGANISER, { lockId: lockIds[this.lock]! });
  }
}

export class ExpireLock extends LockStep {
  #places = 0;

  protected expected(model: BoxOfficeModel): Outcome {
    const lock = model.locks[this.lock]!;
    this.#places = 0;
    if (lock.status === 'ACTIVE') {
      this.#places = lock.places;
      lock.status = 'EXPIRED';
      model.version += 1;
    }
    return 'ok';
  }

  protected async perform({ office, showId, lockIds }: Real): Promise<void> {
    await office.database.query(
      `UPDATE seat_locks SET expires_at = now() - interval '1 second' WHERE id = $1 AND status = 'ACTIVE'`,
      [lockIds[this.lock]],
    );
    await office.sweep();
    // Of seats the map tells the store; the hold of places has run out there at the same time.
    if (this.#places === 0) return;
    await office.store.release({ showId, lockId: lockIds[this.lock]!, seatIds: [], ...placesOf(this.#places) });
  }
}
