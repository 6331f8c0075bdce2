import { ApiError } from '../api-error.ts';
import { type Connection, connectionOf, type Followed } from '../connection.ts';
import type { BoxOffice, Following } from './box-office-types.ts';
import { Countdown } from './countdown.ts';
import type * as outcome from './outcome.ts';
import { Store } from './store.ts';

type Outcome<Refusal> = outcome.Outcome<outcome.SeatLock, Refusal>;

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
  readonly pending: 'lockSeats' | 'lockBestAvailable' | 'update' | 'extend' | 'release' | null;
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
  readonly lockSeats: (seatIds: readonly string[]) => Promise<Outcome<outcome.LockSeatsRefusal>>;
  readonly lockBestAvailable: (wish: outcome.BestAvailableWish) => Promise<Outcome<outcome.LockBestAvailableRefusal>>;
  /** Changes which seats are held; the deadline stays. */
  readonly update: (change: {
    addSeatIds?: readonly string[];
    removeSeatIds?: readonly string[];
  }) => Promise<Outcome<outcome.UpdateLockRefusal>>;
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

const AT_REST: Followed = { status: 'idle', lastError: null, attempt: 0, nextAttemptAt: null };

class FollowedLock extends Store<LockState> implements LockStore {
  readonly #boxOffice: BoxOffice;
  readonly #showId: string;
  readonly #countdown: Countdown;
  #following: { id: string; follow: Following } | null = null;
  #wasResumed = false;

  constructor(boxOffice: BoxOffice, showId: string) {
    super({
      ...{ showId, lock: null, isHeld: false, remainingSeconds: null, pending: null, refusal: null, error: null },
      connection: connectionOf(AT_REST),
    });
    this.#boxOffice = boxOffice;
    this.#showId = showId;
    this.#countdown = new Countdown({
      now: () => boxOffice.now(),
      tell: (remainingSeconds) => this.set({ remainingSeconds, isHeld: (remainingSeconds ?? 0) > 0 }),
    });
  }

  readonly lockSeats = (seatIds: readonly string[]) =>
    this.#act('lockSeats', this.#isHeld ? 'Seats are held already: update() changes which.' : null, () =>
      this.#boxOffice.lockSeats({ showId: this.#showId, seatIds }),
    );

  readonly lockBestAvailable = (wish: outcome.BestAvailableWish) =>
    this.#act('lockBestAvailable', this.#isHeld ? 'Seats are held already: release() gives them back.' : null, () =>
      this.#boxOffice.lockBestAvailable({ ...wish, showId: this.#showId }),
    );

  readonly update = (change: { addSeatIds?: readonly string[]; removeSeatIds?: readonly string[] }) =>
    this.#actOnLock('update', (lockId) => this.#boxOffice.updateLock({ lockId, ...change }));

  readonly extend = () => this.#actOnLock('extend', (lockId) => this.#boxOffice.extendLock({ lockId }));

  readonly release = () => this.#actOnLock('release', (lockId) => this.#boxOffice.releaseLock({ lockId }));

  readonly bestAvailable = (wish: outcome.BestAvailableWish) => this.#boxOffice.bestAvailable(this.#showId, wish);

  readonly dismiss = (): void => {
    this.set({ refusal: null, error: null, ...(this.#isHeld ? {} : { lock: null }) });
  };

  readonly reconnect = (): void => this.#following?.follow.reconnect();

  protected followed(): void {
    this.#follow();
    // Later: who only looks in, as React's StrictMode does, asks for nothing.
    queueMicrotask(() => void this.#resume());
  }

  /** Once: what the buyer held before the page was loaded. */
  async #resume(): Promise<void> {
    if (this.#wasResumed || !this.isFollowed) return;
    this.#wasResumed = true;
    const lock = await this.#boxOffice.heldLock(this.#showId);
    // Whatever was asked meanwhile is newer.
    if (lock !== null && this.getState().lock === null && this.getState().pending === null) this.#take(lock);
  }

  protected left(): void {
    this.#countdown.stop();
    this.#unfollow();
  }

  /** As of now, also when nobody listens. */
  get #isHeld(): boolean {
    const { lock } = this.getState();
    return lock?.lockStatus === 'ACTIVE' && this.#countdown.secondsUntil(lock.expiresAt) > 0;
  }

  #actOnLock<Refusal extends outcome.LockRefusal>(
    pending: NonNullable<LockState['pending']>,
    send: (lockId: string) => Promise<Outcome<Refusal>>,
  ): Promise<Outcome<Refusal>> {
    const { lock } = this.getState();
    return this.#act(pending, lock === null ? 'Nothing is held.' : null, () => send(lock!.id));
  }

  async #act<Refusal extends outcome.LockRefusal>(
    pending: NonNullable<LockState['pending']>,
    nonsense: string | null,
    send: () => Promise<Outcome<Refusal>>,
  ): Promise<Outcome<Refusal>> {
    const busy = this.getState().pending;
    if (busy !== null) return notSent('BUSY', `${busy} is on its way.`);
    if (nonsense !== null) return notSent('NOTHING_TO_DO', nonsense);
    this.set({ pending, refusal: null, error: null });
    const came = await send();
    if (came.ok) this.#take(came.value, { pending: null });
    else this.set({ pending: null, refusal: came.refusal, error: came.error });
    return came;
  }

  #take(lock: outcome.SeatLock, change: Partial<LockState> = {}): void {
    const remainingSeconds = lock.lockStatus === 'ACTIVE' ? this.#countdown.secondsUntil(lock.expiresAt) : null;
    this.set({ ...change, lock, remainingSeconds, isHeld: (remainingSeconds ?? 0) > 0 });
    this.#follow();
  }

  /** Follows what is held, and that only; of what has ended there is no more to be told. */
  #follow(): void {
    const { lock } = this.getState();
    const id = lock?.lockStatus === 'ACTIVE' ? lock.id : null;
    this.#countdown.until(id === null ? null : lock!.expiresAt);
    if (!this.isFollowed) this.#countdown.stop();
    if (!this.isFollowed || this.#following?.id === id) return;
    this.#unfollow();
    if (id === null) return;
    const follow = this.#boxOffice.followLock(id, {
      next: (next) => this.#following?.follow === follow && this.#take(next),
      changed: (followed) => this.#following?.follow === follow && this.set({ connection: connectionOf(followed) }),
    });
    this.#following = { id, follow };
  }

  #unfollow(): void {
    this.#following?.follow.end();
    this.#following = null;
    this.set({ connection: connectionOf(AT_REST) });
  }
}

function notSent(code: 'BUSY' | 'NOTHING_TO_DO', message: string) {
  return { ok: false, refusal: null, error: new ApiError({ code, message }) } as const;
}
