import { type FieldNode, GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { outsideSlot } from '../../platform/load/slot.ts';
import { slices } from '../../platform/turns/slices.ts';
import { pricesOf } from '../prices.ts';
import { type CostError, tooExpensive, tooManyFailures } from './cost-errors.ts';
import { type CostPlan, isPageList } from './cost-plan.ts';
import { evaluate, totalCost, type Valuation } from './expression.ts';
import { MAX_ANSWER_BYTES, MAX_FAILURES, MAX_SMALL_ANSWER_BYTES } from './limits.ts';
import type { OperationLine } from './operation-line.ts';
import type { AnswerBounds } from './written-result.ts';

type Path = GraphQLResolveInfo['path'];

export interface OperationRunOptions {
  plan: CostPlan;
  valuation: Valuation;
  limit: number;
  /** Whether every hall that the plan asks for was found, or is none. */
  hasAllHalls: boolean;
  /** Whether lists that are longer than they may be are charged for what is beyond that: those of mutations. */
  chargesExcess?: boolean;
  /** Null: it is executed without waiting for others. */
  line: OperationLine | null;
  /** Who waits in the line. */
  caller: string;
  /** Whether there is nobody to answer any more. */
  isGone(): boolean;
}

/** What costs less does not wait for others: its answer takes less than 3 MB while it is made, and is 4 MB at most. */
const LARGE = 50_000;
/** What costs less is executed at once: the longest stretch of it is some milliseconds. */
const SHORT = 10_000;
/** What is written in one go after short work: a millisecond. Others don't wait for a slice because of some tickets' pictures. */
const SHORT_ANSWER_CHARS = 256 * 1024;
/** The levels of `show { seatMap`: what is there and below has been counted by the hall that was looked up. */
const COUNTED_DEPTH = 2;

/**
 * An operation that is executed. What could not be counted before (how long lists are, how large the halls of listed shows)
 * is charged as it is found, before the work; beyond the limit everything that is charged fails.
 */
export class OperationRun {
  readonly limit: number;
  readonly isGone: () => boolean;
  /** What has been counted and charged. */
  total: number;
  readonly #plan: CostPlan;
  readonly #valuation: Valuation;
  /** What was counted before. */
  readonly #counted: number;
  readonly #hasAllHalls: boolean;
  readonly #chargesExcess: boolean;
  readonly #line: OperationLine | null;
  readonly #caller: string;
  readonly #made = new Map<string, Promise<unknown>>();
  #admission: Promise<() => void> | null = null;
  #isAdmitted = false;
  #excess: CostError | null = null;
  #failures = 0;

  constructor({
    plan,
    valuation,
    limit,
    hasAllHalls,
    chargesExcess = false,
    line,
    caller,
    isGone,
  }: OperationRunOptions) {
    this.#plan = plan;
    this.#valuation = valuation;
    this.#hasAllHalls = hasAllHalls;
    this.#chargesExcess = chargesExcess;
    this.#line = line;
    this.#caller = caller;
    this.limit = limit;
    this.isGone = isGone;
    this.#counted = totalCost(plan.cost, valuation);
    this.total = this.#counted;
  }

  /** Why it can't be answered in whole: it costs too much. */
  get excess(): CostError | null {
    return this.#excess;
  }

  /** Whether more of its fields have failed than are told. */
  get hasTooManyFailures(): boolean {
    return this.#failures > MAX_FAILURES;
  }

  /** To be called when a field has failed. */
  noteFailure(): void {
    this.#failures += 1;
  }

  /** Another answer begins. */
  forgetFailures(): void {
    this.#failures = 0;
  }

  /** Throws once too many fields have failed: the rest is not looked at. */
  assertFewFailures(): void {
    if (this.hasTooManyFailures) throw tooManyFailures();
  }

  /**
   * Whether it may be executed at once. What is counted as large as it can be is less in truth, and buyers wait for it:
   * booking and paying tell of tickets.
   */
  get isShort(): boolean {
    return this.total < (this.#valuation.longestLists ? LARGE : SHORT);
  }

  /** From where on its answer is written in slices, and how long it may be. What an operation costs does not tell. */
  get answerBounds(): AnswerBounds {
    const maxBytes = this.#waitsFor < LARGE ? MAX_SMALL_ANSWER_BYTES : MAX_ANSWER_BYTES;
    return this.isShort ? { longFrom: SHORT_ANSWER_CHARS, maxBytes } : { maxBytes };
  }

  /** What each entry of the field's list costs. */
  entryCost(nodes: readonly FieldNode[]): number {
    return nodes.reduce((sum, node) => sum + evaluate(this.#plan.entries.get(node) ?? 1, this.#valuation), 0);
  }

  /**
   * Charges a list before its entries are made. Throws when that is too much. Of what was counted as long as it may be only what is
   * longer, as when it follows from a list that was given.
   */
  chargeList({ path, fieldNodes, parentType, fieldName }: GraphQLResolveInfo, length: number): void {
    const { listSize } = pricesOf(parentType.getFields()[fieldName]!);
    if (isPageList(parentType, fieldName) || (listSize === 'hall' && this.#isCounted(path.prev))) return;
    if (!this.#valuation.longestLists) this.#charge(Math.max(0, length - 1) * this.entryCost(fieldNodes));
    else if (this.#chargesExcess && listSize !== 'hall') {
      this.#add(Math.max(0, length - listSize) * this.entryCost(fieldNodes));
    }
  }

  /** Charges a field for the seats of the hall that it reads. Throws when that is too much. */
  chargeSeats({ path, parentType, fieldName }: GraphQLResolveInfo, seats: number): void {
    if (!this.#isCounted(path)) this.#charge(pricesOf(parentType.getFields()[fieldName]!).costPerSeat * seats);
  }

  /** What a query reads or makes by that name: once, so that all its aliases share it. Others see what changes meanwhile. */
  once<T>(name: string, make: () => Promise<T>): Promise<T> {
    if (this.#valuation.longestLists) return make();
    const made = (this.#made.get(name) as Promise<T> | undefined) ?? make();
    this.#made.set(name, made);
    return made;
  }

  /** Resolves when it is this operation's turn to do long work: see Slices. Rejects when it is not to go on. */
  async turn(): Promise<void> {
    if (this.#waitsFor >= LARGE) {
      this.#admission ??= this.#line?.enter(this.#caller, this.#waitsFor) ?? null;
      const admission = this.#admission;
      // Those who wait for memory take nothing else meanwhile.
      if (admission && !this.#isAdmitted) await outsideSlot(() => admission);
      this.#isAdmitted = true;
    }
    await slices.turn();
    if (this.#excess) throw this.#excess;
    if (this.isGone()) throw new GraphQLError('The caller has gone.', { extensions: { code: 'REQUEST_ABORTED' } });
  }

  /** It has been answered: the next large one may come. */
  async end(): Promise<void> {
    const leave = await this.#admission?.catch(() => null);
    leave?.();
  }

  /** What is to wait for room costs so much: what a mutation has done is told, whoever waits meanwhile. */
  get #waitsFor(): number {
    return this.#valuation.longestLists ? this.#counted : this.total;
  }

  #charge(cost: number): void {
    if (!this.#valuation.longestLists) this.#add(cost);
  }

  #add(cost: number): void {
    this.total = Math.round(this.total + cost);
    if (this.total > this.limit) this.#excess ??= tooExpensive(this.total, this.limit);
    if (this.#excess) throw this.#excess;
  }

  #isCounted(path: Path | undefined): boolean {
    return this.#hasAllHalls && depthOf(path) === COUNTED_DEPTH;
  }
}

/** Levels of fields; places in lists count as well, so that nothing below a list looks like the top. */
function depthOf(path: Path | undefined): number {
  let depth = 0;
  for (let at = path; at; at = at.prev) depth += 1;
  return depth;
}
