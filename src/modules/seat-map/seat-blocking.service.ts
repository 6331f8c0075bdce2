import type { Mutex } from '../../platform/mutex.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import { type InputIssue, InvalidInputError, MAX_ISSUES, NotFoundError } from '../../shared/errors.ts';
import { assertOrganiser, type Principal } from '../../shared/principal.ts';
import { reasonIssues } from '../../shared/text/reason.ts';
import { splitSeats } from '../events/event-size.ts';
import { writeEvents } from '../events/write-events.ts';
import type { Idempotency, Settle } from '../idempotency/idempotency.ts';
import { reserveVersions } from '../inventory/seat-ledger.ts';
import { withShowMutex } from '../shows/show-mutex.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { conflictsOf } from './seat-conflicts.ts';
import { planSeatIds } from './seat-id.ts';
import { SeatsUnavailableError } from './seat-map.errors.ts';
import type { SeatMapService } from './seat-map.service.ts';

/** Seats in one request. Their transaction is one, whatever number of events tells of them. */
export const MAX_BLOCKED_AT_ONCE = 20_000;

export interface BlockSeatsInput {
  showId: string;
  seatIds: readonly string[];
  reason?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}

export interface SeatBlockingService {
  /**
   * Takes seats off sale, all or none. Throws SeatsUnavailableError, InvalidInputError, NotFoundError,
   * IdempotencyConflictError.
   */
  blockSeats(principal: Principal, input: BlockSeatsInput): Promise<Show>;
  /** Puts blocked seats on sale again, all or none. Throws InvalidInputError naming those that are not blocked, …. */
  unblockSeats(principal: Principal, input: BlockSeatsInput): Promise<Show>;
}

export interface SeatBlockingDeps {
  database: Database;
  mutex: Mutex;
  keys: RedisKeys;
  shows: ShowsService;
  seatMap: SeatMapService;
  idempotency: Idempotency;
  logger: Logger;
}

export function createSeatBlockingService(deps: SeatBlockingDeps): SeatBlockingService {
  const { database, mutex, keys, shows, seatMap, idempotency, logger } = deps;

  /** Once for the caller's key: the answer is written down with the change. */
  async function changeOnce(
    operation: string,
    input: BlockSeatsInput,
    principal: Principal,
    write: (tx: Querier) => Promise<'seat.blocked' | 'seat.unblocked'>,
  ): Promise<void> {
    const { showId, idempotencyKey: key } = input;
    await idempotency.once(
      { principal, operation, key, input, newSubjectId: () => showId },
      async (_showId, settle) => {
        await change(input, principal, write, settle);
        return { showId };
      },
    );
  }

  async function change(
    { showId, seatIds }: BlockSeatsInput,
    principal: Principal,
    write: (tx: Querier) => Promise<'seat.blocked' | 'seat.unblocked'>,
    settle: Settle,
  ): Promise<void> {
    await withShowMutex({ database, mutex, keys, showId, logger }, async (lease) => {
      const events = await database.transaction(async (tx) => {
        await lease.guard(tx);
        const lists = splitSeats(seatIds);
        const version = await reserveVersions(tx, showId, lists.length);
        if (version === null) throw new NotFoundError('Show', 'input.showId');
        const event_type = await write(tx);
        const changes = lists.map((seat_ids, index) => ({
          event_type,
          show_id: showId,
          version: version + index,
          seat_ids,
          actor: principal.id,
        }));
        await writeEvents(tx, changes);
        await settle(tx, { showId });
        return changes;
      });
      for (const event of events) await seatMap.apply(event);
    });
  }

  async function validate({ showId, seatIds, reason }: BlockSeatsInput): Promise<Show> {
    const show = await shows.getShow(showId);
    if (!show) throw new NotFoundError('Show', 'input.showId');
    const plan = await shows.planOf(show);
    const issues: InputIssue[] = [];
    if (seatIds.length === 0) issues.push({ path: 'input.seatIds', message: 'must name at least one seat' });
    const seen = new Set<string>();
    for (const [index, seatId] of seatIds.entries()) {
      // One more than is told, so that it shows that there are more.
      if (issues.length > MAX_ISSUES) break;
      const path = `input.seatIds.${index}`;
      if (seen.has(seatId)) issues.push({ path, message: `"${seatId}" is listed twice` });
      else if (!plan.seatById.has(seatId)) issues.push({ path, message: `no seat "${seatId}" in this show` });
      seen.add(seatId);
    }
    issues.push(...reasonIssues(reason));
    if (issues.length > 0) throw new InvalidInputError(issues);
    return show;
  }

  return {
    async blockSeats(principal, asked) {
      assertOrganiser(principal);
      const input = withPlanSeats(asked);
      const show = await validate(input);
      await changeOnce('blockSeats', input, principal, async (tx) => {
        const blocked = await tx.query<{ seat_id: string }>(
          `INSERT INTO seat_states (show_id, seat_id, state, reason)
           SELECT $1, seat_id, 'BLOCKED', $3 FROM unnest($2::text[]) AS seat_id
           ON CONFLICT DO NOTHING RETURNING seat_id`,
          [input.showId, input.seatIds, input.reason ?? null],
        );
        if (blocked.length < input.seatIds.length) {
          const done = new Set(blocked.map((row) => row.seat_id));
          const others = input.seatIds.filter((seatId) => !done.has(seatId));
          throw new SeatsUnavailableError(
            input.showId,
            input.seatIds,
            await conflictsOf(tx, input.showId, others, principal.id),
          );
        }
        return 'seat.blocked';
      });
      return show;
    },
    async unblockSeats(principal, asked) {
      assertOrganiser(principal);
      const input = withPlanSeats(asked);
      const show = await validate(input);
      await changeOnce('unblockSeats', input, principal, async (tx) => {
        const freed = await tx.query<{ seat_id: string }>(
          `DELETE FROM seat_states WHERE show_id = $1 AND seat_id = ANY($2) AND state = 'BLOCKED' RETURNING seat_id`,
          [input.showId, input.seatIds],
        );
        if (freed.length < input.seatIds.length) {
          const done = new Set(freed.map((row) => row.seat_id));
          throw new InvalidInputError(
            input.seatIds.flatMap((seatId, index) =>
              done.has(seatId) ? [] : [{ path: `input.seatIds.${index}`, message: `"${seatId}" is not blocked` }],
            ),
          );
        }
        return 'seat.unblocked';
      });
      return show;
    },
  };
}

function withPlanSeats(input: BlockSeatsInput): BlockSeatsInput {
  return { ...input, seatIds: planSeatIds(input.showId, input.seatIds) };
}
