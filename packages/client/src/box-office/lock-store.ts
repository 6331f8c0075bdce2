import type { ApiError } from '../api-error.ts';
import { type Connection, connectionOf } from '../connection.ts';
import type { BoxOffice, Following } from './box-office-types.ts';
import type { FollowSink } from './follower.ts';
import type * as outcome from './outcome.ts';
import { AT_REST, PurchaseStore } from './purchase-store.ts';

type Outcome<Refusal> = outcome.Outcome<outcome.SeatLock, Refusal>;

type Pending = 'lockSeats' | 'lockBestAvailable' | 'update' | 'applyCode' | 'extend' | 'release';

/** What is held of one show. */
export interface LockState {
  readonly showId: string;
  /** As it was told last, also when it has ended: `lockStatus` says how. Null: nothing was held yet. */
  readonly lock: outcome.SeatLock | null;
  /** The seats are the buyer's now. */
  readonly isHeld: boolean;
  /** Until the hold ends, by the server's clock; null when nothing is held. */
  readonly remainingSeconds: number | null;
  /** What was asked and is not answered yet. */
  readonly pending: Pending | null;
  /** Why the last request was refused; null: it was not. */
  readonly refusal: outcome.LockRefusal | null;
  /** Why there was no answer to the last request; null: there was one. */
  readonly error: ApiError | null;
  /** How it is about following what is held. */
  readonly connection: Connection;
}

export interface LockStore {
  readonly getState: () => LockState;
  readonly getInitialState: () => LockState;
  readonly subscribe: (listener: () => void) => () => void;
  /**
   * Seats by their ids alone are of the show's first ticket type. With `areas` places of them, too: all of it is held, or nothing. With `code` a
   * promo code is applied, and what it opens can be held.
   */
  readonly lockSeats: (
    seats: readonly (string | outcome.SeatChoice)[],
    areas?: readonly outcome.AreaChoice[],
    code?: string | null,
  ) => Promise<Outcome<outcome.LockSeatsRefusal>>;
  /** With a `code` of the wish they are held at what it makes of their prices, or not at all. */
  readonly lockBestAvailable: (wish: outcome.LockBestWish) => Promise<Outcome<outcome.LockBestAvailableRefusal>>;
  /** Changes which seats and how many places of areas are held, and as which ticket types; the deadline stays. */
  readonly update: (change: outcome.LockChange) => Promise<Outcome<outcome.UpdateLockRefusal>>;
  /** A promo code in place of the one that the lock has; null takes that off. */
  readonly applyCode: (code: string | null) => Promise<Outcome<outcome.ApplyCodeRefusal>>;
  /** Moves the deadline, as often as `lock.extensionsLeft` says. */
  readonly extend: () => Promise<Outcome<outcome.ExtendLockRefusal>>;
  readonly release: () => Promise<Outcome<outcome.ReleaseLockRefusal>>;
  /** Seats for a party, the best first; nothing is held. */
  readonly bestAvailable: BoxOffice['bestAvailable'] extends (showId: string, ...wish: infer Wish) => infer Answer
    ? (...wish: Wish) => Answer
    : never;
  /** Forgets what was refused or has failed, and a lock that has ended. */
  readonly dismiss: () => void;
  readonly reconnect: () => void;
}

/** Holds seats of a show and follows what becomes of them. What a known buyer holds already is found when somebody listens. */
export function createLockStore(boxOffice: BoxOffice, showId: string): LockStore {
  return new FollowedLock(boxOffice, showId);
}

class FollowedLock
  extends PurchaseStore<outcome.SeatLock, Pending, outcome.LockRefusal, LockState>
  implements LockStore
{
  readonly #showId: string;

  constructor(boxOffice: BoxOffice, showId: string) {
    super(boxOffice, {
      ...{ showId, lock: null, isHeld: false, remainingSeconds: null, pending: null, refusal: null, error: null },
      connection: connectionOf(AT_REST),
    });
    this.#showId = showId;
  }

  readonly lockSeats = (
    seats: readonly (string | outcome.SeatChoice)[],
    areas: readonly outcome.AreaChoice[] = [],
    code: string | null = null,
  ) =>
    this.act('lockSeats', this.#isHeld ? 'Seats are held already: update() changes which.' : null, () =>
      this.boxOffice.lockSeats({ showId: this.#showId, ...chosen(seats, areas), ...(code === null ? {} : { code }) }),
    );

  readonly lockBestAvailable = (wish: outcome.LockBestWish) =>
    this.act('lockBestAvailable', this.#isHeld ? 'Seats are held already: release() gives them back.' : null, () =>
      this.boxOffice.lockBestAvailable({ ...wish, showId: this.#showId }),
    );

  readonly update = (change: outcome.LockChange) =>
    this.#actOnLock('update', (lockId) => this.boxOffice.updateLock({ lockId, ...change }));

  readonly applyCode = (code: string | null) =>
    this.#actOnLock('applyCode', (lockId) => this.boxOffice.applyCode({ lockId, code }));

  readonly extend = () => this.#actOnLock('extend', (lockId) => this.boxOffice.extendLock({ lockId }));

  readonly release = () => this.#actOnLock('release', (lockId) => this.boxOffice.releaseLock({ lockId }));

  readonly bestAvailable = (wish: outcome.BestAvailableWish) => this.boxOffice.bestAvailable(this.#showId, wish);

  readonly dismiss = (): void => {
    this.set({ refusal: null, error: null, ...(this.#isHeld ? {} : { lock: null }) });
  };

  protected get thing(): outcome.SeatLock | null {
    return this.getState().lock;
  }

  protected found(): Promise<outcome.SeatLock | null> {
    return this.boxOffice.heldLock(this.#showId);
  }

  protected take(lock: outcome.SeatLock, change: { pending?: null } = {}): void {
    const remainingSeconds = lock.lockStatus === 'ACTIVE' ? this.countdown.secondsUntil(lock.expiresAt) : null;
    this.set({ ...change, lock, remainingSeconds, isHeld: (remainingSeconds ?? 0) > 0 });
    this.follow();
  }

  /** Of what has ended there is no more to be told. */
  protected followable(): { id: string | null; deadline: string | null } {
    const { lock } = this.getState();
    return lock?.lockStatus === 'ACTIVE' ? { id: lock.id, deadline: lock.expiresAt } : { id: null, deadline: null };
  }

  protected open(id: string, sink: FollowSink<outcome.SeatLock>): Following {
    return this.boxOffice.followLock(id, sink);
  }

  protected override told(remainingSeconds: number | null): void {
    this.set({ remainingSeconds, isHeld: (remainingSeconds ?? 0) > 0 });
  }

  /** The server has no such lock for this buyer: whatever the countdown says, nothing is held. */
  protected override connected(connection: Connection): void {
    super.connected(connection);
    if (connection.state !== 'notFound') return;
    this.countdown.stop();
    this.set({ lock: null, isHeld: false, remainingSeconds: null });
  }

  /** As of now, also when nobody listens. */
  get #isHeld(): boolean {
    const { lock } = this.getState();
    return lock?.lockStatus === 'ACTIVE' && this.countdown.secondsUntil(lock.expiresAt) > 0;
  }

  #actOnLock<Refusal extends outcome.LockRefusal>(
    pending: Pending,
    send: (lockId: string) => Promise<Outcome<Refusal>>,
  ): Promise<Outcome<Refusal>> {
    const { lock } = this.getState();
    return this.act(pending, lock === null ? 'Nothing is held.' : null, () => send(lock!.id));
  }
}

/** Without types and areas as servers have always taken it. */
function chosen(seats: readonly (string | outcome.SeatChoice)[], areas: readonly outcome.AreaChoice[]) {
  const places = areas.length > 0 ? { areas: [...areas] } : {};
  if (seats.length === 0 && areas.length > 0) return places;
  const seatIds = seats.filter((seat) => typeof seat === 'string');
  if (seatIds.length === seats.length) return { seatIds, ...places };
  return { seats: seats.map((seat) => (typeof seat === 'string' ? { seatId: seat } : seat)), ...places };
}
