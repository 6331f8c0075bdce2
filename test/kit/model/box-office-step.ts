import type fc from 'fast-check';
import { expect } from 'vitest';
import { CodeNotApplicableError } from '../../../src/modules/codes/codes.errors.ts';
import { newId } from '../../../src/platform/ids.ts';
import { DomainError } from '../../../src/shared/errors.ts';
import type { Principal } from '../../../src/shared/principal.ts';
import type { TestBoxOffice } from '../product/box-office.ts';
import type { BoxOfficeModel, ModelLock, Outcome } from './box-office-model.ts';

/** Its places have no numbers. */
export const AREA = 'front';

/** The services, and the ids that they gave to what the model numbers. */
export interface Real {
  office: TestBoxOffice;
  showId: string;
  seatIds: string[];
  tierIds: string[];
  /** The second ticket type; the first is for adults. */
  childTypeId: string;
  /** Names, of the even seats and of the others. */
  zones: string[];
  /** Guests, then the organiser. */
  buyers: Principal[];
  /** The one that there is. */
  allotmentId: string | null;
  lockIds: string[];
  codeIds: string[];
  bookingIds: Map<number, string>;
  /** The last request that may be sent again. */
  again: (() => Promise<unknown>) | null;
  forget(): void;
  /** Brings what the bookings tell to the seats. */
  settle(): Promise<void>;
}

/** One operation: what it should come to and do by the model, and doing it. */
export abstract class Step implements fc.AsyncCommand<BoxOfficeModel, Real> {
  check(_model: Readonly<BoxOfficeModel>): boolean {
    return true;
  }

  /** Whether a client that has not heard the answer may send it again, with the same idempotency key. */
  protected readonly isRequest: boolean = false;
  protected abstract expected(model: BoxOfficeModel): Outcome;
  protected abstract perform(real: Real, idempotencyKey: string): Promise<unknown>;
  abstract toString(): string;

  /** Compares what it came to. Where the model can't tell beforehand, it is brought into the model here. */
  protected conclude(_model: BoxOfficeModel, outcome: Outcome, expected: Outcome): void {
    expect(outcome, this.toString()).toBe(expected);
  }

  async run(model: BoxOfficeModel, real: Real): Promise<void> {
    const expected = this.expected(model);
    const key = newId('event');
    const send = () => this.perform(real, key);
    const outcome = await send().then(
      () => 'ok',
      (error: unknown) => refusalOf(error, real),
    );
    this.conclude(model, outcome, expected);
    if (this.isRequest) {
      real.again = send;
      model.lastOutcome = outcome;
    }
    await real.settle();
    const truth = await real.office.services.seatMap.readTruth(real.showId);
    const states = new Map(truth.unavailable.map(({ seatId, state }) => [seatId, state]));
    expect(
      real.seatIds.map((seatId) => states.get(seatId) ?? 'AVAILABLE'),
      `seats after ${this.toString()}`,
    ).toEqual(real.seatIds.map((_seatId, seat) => model.stateOf(seat)));
    expect(truth.areas, `places after ${this.toString()}`).toEqual([{ areaId: AREA, ...model.area }]);
    expect(truth.version, `version after ${this.toString()}`).toBe(model.version);
    expect(await pricesAndStatus(real), `prices and status after ${this.toString()}`).toEqual({
      status: model.show.status,
      prices: model.show.prices,
      totals: model.locks.map(({ total, booking, sold, refunded = 0 }) => ({
        lock: total,
        booking: booking === null ? null : sold!.total,
        refunded,
      })),
      uses: model.codes.map(({ uses }) => uses),
    });
  }
}

/** The show as it is in the database, what its locks and their bookings cost, and how often its codes were used. */
async function pricesAndStatus({ office: { database }, showId, lockIds, codeIds }: Real) {
  const [show] = await database.query<{ status: string; prices: number[] }>(
    `SELECT status::text, (SELECT array_agg(price::int ORDER BY position) FROM price_tiers WHERE show_id = shows.id) AS prices
       FROM shows WHERE id = $1`,
    [showId],
  );
  const totals = await database.query<{ lock: number; booking: number | null; refunded: number }>(
    `SELECT l.total::int AS lock,
            (SELECT CASE WHEN sum((line ->> 'total')::int) = b.total THEN b.total::int END
               FROM jsonb_array_elements(b.lines) AS line) AS booking,
            (SELECT coalesce(sum(amount), 0)::int FROM refunds WHERE booking_id = b.id) AS refunded
       FROM unnest($1::text[]) WITH ORDINALITY AS own (id, place)
       JOIN seat_locks l ON l.id = own.id LEFT JOIN bookings b ON b.lock_id = l.id ORDER BY own.place`,
    [lockIds],
  );
  const codes = await database.query<{ uses: number }>(
    'SELECT uses FROM unnest($1::text[]) WITH ORDINALITY AS own (id, place) JOIN codes USING (id) ORDER BY place',
    [codeIds],
  );
  return { ...show!, totals, uses: codes.map(({ uses }) => uses) };
}

function refusalOf(error: unknown, { seatIds }: Real): Outcome {
  if (!(error instanceof DomainError)) throw error;
  if ('conflicts' in error) {
    const conflicts = error.conflicts as { seatId: string; reason: string }[];
    const short = 'shortAreas' in error ? (error.shortAreas as { available: number }[]) : [];
    return [
      ...conflicts.map(({ seatId, reason }) => `${seatIds.indexOf(seatId)} ${reason}`),
      ...short.map(({ available }) => `${available} places`),
    ].join(', ');
  }
  if (error instanceof CodeNotApplicableError) return `${error.code} ${error.reason}`;
  return 'status' in error ? `${error.code} ${error.status}` : error.code;
}

/** A step about one of the model's locks, counted from the newest. */
export abstract class LockStep extends Step {
  /** Its number in the model. */
  protected lock = 0;
  readonly #pick: number;

  constructor(pick: number) {
    super();
    this.#pick = pick;
  }

  /** The locks that it may be about, by their numbers. */
  protected candidates(model: Readonly<BoxOfficeModel>): number[] {
    return [...model.locks.keys()];
  }

  override check(model: Readonly<BoxOfficeModel>): boolean {
    return this.candidates(model).length > 0;
  }

  override async run(model: BoxOfficeModel, real: Real): Promise<void> {
    const candidates = this.candidates(model);
    this.lock = candidates.at(-1 - (this.#pick % candidates.length))!;
    await super.run(model, real);
  }

  override toString(): string {
    return `${this.constructor.name}(${this.lock})`;
  }
}

/** A request of the lock's owner. */
export abstract class OwnerStep extends LockStep {
  protected override readonly isRequest = true;
  /** Whose lock it is, by the model. */
  protected owner = 0;

  protected expected(model: BoxOfficeModel): Outcome {
    const lock = model.locks[this.lock]!;
    this.owner = lock.owner;
    return lock.status === 'ACTIVE' ? this.expectedOf(lock, model) : `LOCK_NOT_ACTIVE ${lock.status}`;
  }

  /** Of a lock that runs. */
  protected abstract expectedOf(lock: ModelLock, model: BoxOfficeModel): Outcome;
}

export abstract class BookingStep extends LockStep {
  protected override candidates(model: Readonly<BoxOfficeModel>): number[] {
    return super.candidates(model).filter((number) => model.locks[number]!.booking !== null);
  }
}

export abstract class SeatsStep extends Step {
  protected readonly seats: number[];
  constructor(seats: number[]) {
    super();
    this.seats = seats;
  }

  override toString(): string {
    return `${this.constructor.name}(${this.seats})`;
  }
}
