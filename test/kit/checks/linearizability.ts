import { counterOf, lockOf, needsShare } from './checked-counter.ts';
import { SEAT } from './checked-seat.ts';
import { SEATS, subjectsOf } from './checked-seats.ts';
import type { CheckedThing, Outlook } from './checked-thing.ts';
import type { RecordedAction, RecordedOperation } from './history.ts';

/** No order of the operations explains what was answered. */
export interface Violation {
  subject: string;
  /** Those that could not be put in order any more, in the best attempt: the first is where to look. */
  stuckAt: RecordedOperation[];
  /** The last few that could, in their order. */
  before: RecordedOperation[];
}

export interface CheckOptions {
  /** How far the deadlines' clock may be ahead of ours. */
  clockSkew_ms?: number;
  /** How many there are of each subject that is counted; all others are seats. */
  capacities?: ReadonlyMap<string, number>;
}

interface Step<State> {
  /** All completed operations below this place are in order. */
  first: number;
  /** Those above it that are, too. */
  ahead: readonly number[];
  /** Uncertain operations that have had their effect. */
  taken: readonly number[];
  state: State;
  /** The earliest time that it can be after these. */
  now_ms: number;
  operation: RecordedOperation | null;
  before: Step<State> | null;
}

const SHOWN_BEFORE = 8;
/** Of one subject. What is right is explained in little more steps than it has operations. */
const MOST_STEPS = { least: 50_000, perOperation: 20 };

/**
 * Checks, subject by subject (and seats that were exchanged for each other together), that some order of the operations, each taking effect at one moment between its call and its
 * answer, explains every answer (linearizability; the search is Wing and Gong's, with visited places remembered). What a lock has
 * may end by itself at any moment from its deadline on, and an operation that is `mayBeLost` may be left out. The operations may come in any
 * order. Returns what cannot be explained, or not in twenty times as many steps as there are operations.
 */
export function findViolations(
  operations: readonly RecordedOperation[],
  { clockSkew_ms = 0, capacities = new Map() }: CheckOptions = {},
): Violation[] {
  const groupOf = seatsInOneStep(operations);
  const byGroup = Map.groupBy(operations, ({ subject }) => groupOf.get(subject) ?? subject);
  return [...byGroup].flatMap(([subject, own]) => {
    const byCall = own.toSorted((one, other) => one.invoked_ms - other.invoked_ms);
    const capacity = capacities.get(subject);
    const violation =
      capacity !== undefined
        ? findViolation(subject, new Search(counterOf(capacity), byCall, clockSkew_ms))
        : groupOf.has(byCall[0]!.subject)
          ? findViolation(subject, new Search(SEATS, byCall, clockSkew_ms))
          : findViolation(subject, new Search(SEAT, byCall, clockSkew_ms));
    return violation ? [violation] : [];
  });
}

/**
 * Of each seat that was exchanged the seats that it can't be looked at without: one step concerned two of them, and others of these before and
 * after. Named by all of them.
 */
function seatsInOneStep(operations: readonly RecordedOperation[]): ReadonlyMap<string, string> {
  const groups = new Map<string, Set<string>>();
  for (const operation of operations) {
    if (operation.action.kind !== 'exchange') continue;
    const touched = subjectsOf(operation);
    const whole = new Set(touched.flatMap((subject) => [subject, ...(groups.get(subject) ?? [])]));
    for (const subject of whole) groups.set(subject, whole);
  }
  return new Map([...groups].map(([subject, whole]) => [subject, [...whole].sort().join(' and ')]));
}

function findViolation<State>(subject: string, search: Search<State>): Violation | null {
  const { completed } = search;
  const stack = [search.start];
  const mostSteps = Math.max(MOST_STEPS.least, MOST_STEPS.perOperation * completed.length);
  const visited = new Set<string>();
  let best = search.start;
  for (;;) {
    const step = stack.pop();
    if (!step || visited.size > mostSteps) return describe(subject, completed, best);
    if (step.first === completed.length) return null;
    const place = search.placeOf(step);
    if (visited.has(place)) continue;
    visited.add(place);
    if (progressOf(step) > progressOf(best)) best = step;
    // The most likely one is pushed last, to be tried first.
    stack.push(...search.nextSteps(step).reverse());
  }
}

/** The steps that there are for the operations of one subject, which come by the time of their calls. */
class Search<State> {
  readonly completed: readonly RecordedOperation[];
  readonly start: Step<State>;
  readonly #thing: CheckedThing<State>;
  readonly #clockSkew_ms: number;
  /** Without an answer, or with one that may have been lost: each had its effect before it was answered, or has none. */
  readonly #uncertain: readonly RecordedOperation[];
  /** Of each lock, the completed operations that need what it has. */
  readonly #needing: ReadonlyMap<string | null, number[]>;
  /** Of each lock, the completed operations that read that its booking is over, and the uncertain ones that sell what it has. */
  readonly #readingEnds: ReadonlyMap<string | null, number[]>;
  readonly #perhapsSelling: ReadonlyMap<string | null, number[]>;

  constructor(thing: CheckedThing<State>, operations: readonly RecordedOperation[], clockSkew_ms: number) {
    this.#thing = thing;
    this.#clockSkew_ms = clockSkew_ms;
    const isCompleted = ({ returned_ms, mayBeLost }: RecordedOperation) =>
      returned_ms !== Number.POSITIVE_INFINITY && !mayBeLost;
    this.completed = operations.filter(isCompleted);
    this.#uncertain = operations.filter((operation) => !isCompleted(operation));
    const needing = [...this.completed.keys()].filter((index) => needsShare(this.completed[index]!.action));
    this.#needing = Map.groupBy(needing, (index) => lockOf(this.completed[index]!.action));
    const readingEnds = [...this.completed.keys()].filter((index) => isReadEnd(this.completed[index]!.action));
    this.#readingEnds = Map.groupBy(readingEnds, (index) => lockOf(this.completed[index]!.action));
    const selling = [...this.#uncertain.keys()].filter((index) => this.#uncertain[index]!.action.kind === 'sale');
    this.#perhapsSelling = Map.groupBy(selling, (index) => lockOf(this.#uncertain[index]!.action));
    const none = { first: 0, ahead: [], taken: [], operation: null, before: null };
    this.start = { ...none, state: thing.start, now_ms: Number.NEGATIVE_INFINITY };
  }

  /** The steps that can follow: an operation that was called before any other that is left was answered. */
  nextSteps(step: Step<State>): Step<State>[] {
    const candidates: number[] = [];
    let latest_ms = Number.POSITIVE_INFINITY;
    for (let index = step.first; index < this.completed.length; index += 1) {
      const { invoked_ms, returned_ms } = this.completed[index]!;
      if (invoked_ms > latest_ms) break;
      if (step.ahead.includes(index)) continue;
      candidates.push(index);
      latest_ms = Math.min(latest_ms, returned_ms);
    }
    const steps: Step<State>[] = [];
    for (const index of candidates) {
      const after = advance(step, index);
      for (const effect of this.#effects(step, this.completed[index]!, latest_ms)) {
        const next = { ...effect, ...after, taken: step.taken };
        // What changes nothing and can come now may as well come now: whatever follows, follows after it too.
        if (effect.state === step.state) return [next];
        steps.push(next);
      }
    }
    const left = candidates.map((index) => this.completed[index]!);
    for (const [index, operation] of this.#uncertain.entries()) {
      if (operation.invoked_ms > latest_ms || step.taken.includes(index)) continue;
      if (!this.#thing.canMatter(operation, left)) continue;
      const { first, ahead } = step;
      const taken = [...step.taken, index].sort((a, b) => a - b);
      for (const effect of this.#effects(step, operation, Math.min(latest_ms, operation.returned_ms))) {
        steps.push({ ...effect, first, ahead, taken });
      }
    }
    return steps;
  }

  /**
   * Without the time: as nothing that is left was answered before it, whatever is possible now is possible later too. But not
   * for an effect that may have been lost, and may be left out where it comes too late.
   */
  placeOf({ first, ahead, taken, state, now_ms }: Step<State>): string {
    const canBeTooLate = this.#uncertain.some(
      ({ returned_ms }, index) =>
        returned_ms !== Number.POSITIVE_INFINITY && returned_ms >= now_ms && !taken.includes(index),
    );
    return `${first};${ahead};${taken};${this.#thing.nameOf(state)};${canBeTooLate ? now_ms : ''}`;
  }

  /** The operation's effects, each at the earliest moment; none when its answer is not what would be given. */
  #effects(step: Step<State>, operation: RecordedOperation, latest_ms: number) {
    const earliest_ms = Math.max(step.now_ms, operation.invoked_ms);
    if (earliest_ms > latest_ms) return [];
    const at = (now_ms: number, before: State) => {
      const state = now_ms <= latest_ms ? this.#thing.apply(before, operation.action, operation.subject) : null;
      return state === null ? [] : [{ state, now_ms, operation, before: step }];
    };
    const asItIs = at(earliest_ms, step.state);
    if (asItIs.length > 0) return asItIs;
    const outlook: Outlook = {
      until_ms: latest_ms + this.#clockSkew_ms,
      isNeeded: (lockId) => this.#isNeeded(step, lockId),
      endsAs: (lockId) => this.#endsAs(step, lockId),
    };
    return this.#thing
      .lapsed(step.state, operation, outlook)
      .flatMap(({ state, from_ms }) => at(Math.max(earliest_ms, from_ms - this.#clockSkew_ms), state));
  }

  #isNeeded({ first, ahead }: Step<State>, lockId: string): boolean {
    return (this.#needing.get(lockId) ?? []).some((index) => index >= first && !ahead.includes(index));
  }

  #endsAs({ first, ahead, taken }: Step<State>, lockId: string): ReturnType<Outlook['endsAs']> {
    const isLeft = (index: number) => index >= first && !ahead.includes(index);
    if ((this.#readingEnds.get(lockId) ?? []).some(isLeft)) return 'known to end';
    const isPerhapsSold = (this.#perhapsSelling.get(lockId) ?? []).some((index) => !taken.includes(index));
    return isPerhapsSold ? 'perhaps sold' : 'any';
  }
}

/** Of a booking that is over. */
function isReadEnd(action: RecordedAction): boolean {
  return action.kind === 'booking' && !needsShare(action);
}

function advance(step: Pick<Step<unknown>, 'first' | 'ahead'>, index: number): Pick<Step<unknown>, 'first' | 'ahead'> {
  if (index !== step.first) return { first: step.first, ahead: [...step.ahead, index].sort((a, b) => a - b) };
  const ahead = [...step.ahead];
  let first = index + 1;
  while (ahead[0] === first) {
    ahead.shift();
    first += 1;
  }
  return { first, ahead };
}

function progressOf({ first, ahead }: Step<unknown>): number {
  return first + ahead.length;
}

function describe<State>(subject: string, completed: readonly RecordedOperation[], best: Step<State>): Violation {
  const before: RecordedOperation[] = [];
  for (let step: Step<State> | null = best; step?.operation && before.length < SHOWN_BEFORE; step = step.before) {
    before.unshift(step.operation);
  }
  const stuckAt = completed.filter((_, index) => index >= best.first && !best.ahead.includes(index));
  return { subject, stuckAt: stuckAt.slice(0, SHOWN_BEFORE), before };
}
