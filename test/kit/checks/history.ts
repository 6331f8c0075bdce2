import type { RefundState } from '../../../src/modules/bookings/booking.ts';

/** What was asked of one subject, and what came of it. Times are wall clock milliseconds, with fractions. */
export interface RecordedOperation {
  /** A seat, or something of which there are several alike: the places of an area, the uses of a promo code. */
  subject: string;
  invoked_ms: number;
  /** Infinity: no answer ever came; it may have had its effect at any time since, or never. */
  returned_ms: number;
  action: RecordedAction;
  /** When that was answered which it goes by: if it is lost, so may be what the operation says. */
  premises?: readonly Interval[];
  /** Answered, but of a time whose commits were lost: it had its effect before the answer, or it has none any more. */
  mayBeLost?: true;
}

export type RecordedAction = SeatAction | CounterAction | HoldingAction;

/** Of a seat alone. */
type SeatAction =
  /** A lock was taken; it may end by itself from its deadline on. */
  | { kind: 'lock'; lockId: string; deadline_ms: number }
  /** A lock was refused because the seat is not free. */
  | { kind: 'refusal' }
  /**
   * In one step a booking gave seats back that it had, and has others in place of them, which its quote held: all of it or nothing. Both are
   * subjects; the operation is of the first that was given.
   */
  | { kind: 'exchange'; lockId: string; quoteId: string; given: readonly string[]; taken: readonly string[] }
  /** The map was read. */
  | { kind: 'read'; state: SeatStateRead };

/** Of something of which there are several. */
type CounterAction =
  /** A lock has got so many; it may end by itself from its deadline on. */
  | { kind: 'take'; lockId: string; quantity: number; deadline_ms: number }
  /** The lock has so many instead of what it had. */
  | { kind: 'resize'; lockId: string; quantity: number }
  /**
   * So many more were refused because too few are left: as many as `available`, if that was told. `inTheWay`: how many those wanted who
   * came to nothing at the same time.
   */
  | { kind: 'shortage'; quantity: number; available: number | null; inTheWay?: number }
  /** How many are left was read. */
  | { kind: 'count'; available: number };

/** Of either. */
type HoldingAction =
  /** The lock got another deadline. */
  | { kind: 'extension'; lockId: string; deadline_ms: number }
  | { kind: 'release'; lockId: string }
  /** It was paid for: from now on it is sold, whatever the deadline was. */
  | { kind: 'sale'; lockId: string }
  /** The sale was undone: what was sold is freed some time later. */
  | { kind: 'cancellation'; lockId: string }
  /** The booking that was made of the lock was read. */
  | { kind: 'booking'; lockId: string; status: BookingStatusRead };

export type SeatStateRead = 'AVAILABLE' | 'LOCKED' | 'BOOKED';
export type BookingStatusRead = 'PENDING_PAYMENT' | 'CONFIRMED' | 'CANCELLED' | 'EXPIRED' | 'REFUNDED' | RefundState;

/** What only tells how it was: they change nothing, and may lag behind while a part is away. */
const OBSERVATIONS: readonly RecordedAction['kind'][] = ['refusal', 'read', 'booking', 'shortage', 'count'];
/** Of those, that tell how many there are, whoever has them. */
const COUNTS: readonly RecordedAction['kind'][] = ['shortage', 'count'];
/** What others may find to be in their way until it comes to nothing. */
const ATTEMPTS: readonly RecordedAction['kind'][] = ['lock', 'take', 'resize'];
/** Places that a node was about to get for a lock when it died are kept for so long. */
const CLAIMS_LAST_MS = 15_000;

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
  end(action: RecordedAction): void;
  /** It was answered that nothing was done, which tells nothing of the subjects. */
  withdraw(): void;
}

/** Writes down operations as they happen. An operation is written down when it begins, its end when it is known. */
export class HistoryRecorder {
  readonly #operations = new Set<RecordedOperation>();
  /** Attempts that came to nothing, which may have been in somebody's way meanwhile. */
  readonly #failed: RecordedOperation[] = [];
  readonly #disturbances: (Interval & { aftermath_ms: number })[] = [];
  /** The times whose commits PostgreSQL may have lost. */
  readonly cuts: Interval[] = [];
  readonly #losses: Loss[] = [];

  /** Call it before the request is sent. `intended` is what may or may not happen as long as no answer has come. */
  begin(subjects: readonly string[], intended: RecordedAction, premises: readonly Interval[] = []): OperationUnderWay {
    const invoked_ms = now_ms();
    const returned_ms = Number.POSITIVE_INFINITY;
    const begun = subjects.map(
      (subject): RecordedOperation => ({
        subject,
        invoked_ms,
        returned_ms,
        action: intended,
        premises: [...premises],
      }),
    );
    for (const operation of begun) this.#operations.add(operation);
    return {
      end(action) {
        // One without an end would be in everybody's way for ever.
        if ('deadline_ms' in action && Number.isNaN(action.deadline_ms))
          throw new Error(`There is no deadline: ${action.kind}`);
        const ended_ms = now_ms();
        for (const operation of begun) Object.assign(operation, { returned_ms: ended_ms, action });
      },
      withdraw: () => {
        const returned = { returned_ms: now_ms() };
        for (const operation of begun) {
          this.#operations.delete(operation);
          if (ATTEMPTS.includes(operation.action.kind)) this.#failed.push({ ...operation, ...returned });
        }
      },
    };
  }

  /** One read that was answered just now. */
  read(subjects: ReadonlyMap<string, RecordedAction>, invoked_ms: number, premises: readonly Interval[] = []): void {
    const returned_ms = now_ms();
    for (const [subject, action] of subjects) {
      this.#operations.add({ subject, invoked_ms, returned_ms, action, premises: [...premises] });
    }
  }

  /** A part was away then: refusals and reads may be behind until so long afterwards. */
  disturbed(interval: Interval, aftermath_ms: number): void {
    this.#disturbances.push({ ...interval, aftermath_ms });
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
  evidence(): RecordedOperation[] {
    return this.#weigh([...this.#operations].map((operation) => afterCuts(operation, this.cuts)));
  }

  /**
   * The histories to be explained: what PostgreSQL knew at each end whose last commits were lost, these among them; and
   * what it knows now.
   */
  histories(): RecordedOperation[][] {
    const cuts = this.cuts.toSorted((one, other) => one.to_ms - other.to_ms);
    const upTo = cuts.map(({ to_ms }, index) => {
      const begun = [...this.#operations].filter(({ invoked_ms }) => invoked_ms <= to_ms);
      const known = begun.map((operation) => afterCuts(operation, cuts.slice(0, index)));
      // What was answered later may have been done later.
      return this.#weigh(known.map((each) => (each.returned_ms > to_ms ? unanswered(each) : each)));
    });
    return [...upTo, this.evidence()];
  }

  #weigh(all: readonly RecordedOperation[]): RecordedOperation[] {
    const bySubject = Map.groupBy(all, ({ subject }) => subject);
    const failedBySubject = Map.groupBy(this.#failed, ({ subject }) => subject);
    return [...bySubject].flatMap(([subject, operations]) => {
      const failed = failedBySubject.get(subject) ?? [];
      const attempts = operations.filter(({ action }) => action.kind === 'lock' || action.kind === 'refusal');
      const begun_ms = Math.min(...operations.map(({ invoked_ms }) => invoked_ms));
      return operations.flatMap((operation) => {
        const { action } = operation;
        if (!OBSERVATIONS.includes(action.kind)) return operation;
        if (!this.#counts(operation, begun_ms)) return [];
        if (action.kind === 'refusal') {
          return besides(operation, [...attempts, ...failed]).length > 0 ? [] : operation;
        }
        if (action.kind !== 'shortage') return operation;
        const others = besides(operation, [...operations.filter(isShortage), ...failed]);
        const inTheWay = others.reduce((sum, other) => sum + quantityOf(other.action), 0);
        return { ...operation, action: { ...action, inTheWay } };
      });
    });
  }

  /** Whether the observation can be held against the box office; `begun_ms`: since when its subject is known. */
  #counts(operation: RecordedOperation, begun_ms: number): boolean {
    if (operation.mayBeLost || operation.returned_ms === Number.POSITIVE_INFINITY) return false;
    const interval = intervalOf(operation);
    const isCount = COUNTS.includes(operation.action.kind);
    // Which of the locks of that time are left is not known one by one.
    if (isCount && this.cuts.some(({ from_ms, to_ms }) => begun_ms <= to_ms && from_ms <= interval.to_ms)) return false;
    const least_ms = isShortage(operation) ? CLAIMS_LAST_MS : 0;
    return !this.#disturbances.some(({ from_ms, to_ms, aftermath_ms }) =>
      overlap(interval, { from_ms, to_ms: to_ms + Math.max(aftermath_ms, least_ms) }),
    );
  }
}

function isShortage({ action }: RecordedOperation): boolean {
  return action.kind === 'shortage';
}

/** Those of the others that were under way at the same time. */
function besides(operation: RecordedOperation, others: readonly RecordedOperation[]): RecordedOperation[] {
  return others.filter((other) => other !== operation && overlap(intervalOf(operation), intervalOf(other)));
}

function quantityOf(action: RecordedAction): number {
  return 'quantity' in action ? action.quantity : 0;
}

function unanswered(operation: RecordedOperation): RecordedOperation {
  return { ...operation, returned_ms: Number.POSITIVE_INFINITY };
}

function afterCuts(operation: RecordedOperation, cuts: readonly Interval[]): RecordedOperation {
  const { premises = [] } = operation;
  const mayBeLost = [intervalOf(operation), ...premises].some((interval) => isCut(interval, cuts));
  return mayBeLost ? { ...operation, mayBeLost } : operation;
}

function isCut(interval: Interval, cuts: readonly Interval[]): boolean {
  return cuts.some((cut) => overlap(interval, cut));
}

function intervalOf({ invoked_ms, returned_ms }: RecordedOperation): Interval {
  return { from_ms: invoked_ms, to_ms: returned_ms };
}

function overlap(one: Interval, other: Interval): boolean {
  return one.from_ms <= other.to_ms && one.to_ms >= other.from_ms;
}
