import { changesOfBudget } from '../limits/change-budget.ts';
import type { AreaShortage } from '../seat-map/seat-map.errors.ts';
import type { AcquireOutcome, AcquireRequest, StoreConflict } from './seat-lock-store.ts';

/** What acquire.lua returns of each lock, when the map is there: see there. */
export type AcquireReply =
  | [1, number, number]
  | [2, ...number[]]
  | [3, ExceededLimit, number, number]
  | [4, isMissing: 0 | 1];
type ExceededLimit = 1 | 2 | 3 | 4 | 5 | 6 | 7;

const REASONS: Record<number, StoreConflict['reason']> = {
  1: 'LOCKED_BY_OTHER',
  2: 'LOCKED_BY_YOU',
  3: 'BOOKED',
  4: 'BLOCKED',
};

/** Without a reply the map is not there. */
export function toOutcome(reply: AcquireReply | undefined, request: AcquireRequest): AcquireOutcome {
  const { seatIds, areas = [] } = request;
  if (!reply) return { outcome: 'MAP_MISSING' };
  switch (reply[0]) {
    case 1:
      return { outcome: 'ACQUIRED', token: reply[1], lapsed: reply[2] };
    case 2: {
      const conflicts: StoreConflict[] = [];
      const shortAreas: AreaShortage[] = [];
      for (let i = 1; i < reply.length; i += 2) {
        const [place, what] = [reply[i]!, reply[i + 1]!];
        if (place > 0) conflicts.push({ seatId: seatIds[place - 1]!, reason: REASONS[what]! });
        else shortAreas.push({ areaId: areas[-place - 1]!.areaId, available: what });
      }
      return { outcome: 'REFUSED', conflicts, ...(shortAreas.length > 0 ? { shortAreas } : {}) };
    }
    case 3:
      return excess(reply, request);
    case 4:
      return { outcome: reply[1] === 1 ? 'ADMISSIONS_MISSING' : 'NOT_ADMITTED' };
    default:
      return reply satisfies never;
  }
}

function excess(
  [, which, held, retryAfter_ms]: [3, ExceededLimit, number, number],
  request: AcquireRequest,
): AcquireOutcome {
  const outcome = 'LIMIT_EXCEEDED' as const;
  const { limits, origin, changes, cooldown } = request;
  switch (which) {
    case 1:
      return { outcome, limit: 'LOCKS', max: limits!.maxLocks, held };
    case 2:
      return { outcome, limit: 'SEATS', max: limits!.maxSeats, held };
    case 3:
      return { outcome, limit: 'ADDRESS_SEATS', max: origin!.maxSeats!, held, retryAfter_ms };
    case 4: {
      const max = Math.floor(origin!.budget_ms / origin!.seat_ms);
      return { outcome, limit: 'ADDRESS_HOLDS', max, held, retryAfter_ms };
    }
    case 5:
      return { outcome, limit: 'LOCK_CHANGES', max: changesOfBudget(changes!), held, retryAfter_ms };
    case 6:
      return { outcome, limit: 'EXPIRED_HOLDS', max: cooldown!.free, held, retryAfter_ms };
    case 7:
      return { outcome, limit: 'ADDRESS_EXPIRED_SEATS', max: origin!.cooldown!.free, held, retryAfter_ms };
    default:
      return which satisfies never;
  }
}
