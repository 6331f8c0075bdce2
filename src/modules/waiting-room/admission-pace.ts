/** How many are admitted in one tick, and how fast that is. */
export interface PaceState {
  now_ms: number;
  /** When the tick before was; null: there was none. */
  ticked_ms: number | null;
  /** Up to when the pace has been used: what is admitted moves it on by its share of a minute. Null: never. */
  paced_ms: number | null;
  perMinute: number;
  maxActive: number;
  active: number;
  waiting: number;
  /** Admissions a minute, of late. */
  rate: number;
}

export interface Pace {
  count: number;
  paced_ms: number;
  rate: number;
}

const MINUTE_MS = 60_000;
/** How far apart ticks are. */
export const TICK_MS = 500;
/** What an outage has held up is made up for, of so long at most, but for one admission however slow the pace is. */
const MOST_MISSED_MS = 10_000;
/** By so many times the pace. */
const CATCH_UP = 2;
/** How much of the pace is kept while nobody can be admitted, as in join.sql: those who come then are admitted at once, and no crowd is. */
export const KEPT_MS = 1_000;
/** Over how long the rate is measured. */
const RATE_OVER_MS = 30_000;

/** As many as the pace has come to since the last of them, as there is room for, and as wait. */
export function paceOf(state: PaceState): Pace {
  const { now_ms, perMinute, maxActive, active, waiting } = state;
  const interval_ms = MINUTE_MS / perMinute;
  const oldest_ms = now_ms - Math.max(MOST_MISSED_MS, interval_ms);
  const from_ms = Math.max(state.paced_ms ?? now_ms - interval_ms, oldest_ms);
  // A little is added, as sums of shares are never exact.
  const due = Math.floor((now_ms - from_ms) / interval_ms + 1e-6);
  const most = Math.max(1, Math.ceil((CATCH_UP * TICK_MS) / interval_ms));
  const room = Math.max(0, Math.min(maxActive - active, waiting));
  const count = Math.max(0, Math.min(due, most, room));
  const paced_ms = from_ms + count * interval_ms;
  // Who is held up by a full house or an empty queue is not held up by the pace: it is used up meanwhile.
  const isHeldByPace = count < room;
  const used_ms = isHeldByPace ? paced_ms : Math.max(paced_ms, now_ms - Math.max(KEPT_MS, interval_ms));
  return { count, paced_ms: Math.min(used_ms, now_ms), rate: rateOf(state, count) };
}

function rateOf({ now_ms, ticked_ms, rate }: PaceState, count: number): number {
  const passed_ms = Math.max(1, now_ms - (ticked_ms ?? now_ms - TICK_MS));
  const weight = 1 - Math.exp(-passed_ms / RATE_OVER_MS);
  return rate + weight * ((count * MINUTE_MS) / passed_ms - rate);
}
