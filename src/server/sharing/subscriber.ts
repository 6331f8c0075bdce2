import type { LiveSource, Position } from '../../platform/streaming/live-source.ts';
import type { SharedMessage } from '../../platform/websocket/shared-message.ts';
import type { SubscriptionOwner } from '../limits/subscription-limits.ts';
import type { Member } from './broadcast.ts';

/**
 * How long a peer may not read, or read next to nothing, while there is something for it. The kernel makes room in large
 * steps: over a slow link they take their time.
 */
const MAX_LAG_MS = 30_000;
/** Less than that meanwhile, and no link is so slow. */
const MIN_READ_BYTES = 4 * 1024;

/** Where subscribers come together. */
export interface Channel {
  enter(subscriber: Subscriber): void;
  leave(subscriber: Subscriber): void;
  /** What a client sees of an error, as JSON. */
  payloadOf(error: unknown): string;
}

/** The way to a subscriber's peer. */
export interface SubscriberOutput {
  readonly isOpen: boolean;
  /** Whether the peer has not yet read what was sent before. */
  readonly isBackedUp: boolean;
  /** Grows while the peer reads what is left: see `takenBytes`. */
  readonly taken: number;
  /** Calls `listener` once, when the peer has read everything, unless the returned function is called before. */
  onceDrained(listener: () => void): () => void;
}

/** What makes one a subscriber. */
export interface Membership {
  source: LiveSource<{ version: number }>;
  channel: Channel;
  /** Whom it is counted for. */
  owner: SubscriptionOwner;
}

/** A subscription that shares its messages, whatever its transport is: they go straight to its peer. */
export abstract class Subscriber implements Member {
  position: Position;
  readonly owner: SubscriptionOwner;
  readonly #source: LiveSource<{ version: number }>;
  readonly #channel: Channel;
  #isOver = false;
  #lag: { timer: NodeJS.Timeout; stopWaiting(): void } | null = null;

  constructor({ source, channel, owner }: Membership) {
    this.owner = owner;
    this.#source = source;
    this.#channel = channel;
    this.position = source.start;
  }

  abstract send(message: SharedMessage): void;

  protected abstract get out(): SubscriberOutput;

  /** Tells the peer of what went wrong, and that there is no more. */
  protected abstract endWith(payload: string): void;

  /** The peer does not read. */
  protected abstract cutOff(): void;

  get isOpen(): boolean {
    return this.out.isOpen;
  }

  get isBackedUp(): boolean {
    return this.out.isBackedUp;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** From now on it gets messages. */
  enter(): void {
    if (!this.#isOver) this.#channel.enter(this);
  }

  /** However it ends. Idempotent. */
  leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#lag) clearTimeout(this.#lag.timer);
    this.#lag?.stopWaiting();
    this.#channel.leave(this);
    this.#source.release();
  }

  lag(onCaughtUp: () => void): void {
    if (this.#lag) return;
    const { out } = this;
    let taken = out.taken;
    const timer = setTimeout(() => {
      const before = taken;
      taken = out.taken;
      // A long message on a slow link.
      if (taken - before >= MIN_READ_BYTES) timer.refresh();
      else this.cutOff();
    }, MAX_LAG_MS);
    timer.unref();
    const stopWaiting = out.onceDrained(() => {
      clearTimeout(timer);
      this.#lag = null;
      onCaughtUp();
    });
    this.#lag = { timer, stopWaiting };
  }

  /** As a stream that fails: its error, then its end. */
  fail(error: unknown): void {
    if (this.#isOver) return;
    this.leave();
    this.endWith(this.#channel.payloadOf(error));
  }
}
