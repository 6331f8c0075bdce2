/** What was asked of one seat, and what came of it. Times are wall clock milliseconds, with fractions. */
export interface SeatOperation {
  seatId: string;
  invoked_ms: number;
  /** Infinity: no answer ever came; it may have had its effect at any time since, or never. */
  returned_ms: number;
  action: SeatAction;
  /** When that was answered which it goes by: if it is lost, so may be what the operation says of the seat. */
  premises?: readonly Interval[];
  /** Answered, but of a time whose commits were lost: it had its effect before the answer, or it has none any more. */
  mayBeLost?: true;
}

export type SeatAction =
  /** A lock was taken; it may end by itself from its deadline on. */
  | { kind: 'lock'; lockId: string; deadline_ms: number }
  /** The lock got another deadline. */
  | { kind: 'extension'; lockId: string; deadline_ms: number }
  /** A lock was refused because the seat is not free. */
  | { kind: 'refusal' }
  | { kind: 'release'; lockId: string }
  /** The seat was paid for: from now on it is sold, whatever the deadline was. */
  | { kind: 'sale'; lockId: string }
  /** The sale was undone: the seat is freed some time later. */
  | { kind: 'cancellation'; lockId: string }
  /** The map was read. */
  | { kind: 'read'; state: SeatStateRead }
  /** The booking that was made of the lock was read. */
  | { kind: 'booking'; lockId: string; status: BookingStatusRead };

export type SeatStateRead = 'AVAILABLE' | 'LOCKED' | 'BOOKED';
export type BookingStatusRead = 'PENDING_PAYMENT' | 'CONFIRMED' | 'CANCELLED' | 'EXPIRED' | 'REFUNDED';

/** What only tells what a seat was: they change nothing, and may lag behind while a part is away. */
const OBSERVATIONS: readonly SeatAction['kind'][] = ['refusal', 'read', 'booking'];

export interface Interval {
  from_ms: number;
  to_ms: number;
}

/** Something answered that is not known any more. */
interface Loss {
  what: string;
  made: readonly Interval[];
}

/** Now, in milliseconds since 1970 with fractions; never goes back within a process. */
export function now_ms(): number {
  return performance.timeOrigin + performance.now();
}

export interface OperationUnderWay {
  /** It was answered so. */
  end(action: SeatAction): void;
  /** It was answered that nothing was done, which tells nothing of the seats. */
  withdraw(): void;
}

/** Writes down operations as they happen. An operation is written down when it begins, its end when it is known. */
export class HistoryRecorder {
  readonly #operations = new Set<SeatOperation>();
  /** Attempts to take a seat that came to nothing, which may have been in somebody's way meanwhile. */
  readonly #failed: SeatOperation[] = [];
  readonly #disturbances: Interval[] = [];
  /** The times whose commits PostgreSQL may have lost. */
  readonly cuts: Interval[] = [];
  readonly #losses: Loss[] = [];

  /** Call it before the request is sent. `intended` is what may or may not happen as long as no answer has come. */
  begin(seatIds: readonly string[], intended: SeatAction, premises: readonly Interval[] = []): OperationUnderWay {
    const invoked_ms = now_ms();
    const returned_ms = Number.POSITIVE_INFINITY;
    const begun = seatIds.map(
      (seatId): SeatOperation => ({
        seatId,
        invoked_ms,
        returned_ms,
        action: intended,
        premises: [...premises],
      }),
    );
    for (const operation of begun) this.#operations.add(operation);
    return {
      end(action) {
        const ended_ms = now_ms();
        for (const operation of begun) Object.assign(operation, { returned_ms: ended_ms, action });
      },
      withdraw: () => {
        const returned = { returned_ms: now_ms() };
        for (const operation of begun) {
          this.#operations.delete(operation);
          if (operation.action.kind === 'lock') this.#failed.push({ ...operation, ...returned });
        }
      },
    };
  }

  /** One read that was answered just now. */
  read(seats: ReadonlyMap<string, SeatAction>, invoked_ms: number, premises: readonly Interval[] = []): void {
    const returned_ms = now_ms();
    for (const [seatId, action] of seats) {
      this.#operations.add({ seatId, invoked_ms, returned_ms, action, premises: [...premises] });
    }
  }

  /** A part was away then, or not yet itself again: refusals and reads of that time may be behind. */
  disturbed(interval: Interval): void {
    this.#disturbances.push(interval);
  }

  /**
   * PostgreSQL was set back: what it committed before `from_ms` it knows, what it acknowledged from then until its end at
   * `to_ms` it may have lost.
   */
  cut(interval: Interval): void {
    this.cuts.push(interval);
  }

  /** A buyer was told that something does not exist which operations of those times were answered to have made. */
  lost(what: string, made: readonly Interval[]): void {
    this.#losses.push({ what, made: [...made] });
  }

  /** How many such answers there were. */
  get lossCount(): number {
    return this.#losses.length;
  }

  /** What is not known any more, and was not made in a time whose commits were lost. */
  unexplainedLosses(): string[] {
    return this.#losses.filter(({ made }) => !made.some((each) => isCut(each, this.cuts))).map(({ what }) => what);
  }

  get size(): number {
    return this.#operations.size;
  }

  /**
   * All that can be held against the box office: without refusals and reads from disturbed times, and without refusals
   * while somebody else was at the seat (an attempt that fails later may have been in the way). Of what was answered in a
   * time whose commits were lost, each operation may be missing.
   */
  evidence(): SeatOperation[] {
    return this.#weigh([...this.#operations].map((operation) => afterCuts(operation, this.cuts)));
  }

  /**
   * The histories to be explained: what PostgreSQL knew at each end whose last commits were lost, these among them; and
   * what it knows now.
   */
  histories(): SeatOperation[][] {
    const cuts = this.cuts.toSorted((one, other) => one.to_ms - other.to_ms);
    const upTo = cuts.map(({ to_ms }, index) => {
      const begun = [...this.#operations].filter(({ invoked_ms }) => invoked_ms <= to_ms);
      const known = begun.map((operation) => afterCuts(operation, cuts.slice(0, index)));
      // What was answered later may have been done later.
      return this.#weigh(known.map((each) => (each.returned_ms > to_ms ? unanswered(each) : each)));
    });
    return [...upTo, this.evidence()];
  }

  #weigh(all: readonly SeatOperation[]): SeatOperation[] {
    const bySeat = Map.groupBy(all, ({ seatId }) => seatId);
    const failedBySeat = Map.groupBy(this.#failed, ({ seatId }) => seatId);
    return [...bySeat].flatMap(([seatId, operations]) => {
      const attempts = [
        ...operations.filter(({ action }) => action.kind === 'lock' || action.kind === 'refusal'),
        ...(failedBySeat.get(seatId) ?? []),
      ];
      return operations.filter((operation) => {
        const { kind } = operation.action;
        if (!OBSERVATIONS.includes(kind)) return true;
        if (operation.mayBeLost || operation.returned_ms === Number.POSITIVE_INFINITY) return false;
        if (this.#disturbances.some((disturbance) => overlap(intervalOf(operation), disturbance))) return false;
        return (
          kind !== 'refusal' ||
          !attempts.some((other) => other !== operation && overlap(intervalOf(operation), intervalOf(other)))
        );
      });
    });
  }
}

function unanswered(operation: SeatOperation): SeatOperation {
  return { ...operation, returned_ms: Number.POSITIVE_INFINITY };
}

function afterCuts(operation: SeatOperation, cuts: readonly Interval[]): SeatOperation {
  const { premises = [] } = operation;
  const mayBeLost = [intervalOf(operation), ...premises].some((interval) => isCut(interval, cuts));
  return mayBeLost ? { ...operation, mayBeLost } : operation;
}

function isCut(interval: Interval, cuts: readonly Interval[]): boolean {
  return cuts.some((cut) => overlap(interval, cut));
}

function intervalOf({ invoked_ms, returned_ms }: SeatOperation): Interval {
  return { from_ms: invoked_ms, to_ms: returned_ms };
}

function overlap(one: Interval, other: Interval): boolean {
  return one.from_ms <= other.to_ms && one.to_ms >= other.from_ms;
}
