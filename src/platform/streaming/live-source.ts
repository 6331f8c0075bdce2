import { pullStream } from './pull-stream.ts';

/** Where a subscriber of a topic is. */
export interface Position {
  /** The version that it has; null before its first event. */
  readonly had: number | null;
  /**
   * How far the topic was read for it. More than `had` when there was nothing for it in between (changes of zones that it
   * did not ask for), or when what there was is still to come.
   */
  readonly seen: number;
}

export interface Reading<Event> {
  /** Takes its reader from the version that it has to `event.version`; null when there is nothing for it. */
  event: Event | null;
  /** How far the topic has been read now. */
  seen: number;
}

/**
 * Something that has versions and many readers. Readers pull at their own pace; what they get depends on where they are,
 * never on who they are, so that readers at the same place can share it.
 */
export interface LiveTopic<Event extends { version: number }> {
  /** Goes up only. */
  readonly version: number;
  /** Everything from the position to the present version at once. Rejects when it can't be read now. */
  read(position: Position): Reading<Event> | Promise<Reading<Event>>;
  /** Calls `listener` after each change until the returned function is called. */
  onChange(listener: () => void): () => void;
  /**
   * The event as several with lists of at most `size`, so that what is made of it can be made a part at a time: lists of the
   * results belong together in this order, and everything else is the same in each. Without it events are not parted.
   */
  part?(event: Event, size: number): readonly Event[];
}

/** Calls `read` when there is time for it. */
export type Pace = <Result>(read: () => Result | Promise<Result>) => Result | Promise<Result>;

/** Something to be given back once. */
export interface Claim {
  release(): void;
}

/** A claim to a topic. */
export interface TopicClaim<Event> extends Claim {
  /** An opaque text from which who has the event may go on, on any node. Also when the claim was released. */
  cursorOf?(event: Event): string;
}

/** One subscriber's claim to a topic: a stream of its own, or (see server/sharing) its place among those who share one. */
export class LiveSource<Event extends { version: number }> implements AsyncIterable<Event> {
  readonly topic: LiveTopic<Event>;
  readonly start: Position;
  readonly #claim: TopicClaim<Event>;
  #isReleased = false;
  #pace: Pace = (read) => read();

  /** `claim` gives the topic back. */
  constructor(topic: LiveTopic<Event>, start: Position, claim: TopicClaim<Event>) {
    this.topic = topic;
    this.start = start;
    this.#claim = claim;
  }

  /** From now on its own stream reads at that pace: what changes while it waits comes in one. */
  paceBy(pace: Pace): void {
    this.#pace = pace;
  }

  /** Ends the claim. Idempotent. */
  release(): void {
    if (!this.#isReleased) this.#claim.release();
    this.#isReleased = true;
  }

  /** From where one who has the event may go on; null where that can't be told. */
  cursorOf(event: Event): string | null {
    return this.#claim.cursorOf?.(event) ?? null;
  }

  /** The subscriber's own stream. Releases the source when it ends. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Event> {
    const { topic } = this;
    const read = (from: Position) => this.#pace(() => topic.read(from));
    let position = this.start;
    return pullStream<Event>({
      onChange: (listener) => topic.onChange(listener),
      release: () => this.release(),
      async next() {
        if (position.had !== null && position.seen >= topic.version) return null;
        const { event, seen } = await read(position);
        position = { had: event?.version ?? position.had, seen };
        return event;
      },
    });
  }
}
