import { ORGANISER } from '../product/box-office.ts';
import type { BoxOfficeModel, ModelLock, Outcome } from './box-office-model.ts';
import { LockStep, OwnerStep, type Real, SeatsStep } from './box-office-step.ts';

export class Lock extends SeatsStep {
  protected override readonly isRequest = true;
  readonly #buyer: number;
  constructor(seats: number[], buyer: number) {
    super(seats);
    this.#buyer = buyer;
  }

  protected expected(model: BoxOfficeModel): Outcome {
    if (model.show.status !== 'ON_SALE') return `SHOW_NOT_ON_SALE ${model.show.status}`;
    const conflicts = model.conflicts(this.seats, this.#buyer);
    if (conflicts.length > 0) return conflicts.join(', ');
    const excused = model.excusedFor({ buyer: this.#buyer, added: this.seats, removed: [] });
    if (excused === null) return 'ORPHAN_SEATS';
    if (model.isOverLimit(this.#buyer, { locks: 1, seats: this.seats.length })) return 'LIMIT_EXCEEDED';
    model.locks.push({
      owner: this.#buyer,
      seats: this.seats,
      status: 'ACTIVE',
      extensionsLeft: 1,
      booking: null,
      total: model.priceOf(this.seats),
      excused,
    });
    model.version += 1;
    return 'ok';
  }

  protected async perform({ office, showId, seatIds, buyers, lockIds }: Real, idempotencyKey: string): Promise<void> {
    const wanted = { showId, seatIds: this.seats.map((seat) => seatIds[seat]!), idempotencyKey };
    const lock = await office.services.locks.lockSeats(buyers[this.#buyer]!, wanted);
    if (!lockIds.includes(lock.id)) lockIds.push(lock.id);
  }

  override toString(): string {
    return `Lock(${this.seats} for ${this.#buyer})`;
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

/** Seats of any kind come into the lock, and those at these places of it go out. */
export class Update extends OwnerStep {
  readonly #seats: number[];
  readonly #places: number[];
  #added: number[] = [];
  #removed: number[] = [];

  constructor(pick: number, seats: number[], places: number[]) {
    super(pick);
    this.#seats = seats;
    this.#places = places;
  }

  protected expectedOf(lock: ModelLock, model: BoxOfficeModel): Outcome {
    const added = this.#seats.filter((seat) => !lock.seats.includes(seat));
    const removed = lock.seats.filter((_seat, place) => this.#places.includes(place));
    const seats = [...lock.seats.filter((seat) => !removed.includes(seat)), ...added];
    [this.#added, this.#removed] = [added, removed];
    if (seats.length === 0 || added.length + removed.length === 0) return 'INVALID_INPUT';
    if (added.length > 0 && model.show.status !== 'ON_SALE') return `SHOW_NOT_ON_SALE ${model.show.status}`;
    const conflicts = model.conflicts(added, lock.owner);
    if (conflicts.length > 0) return conflicts.join(', ');
    const excused = model.excusedFor({ buyer: lock.owner, lock, added, removed });
    if (excused === null) return 'ORPHAN_SEATS';
    const more = { locks: 0, seats: added.length - removed.length };
    if (added.length > 0 && model.isOverLimit(lock.owner, more)) return 'LIMIT_EXCEEDED';
    lock.seats = seats;
    lock.excused = excused;
    lock.total = model.priceOf(seats);
    model.version += 1;
    return 'ok';
  }

  protected perform({ office, lockIds, buyers, seatIds }: Real, idempotencyKey: string): Promise<unknown> {
    return office.services.locks.updateLock(buyers[this.owner]!, {
      lockId: lockIds[this.lock]!,
      addSeatIds: this.#added.map((seat) => seatIds[seat]!),
      removeSeatIds: this.#removed.map((seat) => seatIds[seat]!),
      idempotencyKey,
    });
  }

  override toString(): string {
    return `Update(${this.lock}, +${this.#seats}, - at ${this.#places})`;
  }
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
  protected expected(model: BoxOfficeModel): Outcome {
    const lock = model.locks[this.lock]!;
    if (lock.status === 'ACTIVE') {
      lock.status = 'EXPIRED';
      model.version += 1;
    }
    return 'ok';
  }

  protected async perform({ office, lockIds }: Real): Promise<void> {
    await office.database.query(
      `UPDATE seat_locks SET expires_at = now() - interval '1 second' WHERE id = $1 AND status = 'ACTIVE'`,
      [lockIds[this.lock]],
    );
    await office.sweep();
  }
}
