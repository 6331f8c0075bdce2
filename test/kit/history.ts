/** What was asked of one seat, and what came of it. Times are wall clock milliseconds, with fractions. */
export interface SeatOperation {
  seatId: string;
  invoked_ms: number;
  /** Infinity: no answer ever came; it may have had its effect at any time since, or never. */
  returned_ms: number;
  action: SeatAction;
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
  private readonly operations = new Set<SeatOperation>();
  private readonly disturbances: Interval[] = [];

  /** Call it before the request is sent. `intended` is what may or may not happen as long as no answer has come. */
  begin(seatIds: readonly string[], intended: SeatAction): OperationUnderWay {
    const invoked_ms = now_ms();
    const returned_ms = Number.POSITIVE_INFINITY;
    const begun = seatIds.map((seatId): SeatOperation => ({ seatId, invoked_ms, returned_ms, action: intended }));
    for (const operation of begun) this.operations.add(operation);
    return {
      end(action) {
        const ended_ms = now_ms();
        for (const operation of begun) Object.assign(operation, { returned_ms: ended_ms, action });
      },
      withdraw: () => {
        for (const operation of begun) this.operations.delete(operation);
      },
    };
  }

  /** One read that was answered just now. */
  read(seats: ReadonlyMap<string, SeatAction>, invoked_ms: number): void {
    const returned_ms = now_ms();
    for (const [seatId, action] of seats) this.operations.add({ seatId, invoked_ms, returned_ms, action });
  }

  /** A part was away then, or not yet itself again: refusals and reads of that time may be behind. */
  disturbed(interval: Interval): void {
    this.disturbances.push(interval);
  }

  get size(): number {
    return this.operations.size;
  }

  /**
   * All that can be held against the box office: without refusals and reads from disturbed times, and without refusals
   * while somebody else was at the seat (an attempt that fails later may have been in the way).
   */
  evidence(): SeatOperation[] {
    const bySeat = Map.groupBy(this.operations, ({ seatId }) => seatId);
    return [...bySeat.values()].flatMap((operations) => {
      const attempts = operations.filter(({ action }) => action.kind === 'lock' || action.kind === 'refusal');
      return operations.filter((operation) => {
        const { kind } = operation.action;
        if (!OBSERVATIONS.includes(kind)) return true;
        if (this.disturbances.some((disturbance) => overlaps(operation, disturbance))) return false;
        return (
          kind !== 'refusal' || !attempts.some((other) => other !== operation && overlaps(operation, intervalOf(other)))
        );
      });
    });
  }
}

function intervalOf({ invoked_ms, returned_ms }: SeatOperation): Interval {
  return { from_ms: invoked_ms, to_ms: returned_ms };
}

function overlaps({ invoked_ms, returned_ms }: SeatOperation, { from_ms, to_ms }: Interval): boolean {
  return invoked_ms <= to_ms && returned_ms >= from_ms;
}
