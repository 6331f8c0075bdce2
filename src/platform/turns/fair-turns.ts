import { performance as thread } from 'node:perf_hooks';
import { PriorityQueue } from './priority-queue.ts';

export interface FairTurnsOptions {
  /** How much of each second one caller may take without waiting for others: milliseconds. 0: nobody ever waits. */
  perSecond_ms: number;
  /** Callers are newcomers for so long; default 3 s. */
  new_ms?: number;
  /** Told of each one that is refused: too many wait. */
  onRefused?(limit: 'turns'): void;
  /** How long this thread has been idle since it began, in milliseconds; for tests. */
  idle_ms?(): number;
}

/** Too many wait already: of the caller, or altogether. */
export interface TurnRefusal {
  readonly of: 'caller' | 'everyone';
  /** Those that wait now will have had their turns after so long, about. */
  readonly retryAfter_s: number;
}

interface Account {
  readonly caller: string;
  readonly since_ms: number;
  /** How many of its turns have not come. */
  waiting: number;
  /** When all that was charged will have been paid off. */
  paidAt_ms: number;
}

/** Calls `gone` when the caller has gone, unless the returned function was called before. */
export type OnCallerGone = (gone: () => void) => () => void;

interface Work {
  readonly time_ms: number;
  readonly begin: () => void;
  /** Whether it needs no turn where its caller has precedence. */
  readonly mayComeFirst: boolean;
}

interface Waiting {
  readonly account: Account;
  readonly time_ms: number;
  readonly begin: () => void;
}

/** A caller may have saved so many seconds' worth. */
const SAVED_S = 0.5;
/** What is charged beyond that is not remembered: who stops is like anybody else after so long. */
const MAX_DEBT_MS = 10_000;
const NEW_MS = 3_000;
/** What takes longer at a stretch has its turn like a newcomer's, whoever asks for it. */
export const LONG_MS = 2;
/** Others wait only while callers with precedence have come within this time. */
const PRESENT_MS = 1_000;
/** However busy this thread is, the others get this part of the time. */
const LEAST_PART = 1 / 8;
const MAX_OWED_MS = 250;
const MAX_ACCOUNTS = 50_000;
const MAX_WAITING = 8_192;
const MAX_WAITING_PER_CALLER = 1_024;
const MAX_RETRY_AFTER_S = 60;
/** When those with precedence have gone, what waits begins this much at a time: one of them may come back. */
const STRETCH_MS = 10;

/**
 * Divides this thread's time among callers while there is not enough of it. A caller who takes little has precedence: it never
 * waits here. Those who have taken more than their share lately, those who were not known a few seconds ago (whoever has ever
 * new addresses is always one of them), and what takes long at a stretch wait for one another: the next begins when the thread
 * has been idle for as long as those before it have taken. So all of them together take at most half of what callers with
 * precedence leave, and of those who wait the one who has taken least is next. While nobody else is there, nobody waits. Only
 * so many wait, of one caller and altogether: more are refused.
 */
export class FairTurns {
  readonly #perSecond_ms: number;
  readonly #new_ms: number;
  readonly #idle_ms: () => number;
  readonly #accounts = new Map<string, Account>();
  readonly #onRefused: (limit: 'turns') => void;
  readonly #queue = new PriorityQueue<Waiting>();
  /** The last two different callers with precedence. */
  readonly #present: [{ caller: string; at_ms: number }, { caller: string; at_ms: number }] = [NOBODY, NOBODY];
  /** What those without precedence have taken, less the time that they have left since. */
  #owed_ms = 0;
  #looked = { at_ms: 0, idle_ms: 0 };
  /** What those that wait will take. */
  #waiting_ms = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor({
    perSecond_ms,
    new_ms = NEW_MS,
    onRefused = () => {},
    idle_ms = () => thread.eventLoopUtilization().idle,
  }: FairTurnsOptions) {
    this.#perSecond_ms = perSecond_ms;
    this.#onRefused = onRefused;
    this.#new_ms = new_ms;
    this.#idle_ms = idle_ms;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#queue.size;
  }

  /**
   * Calls `begin` when it is the caller's turn to do what takes about so long, and charges for it. Null: it was called at
   * once; else what gives the turn up while it has not come, or why there will be none.
   */
  enter(caller: string, time_ms: number, begin: () => void): (() => void) | TurnRefusal | null {
    return this.#enter(caller, { time_ms, begin, mayComeFirst: time_ms < LONG_MS });
  }

  /** As `enter`, among those that wait for others, however little the caller takes: for a part of what takes long as a whole. */
  enterLast(caller: string, time_ms: number, begin: () => void): (() => void) | TurnRefusal | null {
    return this.#enter(caller, { time_ms, begin, mayComeFirst: false });
  }

  #enter(caller: string, { time_ms, begin, mayComeFirst }: Work): (() => void) | TurnRefusal | null {
    if (this.#perSecond_ms === 0) {
      begin();
      return null;
    }
    const now_ms = performance.now();
    const account = this.#accountOf(caller, now_ms);
    // One that is refused takes nothing.
    const waits = !this.#comesAtOnce(account, { time_ms, mayComeFirst }, now_ms);
    if (waits && (this.#queue.size >= MAX_WAITING || account.waiting >= MAX_WAITING_PER_CALLER)) {
      return this.#refuse(account);
    }
    this.#chargeTo(account, time_ms, now_ms);
    if (waits) return this.#wait({ account, time_ms, begin }, now_ms);
    begin();
    return null;
  }

  /**
   * `enter` as a promise of whether the turn has come: false when the caller has gone before. `onceGone` is to call the
   * function that it is given then, and returns what ends that. Null: at once.
   */
  turn(caller: string, time_ms: number, onceGone: OnCallerGone): Promise<boolean> | TurnRefusal | null {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    let stay: (() => void) | null = null;
    const entered = this.enter(caller, time_ms, () => {
      stay?.();
      resolve(true);
    });
    if (typeof entered !== 'function') return entered;
    stay = onceGone(() => {
      entered();
      resolve(false);
    });
    return promise;
  }

  /** Charges for time that was taken beyond what was known before. */
  charge(caller: string, time_ms: number): void {
    if (this.#perSecond_ms === 0) return;
    const now_ms = performance.now();
    const account = this.#accountOf(caller, now_ms);
    if (time_ms >= LONG_MS || !this.#hasPrecedence(account, now_ms)) this.#owe(time_ms);
    this.#chargeTo(account, time_ms, now_ms);
  }

  /** Notes what it needs for the next ones when it does. */
  #comesAtOnce(account: Account, { time_ms, mayComeFirst }: Omit<Work, 'begin'>, now_ms: number): boolean {
    if (mayComeFirst && this.#hasPrecedence(account, now_ms, time_ms)) {
      this.#note(account.caller, now_ms);
      return true;
    }
    if (this.#isContended(account.caller, now_ms) && (this.#queue.size > 0 || this.#owed(now_ms) > 0)) return false;
    this.#owe(time_ms);
    return true;
  }

  #wait(waiting: Waiting, now_ms: number): () => void {
    const { account, time_ms } = waiting;
    account.waiting += 1;
    this.#waiting_ms += time_ms;
    const leave = this.#queue.add(1 / Math.max(1, account.paidAt_ms - now_ms), waiting);
    this.#timer ??= setTimeout(this.#pump, 1);
    return () => {
      if (leave()) this.#waitsNoMore(waiting);
    };
  }

  #waitsNoMore({ account, time_ms }: Waiting): void {
    account.waiting -= 1;
    this.#waiting_ms -= time_ms;
  }

  #refuse({ waiting }: Account): TurnRefusal {
    this.#onRefused('turns');
    // They have half of the time at most.
    const after_s = Math.ceil((2 * this.#waiting_ms) / 1_000);
    return {
      of: waiting >= MAX_WAITING_PER_CALLER ? 'caller' : 'everyone',
      retryAfter_s: Math.min(Math.max(1, after_s), MAX_RETRY_AFTER_S),
    };
  }

  #hasPrecedence({ since_ms, paidAt_ms }: Account, now_ms: number, more_ms = 0): boolean {
    const owed_ms = Math.max(0, paidAt_ms - now_ms) + (more_ms * 1_000) / this.#perSecond_ms;
    return now_ms - since_ms >= this.#new_ms && owed_ms <= SAVED_S * 1_000;
  }

  #note(caller: string, at_ms: number): void {
    if (this.#present[0].caller !== caller) this.#present[1] = this.#present[0];
    this.#present[0] = { caller, at_ms };
  }

  /** Whether there is another one, with precedence. */
  #isContended(caller: string, now_ms: number): boolean {
    return this.#present.some((other) => other.caller !== caller && now_ms - other.at_ms < PRESENT_MS);
  }

  #owe(time_ms: number): void {
    // What was left before counts for what was taken before.
    this.#owed_ms = Math.min(MAX_OWED_MS, this.#owed(performance.now()) + time_ms);
  }

  #owed(now_ms: number): number {
    const idle_ms = this.#idle_ms();
    const left_ms = Math.max(idle_ms - this.#looked.idle_ms, (now_ms - this.#looked.at_ms) * LEAST_PART);
    this.#owed_ms = Math.max(0, this.#owed_ms - left_ms);
    this.#looked = { at_ms: now_ms, idle_ms };
    return this.#owed_ms;
  }

  readonly #pump = (): void => {
    this.#timer = null;
    const now_ms = performance.now();
    let begun_ms = 0;
    // Nobody has a name that is empty: contended by anyone.
    const isFree = !this.#isContended('', now_ms);
    while (this.#queue.size > 0 && (this.#owed(now_ms) <= 0 || (isFree && begun_ms < STRETCH_MS))) {
      const next = this.#queue.take()!;
      this.#waitsNoMore(next);
      this.#owe(next.time_ms);
      begun_ms += next.time_ms;
      next.begin();
    }
    if (this.#queue.size > 0) this.#timer ??= setTimeout(this.#pump, 1);
  };

  #chargeTo(account: Account, time_ms: number, now_ms: number): void {
    const paidAt_ms = Math.max(account.paidAt_ms, now_ms) + (time_ms * 1_000) / this.#perSecond_ms;
    account.paidAt_ms = Math.min(paidAt_ms, now_ms + MAX_DEBT_MS);
  }

  /** Used last, last. */
  #accountOf(caller: string, now_ms: number): Account {
    const account = this.#accounts.get(caller) ?? { caller, since_ms: now_ms, paidAt_ms: 0, waiting: 0 };
    this.#accounts.delete(caller);
    this.#accounts.set(caller, account);
    if (this.#accounts.size > MAX_ACCOUNTS) this.#accounts.delete(this.#accounts.keys().next().value!);
    return account;
  }
}

const NOBODY = { caller: '', at_ms: Number.NEGATIVE_INFINITY };
