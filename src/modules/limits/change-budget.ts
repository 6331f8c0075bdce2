/**
 * How often a caller may change locks of a show: what each change costs, of a budget that comes back with time. Each writes an
 * event, which is kept for a day, and taking seats and giving them back costs nothing else.
 */
export interface ChangeBudget {
  /** Whose: a network address, or the caller's id. */
  caller: string;
  isAddress: boolean;
  /** What a change costs: how long the budget takes to make up for it. */
  change_ms: number;
  /** The whole budget. */
  budget_ms: number;
}

/** What LOCK_CHANGES_PER_MINUTE_PER_ADDRESS and LOCK_CHANGES_PER_MINUTE_PER_CALLER say; 0: no limit. */
export interface ChangeSettings {
  perMinuteOfAddress: number;
  perMinuteOfCaller: number;
}

const MINUTE_MS = 60_000;
/** So many minutes' changes at once: a class that chooses its seats, somebody who can't decide. */
const BURST_MINUTES = 10;

/** A caller whose address is counted is counted by that alone: it has as many ids as it likes. Null: not counted. */
export function changeBudget(
  { callerId, address }: { callerId: string; address: string | null },
  { perMinuteOfAddress, perMinuteOfCaller }: ChangeSettings,
): ChangeBudget | null {
  const isAddress = address !== null && perMinuteOfAddress > 0;
  const perMinute = isAddress ? perMinuteOfAddress : perMinuteOfCaller;
  if (perMinute === 0) return null;
  // Redis keeps whole milliseconds.
  const change_ms = Math.max(1, Math.round(MINUTE_MS / perMinute));
  return {
    caller: isAddress ? address : callerId,
    isAddress,
    change_ms,
    budget_ms: BURST_MINUTES * perMinute * change_ms,
  };
}

/** How many changes the budget is for, from a whole one. */
export function changesOfBudget({ budget_ms, change_ms }: ChangeBudget): number {
  return Math.floor(budget_ms / change_ms);
}
