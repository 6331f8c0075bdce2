import type { BookingStatusRead, SeatAction, SeatOperation, SeatStateRead } from './history.ts';

/** No order of the operations explains what was answered. */
export interface Violation {
  seatId: string;
  /** Those that could not be put in order any more, in the best attempt: the first is where to look. */
  stuckAt: SeatOperation[];
  /** The last few that could, in their order. */
  before: SeatOperation[];
}

/**
 * What a seat is at a moment: nobody's, held until a deadline, or sold (without one). A cancelled sale's deadline is over,
 * whenever that is.
 */
type Seat = { holder: null } | { holder: string; deadline_ms: number } | { holder: string; deadline_ms: null };

interface Step {
  /** All completed operations below this place are in order. */
  first: number;
  /** Those above it that are, too. */
  ahead: readonly number[];
  /** Uncertain operations that have had their effect. */
  taken: readonly number[];
  seat: Seat;
  /** The earliest time that it can be after these. */
  now_ms: number;
  operation: SeatOperation | null;
  before: Step | null;
}

const FREE: Seat = { holder: null };
const CANCELLED_MS = Number.NEGATIVE_INFINITY;
const SHOWN_BEFORE = 8;

/**
 * Checks, seat by seat, that some order of the operations, each taking effect at one moment between its call and its
 * answer, explains every answer (linearizability; the search is Wing and Gong's, with visited places remembered). A hold
 * may end by itself at any moment from its deadline on, and one `mayBeLost` may be left out. The operations may come in any order; `clockSkew_ms`: how far the
 * deadlines' clock may be ahead of ours. Returns what cannot be explained.
 */
export function findViolations(operations: readonly SeatOperation[], clockSkew_ms = 0): Violation[] {
  const bySeat = Map.groupBy(operations, ({ seatId }) => seatId);
  return [...bySeat].flatMap(([seatId, ofSeat]) => {
    const byCall = ofSeat.toSorted((one, other) => one.invoked_ms - other.invoked_ms);
    const violation = findViolation(seatId, byCall, clockSkew_ms);
    return violation ? [violation] : [];
  });
}

/** `operations` by the time of their calls. */
function findViolation(seatId: string, operations: SeatOperation[], clockSkew_ms: number): Violation | null {
  const [completed, uncertain] = partition(
    operations,
    ({ returned_ms, mayBeLost }) => returned_ms !== Number.POSITIVE_INFINITY && !mayBeLost,
  );
  const start: Step = {
    first: 0,
    ahead: [],
    taken: [],
    seat: FREE,
    now_ms: Number.NEGATIVE_INFINITY,
    operation: null,
    before: null,
  };
  const stack = [start];
  const visited = new Set<string>();
  let best = start;
  for (;;) {
    const step = stack.pop();
    if (!step) return describe(seatId, completed, best);
    if (step.first === completed.length) return null;
    const place = placeOf(step, uncertain);
    if (visited.has(place)) continue;
    visited.add(place);
    if (progressOf(step) > progressOf(best)) best = step;
    // The most likely one is pushed last, to be tried first.
    stack.push(...nextSteps(step, { completed, uncertain, clockSkew_ms }).reverse());
  }
}

interface Search {
  completed: readonly SeatOperation[];
  /** Without an answer, or with one that may have been lost: each had its effect before it was answered, or has none. */
  uncertain: readonly SeatOperation[];
  clockSkew_ms: number;
}

/** The steps that can follow: an operation that was called before any other that is left was answered. */
function nextSteps(step: Step, { completed, uncertain, clockSkew_ms }: Search): Step[] {
  const candidates: number[] = [];
  let latest_ms = Number.POSITIVE_INFINITY;
  for (let index = step.first; index < completed.length; index += 1) {
    const { invoked_ms, returned_ms } = completed[index]!;
    if (invoked_ms > latest_ms) break;
    if (step.ahead.includes(index)) continue;
    candidates.push(index);
    latest_ms = Math.min(latest_ms, returned_ms);
  }
  const bounds = { latest_ms, clockSkew_ms };
  const steps: Step[] = [];
  for (const index of candidates) {
    const effect = take(step, completed[index]!, bounds);
    if (!effect) continue;
    const next = { ...effect, ...advance(step, index), taken: step.taken };
    // What changes nothing and can come now may as well come now: whatever follows, follows after it too.
    if (effect.seat === step.seat) return [next];
    steps.push(next);
  }
  for (const [index, operation] of uncertain.entries()) {
    if (step.taken.includes(index)) continue;
    const effect = take(step, operation, { ...bounds, latest_ms: Math.min(latest_ms, operation.returned_ms) });
    if (effect) steps.push({ ...effect, first: step.first, ahead: step.ahead, taken: [...step.taken, index].sort() });
  }
  return steps;
}

/** The operation's effect at the earliest moment, or null when its answer is not what the seat would give. */
function take(
  step: Step,
  operation: SeatOperation,
  { latest_ms, clockSkew_ms }: { latest_ms: number; clockSkew_ms: number },
): Pick<Step, 'seat' | 'now_ms' | 'operation' | 'before'> | null {
  const { seat } = step;
  const earliest_ms = Math.max(step.now_ms, operation.invoked_ms);
  const at = (now_ms: number, before: Seat) => {
    const after = now_ms <= latest_ms ? apply(before, operation.action) : null;
    return after && { seat: after, now_ms, operation, before: step };
  };
  const asItIs = at(earliest_ms, seat);
  if (asItIs || seat.holder === null || seat.deadline_ms === null) return asItIs;
  return at(Math.max(earliest_ms, seat.deadline_ms - clockSkew_ms), FREE);
}

/** The seat after the action, or null when the action is impossible on it. */
function apply(seat: Seat, action: SeatAction): Seat | null {
  switch (action.kind) {
    case 'lock':
      return seat.holder === null ? { holder: action.lockId, deadline_ms: action.deadline_ms } : null;
    case 'extension':
      return seat.holder === action.lockId && seat.deadline_ms !== null && seat.deadline_ms !== CANCELLED_MS
        ? { holder: action.lockId, deadline_ms: action.deadline_ms }
        : null;
    case 'refusal':
      return seat.holder === null ? null : seat;
    case 'release':
      return seat.holder === action.lockId && seat.deadline_ms !== null ? FREE : null;
    case 'sale':
      return seat.holder === action.lockId ? { holder: action.lockId, deadline_ms: null } : null;
    case 'cancellation':
      return seat.holder === action.lockId && seat.deadline_ms === null
        ? { holder: action.lockId, deadline_ms: CANCELLED_MS }
        : null;
    case 'read':
      return isReadAs(seat, action.state) ? seat : null;
    case 'booking':
      return isBookedAs(seat, action.lockId, action.status) ? seat : null;
  }
}

/** A sold seat is shown as held until its sale has gone round. */
function isReadAs(seat: Seat, state: SeatStateRead): boolean {
  if (state === 'AVAILABLE') return seat.holder === null;
  return seat.holder !== null && (state === 'LOCKED' || seat.deadline_ms === null || seat.deadline_ms === CANCELLED_MS);
}

/** A booking that has ended holds its seats no longer, or is about to let go of them. */
function isBookedAs(seat: Seat, lockId: string, status: BookingStatusRead): boolean {
  const deadline_ms = seat.holder === lockId ? seat.deadline_ms : CANCELLED_MS;
  if (status === 'CONFIRMED') return deadline_ms === null;
  if (status === 'PENDING_PAYMENT') return deadline_ms !== null && deadline_ms !== CANCELLED_MS;
  return deadline_ms === CANCELLED_MS;
}

function advance(step: Step, index: number): Pick<Step, 'first' | 'ahead'> {
  if (index !== step.first) return { first: step.first, ahead: [...step.ahead, index].sort((a, b) => a - b) };
  const ahead = [...step.ahead];
  let first = index + 1;
  while (ahead[0] === first) {
    ahead.shift();
    first += 1;
  }
  return { first, ahead };
}

/**
 * Without the time: as nothing that is left was answered before it, whatever is possible now is possible later too. But not
 * for an effect that may have been lost, and may be left out where it comes too late.
 */
function placeOf({ first, ahead, taken, seat, now_ms }: Step, uncertain: readonly SeatOperation[]): string {
  const deadline = seat.holder === null ? '' : seat.deadline_ms;
  const canBeTooLate = uncertain.some(
    ({ returned_ms }, index) =>
      returned_ms !== Number.POSITIVE_INFINITY && returned_ms >= now_ms && !taken.includes(index),
  );
  return `${first};${ahead};${taken};${seat.holder};${deadline};${canBeTooLate ? now_ms : ''}`;
}

function progressOf({ first, ahead }: Step): number {
  return first + ahead.length;
}

function describe(seatId: string, completed: readonly SeatOperation[], best: Step): Violation {
  const before: SeatOperation[] = [];
  for (let step: Step | null = best; step?.operation && before.length < SHOWN_BEFORE; step = step.before) {
    before.unshift(step.operation);
  }
  const stuckAt = completed.filter((_, index) => index >= best.first && !best.ahead.includes(index));
  return { seatId, stuckAt: stuckAt.slice(0, SHOWN_BEFORE), before };
}

function partition<T>(members: readonly T[], belongs: (member: T) => boolean): [T[], T[]] {
  return [members.filter(belongs), members.filter((member) => !belongs(member))];
}
