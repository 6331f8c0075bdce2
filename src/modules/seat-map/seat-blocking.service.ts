import type { Mutex } from '../../platform/mutex/mutex.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import { type InputIssue, InvalidInputError, NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { reasonIssues } from '../../shared/text/reason.ts';
import type { Idempotency, Settle } from '../idempotency/idempotency.ts';
import { type Blocking, type BlockingOutcome, block, unblock } from '../inventory/blocked-places.ts';
import type { Places } from '../inventory/places.ts';
import { readAllotted } from '../inventory/seat-ledger.ts';
import { withShowMutex } from '../shows/show-mutex.ts';
import { assertCanDoToShow } from '../shows/show-rights.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { namedSeatIssues } from './named-seats.ts';
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
  /**
   * Puts blocked seats on sale again, all or none; those of allotments are theirs. Throws InvalidInputError naming those that are not
   * blocked, ….
   */
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

interface Change {
  principal: Principal;
  /** Inside the transaction that settles the caller's key. */
  write(tx: Querier, blocking: Blocking): Promise<BlockingOutcome | null>;
  /** Why it can't be, told of the places for which it can't. */
  refuse(tx: Querier, refused: Places): Promise<Error>;
}

export function createSeatBlockingService(deps: SeatBlockingDeps): SeatBlockingService {
  return new SeatBlocking(deps);
}

class SeatBlocking implements SeatBlockingService {
  readonly #deps: SeatBlockingDeps;

  constructor(deps: SeatBlockingDeps) {
    this.#deps = deps;
  }

  async blockSeats(principal: Principal, asked: BlockSeatsInput): Promise<Show> {
    const input = withPlanSeats(asked);
    const show = await this.#validate(principal, input);
    await this.#changeOnce('blockSeats', input, {
      principal,
      write: (tx, blocking) => block(tx, { ...blocking, reason: input.reason ?? null }),
      async refuse(tx, { seatIds }) {
        const conflicts = await conflictsOf(tx, input.showId, seatIds, principal.id);
        return new SeatsUnavailableError(input.showId, input.seatIds, conflicts);
      },
    });
    return show;
  }

  async unblockSeats(principal: Principal, asked: BlockSeatsInput): Promise<Show> {
    const input = withPlanSeats(asked);
    const show = await this.#validate(principal, input);
    await this.#changeOnce('unblockSeats', input, {
      principal,
      write: unblock,
      async refuse(tx, { seatIds }) {
        const refused = new Set(seatIds);
        const allotted = new Set((await readAllotted(tx, input.showId, seatIds)).map(({ seatId }) => seatId));
        const why = (seatId: string) => (allotted.has(seatId) ? 'is of an allotment' : 'is not blocked');
        return new InvalidInputError(
          input.seatIds.flatMap((seatId, index): InputIssue[] =>
            refused.has(seatId)
              ? [{ path: `input.seatIds.${index}`, message: `"${seatId}" ${why(seatId)}`, code: 'NOT_CHANGEABLE' }]
              : [],
          ),
        );
      },
    });
    return show;
  }

  /** Once for the caller's key: the answer is written down with the change. */
  async #changeOnce(operation: string, input: BlockSeatsInput, change: Change): Promise<void> {
    const { showId, idempotencyKey: key } = input;
    const { principal } = change;
    await this.#deps.idempotency.once(
      { principal, operation, key, input, newSubjectId: () => showId },
      async (_showId, settle) => {
        await this.#changeUnderMutex(input, change, settle);
        return { showId };
      },
    );
  }

  async #changeUnderMutex(
    { showId, seatIds }: BlockSeatsInput,
    { principal, write, refuse }: Change,
    settle: Settle,
  ): Promise<void> {
    const { database, mutex, keys, seatMap, logger } = this.#deps;
    await withShowMutex({ database, mutex, keys, showId, logger }, async (lease) => {
      const events = await database.transaction(async (tx) => {
        await lease.guard(tx);
        const outcome = await write(tx, { showId, places: { seatIds }, actor: principal.id });
        if (!outcome) throw new NotFoundError('Show', 'input.showId');
        if ('refused' in outcome) throw await refuse(tx, outcome.refused);
        await settle(tx, { showId });
        return outcome.events;
      });
      for (const event of events) await seatMap.apply(event);
    });
  }

  async #validate(principal: Principal, { showId, seatIds, reason }: BlockSeatsInput): Promise<Show> {
    const { shows } = this.#deps;
    const show = await shows.getShow(showId);
    assertCanDoToShow(principal, 'show.block', show, 'input.showId');
    const plan = await shows.planOf(show);
    const issues = namedSeatIssues(plan, seatIds, 'input.seatIds');
    if (seatIds.length === 0)
      issues.push({ path: 'input.seatIds', message: 'must name at least one seat', code: 'REQUIRED' });
    issues.push(...reasonIssues(reason));
    if (issues.length > 0) throw new InvalidInputError(issues);
    return show;
  }
}

function withPlanSeats(input: BlockSeatsInput): BlockSeatsInput {
  return { ...input, seatIds: planSeatIds(input.showId, input.seatIds) };
}
