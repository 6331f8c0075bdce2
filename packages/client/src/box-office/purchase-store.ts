import { ApiError } from '../api-error.ts';
import { type Connection, connectionOf, type Followed } from '../connection.ts';
import type { BoxOffice, Following } from './box-office-types.ts';
import { Countdown } from './countdown.ts';
import type { FollowSink } from './follower.ts';
import type { Outcome } from './outcome.ts';
import { Store } from './store.ts';

/** What a lock's store and a booking's have in common. */
export interface PurchaseState<Pending extends string, Refusal> {
  /** Until its deadline; null: there is none. */
  readonly remainingSeconds: number | null;
  /** What was asked and is not answered yet. */
  readonly pending: Pending | null;
  /** Why the last request was refused; null: it was not. */
  readonly refusal: Refusal | null;
  /** Why there was no answer to the last request; null: there was one. */
  readonly error: ApiError | null;
  /** How it is about following it. */
  readonly connection: Connection;
}

export const AT_REST: Followed = { status: 'idle', lastError: null, attempt: 0, nextAttemptAt: null };

/** Asks one thing at a time about a lock or a booking, and follows what becomes of it while somebody listens. */
export abstract class PurchaseStore<
  Thing,
  Pending extends string,
  Refusal,
  State extends PurchaseState<Pending, Refusal>,
> extends Store<State> {
  protected readonly boxOffice: BoxOffice;
  protected readonly countdown: Countdown;
  #following: { id: string; follow: Following } | null = null;
  #wasResumed = false;

  constructor(boxOffice: BoxOffice, initial: State) {
    super(initial);
    this.boxOffice = boxOffice;
    this.countdown = new Countdown({ now: () => boxOffice.now(), tell: (seconds) => this.told(seconds) });
  }

  readonly reconnect = (): void => this.#following?.follow.reconnect();

  /** As it was told last; null: there is none yet. */
  protected abstract get thing(): Thing | null;

  /** What there was before the page was loaded; null: nothing is known of. */
  protected abstract found(): Promise<Thing | null>;

  /** The thing is so now, and with it that changes, too. */
  protected abstract take(thing: Thing, change?: { pending?: null }): void;

  /** What is to be followed, and the deadline that is to be counted down to; null: nothing, none. */
  protected abstract followable(): { id: string | null; deadline: string | null };

  protected abstract open(id: string, sink: FollowSink<Thing>): Following;

  /** So many seconds are left. */
  protected told(remainingSeconds: number | null): void {
    this.change({ remainingSeconds });
  }

  protected connected(connection: Connection): void {
    this.change({ connection });
  }

  protected followed(): void {
    this.follow();
    // Later: who only looks in, as React's StrictMode does, asks for nothing.
    queueMicrotask(() => void this.#resume());
  }

  protected left(): void {
    this.countdown.stop();
    this.#unfollow();
  }

  /** `nonsense`: why it makes no sense to ask now; null: it does. */
  protected async act<Refused extends Refusal>(
    pending: Pending,
    nonsense: string | null,
    send: () => Promise<Outcome<Thing, Refused>>,
  ): Promise<Outcome<Thing, Refused>> {
    const busy = this.getState().pending;
    if (busy !== null) return notSent('BUSY', `${busy} is on its way.`);
    if (nonsense !== null) return notSent('NOTHING_TO_DO', nonsense);
    this.change({ pending, refusal: null, error: null });
    const came = await send();
    if (came.ok) this.take(came.value, { pending: null });
    else this.change({ pending: null, refusal: came.refusal, error: came.error });
    return came;
  }

  /** Follows what is to be followed, and that only. */
  protected follow(): void {
    const { id, deadline } = this.followable();
    this.countdown.until(deadline);
    if (!this.isFollowed) this.countdown.stop();
    if (!this.isFollowed || this.#following?.id === id) return;
    this.#unfollow();
    if (id === null) return;
    const follow = this.open(id, {
      next: (next) => this.#following?.follow === follow && this.take(next),
      changed: (followed) => this.#following?.follow === follow && this.connected(connectionOf(followed)),
    });
    this.#following = { id, follow };
  }

  /** A change of what all such stores have. */
  protected change(change: Partial<PurchaseState<Pending, Refusal>>): void {
    this.set(change as Partial<State>);
  }

  /** Once. */
  async #resume(): Promise<void> {
    if (this.#wasResumed || !this.isFollowed) return;
    this.#wasResumed = true;
    const thing = await this.found();
    // Whatever was asked meanwhile is newer.
    if (thing !== null && this.thing === null && this.getState().pending === null) this.take(thing);
  }

  #unfollow(): void {
    this.#following?.follow.end();
    this.#following = null;
    this.change({ connection: connectionOf(AT_REST) });
  }
}

function notSent(code: 'BUSY' | 'NOTHING_TO_DO', message: string) {
  return { ok: false, refusal: null, error: new ApiError({ code, message }) } as const;
}
