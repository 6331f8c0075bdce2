/**
 * What holds cost that end unpaid: whoever let some run out can't take others for a while, which doubles with each further one up to a
 * most, and is forgotten with time.
 */
export interface Cooldown {
  /** What is counted: holds, whatever they are of, or their seats and places. */
  counts: 'HOLDS' | 'SEATS';
  /** So many cost nothing; each further as many double the time. */
  free: number;
  /** What the first that are too many cost, and what is never exceeded. */
  first_ms: number;
  max_ms: number;
  /** After so long one is forgotten. */
  forget_ms: number;
  /** More are not remembered: what is beyond costs no more. */
  most: number;
}

/** What COOLDOWN_FIRST_MS and COOLDOWN_MAX_MS say; 0: no cool-down. */
export interface CooldownTimes {
  first_ms: number;
  max_ms: number;
}

const HOUR_MS = 3_600_000;
/** For so long a store remembers a hold that ended unpaid, and that it has not charged yet. */
export const UNCHARGED_FOR_MS = 30 * 60_000;
/** For so long it is remembered from where a payment was begun, which is decided later. */
export const PAYER_KEPT_FOR_MS = 60 * 60_000;
/** Who gives back what was nearly over has held it as well: less than so much of a lock's time was left. */
export const LATE_PART = 1 / 5;

/** Null: none. `perHour`: so many are free at once, and forgotten in an hour. */
export function cooldownOf(
  counts: Cooldown['counts'],
  perHour: number,
  { first_ms, max_ms }: CooldownTimes,
): Cooldown | null {
  if (perHour === 0 || first_ms === 0 || max_ms === 0) return null;
  const doublings = Math.max(0, Math.ceil(Math.log2(max_ms / first_ms)));
  return {
    counts,
    free: perHour,
    first_ms: Math.min(first_ms, max_ms),
    max_ms,
    // Redis keeps whole milliseconds.
    forget_ms: Math.max(1, Math.round(HOUR_MS / perHour)),
    most: perHour * (doublings + 2),
  };
}

/** What a store keeps of a caller or an address, in milliseconds on its clock. */
export interface CooldownState {
  /** Until when nothing is taken. */
  ends: number;
  /** When all are forgotten. */
  forgotten: number;
}

/** How many are remembered at that time. */
export function remembered({ forgotten }: CooldownState, { forget_ms }: Cooldown, at: number): number {
  return Math.max(0, Math.ceil((forgotten - at) / forget_ms));
}

/** After so many more have ended unpaid at that time. scripts/acquire.lua does the same. */
export function charged(state: CooldownState, cooldown: Cooldown, { count, at }: { count: number; at: number }) {
  const { free, first_ms, max_ms, forget_ms, most } = cooldown;
  const forgotten = Math.min(Math.max(state.forgotten, at) + count * forget_ms, at + most * forget_ms);
  const after = { ends: state.ends, forgotten: Math.max(state.forgotten, forgotten) };
  const steps = Math.floor((remembered(after, cooldown, at) - 1) / free);
  const pause_ms = steps > 0 ? Math.min(max_ms, first_ms * 2 ** (steps - 1)) : 0;
  return pause_ms > 0 ? { ...after, ends: Math.max(state.ends, at + pause_ms) } : after;
}

/** After so many have been paid: as if they had made up for as many. scripts/forgive.lua does the same. */
export function forgiven(state: CooldownState, cooldown: Cooldown, { count, at }: { count: number; at: number }) {
  const after = { ends: state.ends, forgotten: state.forgotten - count * cooldown.forget_ms };
  return remembered(after, cooldown, at) <= cooldown.free ? { ...after, ends: 0 } : after;
}
