import { within } from '../../platform/timing/within.ts';
import { ServiceUnavailableError } from '../../shared/errors.ts';
import { SeatsChangedError } from '../inventory/seen-seats.ts';

/** Many come at once for one row when sales begin: so long they wait for one another. */
const MAX_WAIT_MS = 5_000;

/** The seats that a new lock takes, if nothing comes in between. */
export interface Taking {
  buyerId: string;
  seatIds: readonly string[];
}

export interface Look<Seen> {
  /**
   * Looks at seats. Then it asks for the choices that began before this one at seats it has looked at, and are about to take some: as far
   * as it is told of them it counts their seats as taken.
   */
  see(takingsAt: (seats: readonly string[]) => Taking[]): Promise<Seen>;
  /** Those of the seats that matter for the choice. */
  dependsOn(seen: Seen): readonly string[];
  /** Whether nothing comes of the choice by what was seen. No choice is refused for what others may not get in the end. */
  isRefusal(seen: Seen): boolean;
}

/** One choice, among the others that are being judged and written down on this node. */
export interface ChoiceTurn {
  /**
   * Resolves with what was seen once it has seen the seats that matter as those choices leave them that began before this one; for some
   * of these it waits, and looks again. Throws ServiceUnavailableError when that takes too long.
   */
  look<Seen>(look: Look<Seen>): Promise<Seen>;
  /**
   * Writes the choice down: the work begins after that of those whose seats were counted as taken. Throws SeatsChangedError, nothing
   * done, where one of them has not got its seats, and ServiceUnavailableError when it takes too long.
   */
  write<T>(work: () => Promise<T>): Promise<T>;
}

interface Choice {
  /** In the order in which they began. */
  number: number;
  /** That it is found by: those that are chosen, and once it has to look again, those that it depends on. */
  seats: Set<string>;
  deadline_ms: number;
  /** Null: others wait until it is done. */
  taking: Taking | null;
  done: Promise<void>;
  /** Resolves when it is being written, or is not going to be. */
  submitted: Promise<void>;
  submit(): void;
  hasFailed: boolean;
  hasLooked: boolean;
  /** Those whose seats it has counted as taken. */
  after: readonly Choice[];
}

/** The seats that choices have changed since a look began. */
type Changed = Set<string>;

/**
 * Orders choices of seats that are beside one another, in which they began: each is judged by what the earlier ones leave, though they
 * are written down together. Else of those that were judged at the same time only one could be written, and the others would have to be
 * judged again and again. Which seats are beside a choice is known once these were looked at. Of other nodes it knows nothing.
 */
export class ChoiceTurns {
  /** By seat. */
  readonly #choices = new Map<string, Set<Choice>>();
  readonly #looks = new Set<Changed>();
  #begun = 0;

  /** How many seats are being chosen. */
  get size(): number {
    return this.#choices.size;
  }

  /** Does the work for a choice of these seats. */
  async take<T>(
    { seats, taking = null }: { seats: readonly string[]; taking?: Taking | null },
    work: (turn: ChoiceTurn) => Promise<T>,
  ): Promise<T> {
    const { promise: done, resolve: end } = Promise.withResolvers<void>();
    const { promise: submitted, resolve: submit } = Promise.withResolvers<void>();
    this.#begun += 1;
    const state = { seats: new Set<string>(), hasFailed: false, hasLooked: false, after: [] };
    const deadline_ms = performance.now() + MAX_WAIT_MS;
    const choice: Choice = { number: this.#begun, deadline_ms, taking, done, submitted, submit, ...state };
    this.#add(choice, seats);
    try {
      const result = await work({
        look: (look) => this.#look(choice, look),
        write: (write) => this.#write(choice, write),
      });
      for (const changed of this.#looks) for (const seat of seats) changed.add(seat);
      return result;
    } catch (error) {
      choice.hasFailed = true;
      throw error;
    } finally {
      this.#remove(choice);
      choice.after = [];
      submit();
      end();
    }
  }

  async #look<Seen>(choice: Choice, { see, dependsOn, isRefusal }: Look<Seen>): Promise<Seen> {
    // Once it had to be judged again, the others are not what they seemed: it waits until they are done.
    let mayAssume = choice.taking !== null && !choice.hasLooked;
    choice.hasLooked = true;
    for (;;) {
      const changed: Changed = new Set();
      const assumed = new Set<Choice>();
      const takingsAt = (seats: readonly string[]) => {
        const earlier = mayAssume ? this.#earlierThan(choice, seats).filter(({ taking }) => taking) : [];
        for (const each of earlier) assumed.add(each);
        return earlier.map(({ taking }) => taking!);
      };
      this.#looks.add(changed);
      const seen = await see(takingsAt).finally(() => this.#looks.delete(changed));
      const seats = dependsOn(seen);
      const earlier = this.#earlierThan(choice, seats);
      const isRefused = isRefusal(seen);
      const awaited = isRefused ? [...new Set([...earlier, ...assumed])] : earlier.filter((each) => !assumed.has(each));
      if (awaited.length === 0 && !seats.some((seat) => changed.has(seat))) {
        choice.after = earlier;
        return seen;
      }
      if (performance.now() >= choice.deadline_ms) throw tooMany();
      if (isRefused) mayAssume = false;
      // From now on those that come later count its seats as taken wherever these matter to it: else it might never be done.
      this.#add(choice, seats);
      await inTime(choice.deadline_ms, Promise.all(awaited.map(({ done }) => done)));
    }
  }

  async #write<T>(choice: Choice, work: () => Promise<T>): Promise<T> {
    const { after } = choice;
    choice.after = [];
    await inTime(choice.deadline_ms, Promise.all(after.map(({ submitted }) => submitted)));
    if (after.some(({ hasFailed }) => hasFailed)) throw new SeatsChangedError();
    const writing = work();
    choice.submit();
    return await writing;
  }

  #earlierThan({ number }: Choice, seats: readonly string[]): Choice[] {
    const choices = new Set(seats.flatMap((seat) => [...(this.#choices.get(seat) ?? [])]));
    return [...choices].filter((other) => other.number < number);
  }

  #add(choice: Choice, seats: readonly string[]): void {
    for (const seat of seats) {
      choice.seats.add(seat);
      const choices = this.#choices.get(seat);
      if (choices) choices.add(choice);
      else this.#choices.set(seat, new Set([choice]));
    }
  }

  #remove(choice: Choice): void {
    for (const seat of choice.seats) {
      const choices = this.#choices.get(seat);
      choices?.delete(choice);
      if (choices?.size === 0) this.#choices.delete(seat);
    }
  }
}

function inTime<T>(deadline_ms: number, work: Promise<T>): Promise<T> {
  return within(Math.max(0, deadline_ms - performance.now()), work, tooMany);
}

function tooMany(): ServiceUnavailableError {
  return new ServiceUnavailableError('Many others are choosing seats beside these.', 1);
}
