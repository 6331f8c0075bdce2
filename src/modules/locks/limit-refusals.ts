import { LimitExceededError } from '../../shared/errors.ts';
import { type ChangeBudget, changesOfBudget } from '../limits/change-budget.ts';
import type { HoldOrigin } from '../limits/hold-origin.ts';
import type { AcquireOutcome, HoldLimits } from './seat-lock-store.ts';

/** What buyers are told who would hold, or change, too much. */

type Exceeded = Extract<AcquireOutcome, { outcome: 'LIMIT_EXCEEDED' }>;

export function tooManyChanges(changes: ChangeBudget, wait_ms: number): LimitExceededError {
  const wait_s = Math.ceil(wait_ms / 1_000);
  const from = changes.isAddress ? ' from your network address' : '';
  const message = `Seats of this show were held, changed and given back too often${from}. Try again in ${wait_s} s.`;
  return new LimitExceededError(message, changesOfBudget(changes), wait_s);
}

/** Seats of an address come free at any moment, as its buyers pay: the end of the first hold is the latest. */
const RETRY_SOON_S = 10;

export function limitExceeded(
  outcome: Exceeded,
  { maxLocks, maxSeats }: HoldLimits,
  { changes, origin }: { changes: ChangeBudget | null; origin: HoldOrigin | null },
): LimitExceededError {
  const retry_s = 'retryAfter_ms' in outcome ? Math.ceil(outcome.retryAfter_ms / 1_000) : 0;
  switch (outcome.limit) {
    case 'LOCKS':
      return new LimitExceededError(`One buyer may have at most ${maxLocks} seat locks in a show at a time.`, maxLocks);
    case 'SEATS':
      return new LimitExceededError(
        `One buyer may have at most ${maxSeats} held seats and places in a show at a time.`,
        maxSeats,
      );
    case 'ADDRESS_SEATS': {
      const soon_s = Math.min(retry_s, RETRY_SOON_S);
      const from = origin?.isAccount ? 'by one person, under whichever account,' : 'from one network address';
      const message = `At most ${outcome.max} seats of a show may be held ${from} at a time. Try again in ${soon_s} s.`;
      return new LimitExceededError(message, outcome.max, soon_s);
    }
    case 'ADDRESS_HOLDS': {
      const message = `Too many seats of this show were held from your network address and not paid. Try again in ${retry_s} s.`;
      return new LimitExceededError(message, outcome.max, retry_s);
    }
    case 'EXPIRED_HOLDS':
      return new LimitExceededError(
        `Seats that you held were not paid in time, again. Others can be held in ${retry_s} s.`,
        outcome.max,
        retry_s,
      );
    case 'ADDRESS_EXPIRED_SEATS': {
      const whose = origin?.isAccount ? 'you held under another account' : 'were held from your network address';
      const message = `Too many seats of this show that ${whose} were not paid in time. Others can be held in ${retry_s} s.`;
      return new LimitExceededError(message, outcome.max, retry_s);
    }
    case 'LOCK_CHANGES':
      return tooManyChanges(changes!, outcome.retryAfter_ms);
    default:
      return outcome satisfies never;
  }
}
