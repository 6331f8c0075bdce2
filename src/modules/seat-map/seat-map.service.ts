import type { Mutex } from '../../platform/mutex.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import { InvalidInputError, NotFoundError, ServiceUnavailableError } from '../errors.ts';
import { type SeatEvent, writeEvents } from '../events/events.ts';
import type { Principal } from '../identity/principal.ts';
import type { SeatLockStore } from '../locks/seat-lock-store.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { changesOf, endedLockOf } from './seat-events.ts';
import { nextEpoch, readHolders, readImage, readLiveHolds, reserveVersions } from './seat-ledger.ts';
import { type SeatConflict, SeatsUnavailableError } from './seat-map.errors.ts';
import type { SeatMapImage } from './seat-state.ts';

/** The founding document's lifetime of a cached seat map. */
export const SEAT_MAP_TTL_MS = 60 * 60 * 1000;
const REBUILD_WAIT_MS = 3_000;
const MAX_INSTALL_TRIES = 5;
const MAX_REASON_LENGTH = 500;

export interface BlockSeatsInput {
  showId: string;
  seatIds: readonly string[];
  reason?: string | null;
}

export interface SeatMapService {
  /** The map at one version: from the lock store, or from PostgreSQL where that has none or can't be reached. */
  read(showId: string): Promise<SeatMapImage>;
  /** The map at one version from PostgreSQL. Throws NotFoundError. */
  readTruth(showId: string): Promise<SeatMapImage>;
  /** Makes the lock store's map and locks anew from PostgreSQL: by one node, the others wait for it. */
  rebuild(showId: string): Promise<void>;
  /** Brings a committed change to the lock store. Never rejects: what could not be brought now comes with its event. */
  apply(event: Pick<SeatEvent, 'event_type' | 'show_id' | 'version' | 'seat_ids' | 'lock_id'>): Promise<void>;
  /** Takes seats off sale, all or none. Throws SeatsUnavailableError, InvalidInputError, NotFoundError. */
  blockSeats(principal: Principal, input: BlockSeatsInput): Promise<{ showId: string }>;
  /** Puts blocked seats on sale again, all or none. Throws InvalidInputError naming those that are not blocked. */
  unblockSeats(principal: Principal, input: BlockSeatsInput): Promise<{ showId: string }>;
}

export interface SeatMapServiceDeps {
  database: Database;
  store: SeatLockStore;
  mutex: Mutex;
  keys: RedisKeys;
  shows: ShowsService;
  logger: Logger;
}

export function createSeatMapService(deps: SeatMapServiceDeps): SeatMapService {
  const { database, store, mutex, keys, logger } = deps;
  const rebuilding = new Map<string, Promise<void>>();

  async function readTruth(showId: string): Promise<SeatMapImage> {
    const image = await readImage(database, showId);
    if (!image) throw new NotFoundError('Show', 'showId');
    return image;
  }

  async function rebuild(showId: string): Promise<void> {
    const lease = await mutex.acquire(keys.showMutex(showId), { wait_ms: REBUILD_WAIT_MS });
    if (!lease) throw new ServiceUnavailableError('The seat map is being rebuilt.', 1);
    try {
      // Whoever held the mutex before may have built it.
      if (await store.readMap(showId)) return;
      await install(showId);
    } finally {
      await lease.release().catch((error) => logger.warn({ err: error, showId }, 'mutex not released, its lease ends'));
    }
  }

  // Installing is safe without the mutex too (the store refuses what is older than what it knows); the mutex saves work.
  async function install(showId: string): Promise<void> {
    const epoch = await nextEpoch(database, showId);
    for (let attempt = 1; attempt <= MAX_INSTALL_TRIES; attempt += 1) {
      const image = await readTruth(showId);
      const locks = await readLiveHolds(database, showId);
      const installed = await store.installMap({ showId, image, epoch, locks, ttl_ms: SEAT_MAP_TTL_MS });
      // A change that committed meanwhile found no map to go to if the store lost its memory just then: look again.
      if (installed && (await readTruth(showId)).version === image.version) return;
    }
    // Under constant change the map is a few versions behind at worst; the changes themselves are on their way to it.
    logger.info({ showId }, 'seat map installed while it keeps changing');
  }

  function rebuildOnce(showId: string): Promise<void> {
    let running = rebuilding.get(showId);
    if (!running) {
      running = rebuild(showId).finally(() => rebuilding.delete(showId));
      rebuilding.set(showId, running);
    }
    return running;
  }

  async function change(
    { showId, seatIds, reason }: BlockSeatsInput,
    principal: Principal,
    write: (tx: Querier, version: number) => Promise<SeatEvent['event_type']>,
  ): Promise<void> {
    const lease = await mutex.acquire(keys.showMutex(showId), { wait_ms: REBUILD_WAIT_MS });
    if (!lease) throw new ServiceUnavailableError('The show is being changed by someone else.', 1);
    try {
      const event = await database.transaction(async (tx) => {
        const version = await reserveVersions(tx, showId);
        if (version === null) throw new NotFoundError('Show', 'input.showId');
        const changed = {
          event_type: await write(tx, version),
          show_id: showId,
          version,
          seat_ids: [...seatIds],
          actor: principal.id,
          ...(reason ? { reason } : {}),
        };
        await writeEvents(tx, [changed]);
        return changed;
      });
      await service.apply(event);
    } finally {
      await lease.release().catch((error) => logger.warn({ err: error, showId }, 'mutex not released, its lease ends'));
    }
  }

  async function validate({ showId, seatIds, reason }: BlockSeatsInput): Promise<void> {
    const show = await deps.shows.getShow(showId);
    if (!show) throw new NotFoundError('Show', 'input.showId');
    const plan = await deps.shows.planOf(show);
    const issues = [];
    if (seatIds.length === 0) issues.push({ path: 'input.seatIds', message: 'must name at least one seat' });
    const seen = new Set<string>();
    for (const [index, seatId] of seatIds.entries()) {
      const path = `input.seatIds.${index}`;
      if (seen.has(seatId)) issues.push({ path, message: `"${seatId}" is listed twice` });
      else if (!plan.seatById.has(seatId)) issues.push({ path, message: `no seat "${seatId}" in this show` });
      seen.add(seatId);
    }
    if (reason && reason.length > MAX_REASON_LENGTH) {
      issues.push({ path: 'input.reason', message: `must be at most ${MAX_REASON_LENGTH} characters` });
    }
    if (issues.length > 0) throw new InvalidInputError(issues);
  }

  const service: SeatMapService = {
    readTruth,
    rebuild: rebuildOnce,
    async read(showId) {
      try {
        const image = await store.readMap(showId);
        if (image) return image;
        // Not awaited: the reader is served from PostgreSQL meanwhile.
        rebuildOnce(showId).catch((error) => logger.warn({ err: error, showId }, 'seat map not rebuilt'));
      } catch (error) {
        logger.warn({ err: error, showId }, 'seat map cache unreachable, reading PostgreSQL');
      }
      return await readTruth(showId);
    },
    async apply(event) {
      const endedLockId = endedLockOf(event);
      try {
        await store.applyChange({
          showId: event.show_id,
          version: event.version,
          changes: changesOf(event),
          ...(endedLockId === undefined ? {} : { endedLockId }),
        });
      } catch (error) {
        logger.warn(
          { err: error, showId: event.show_id, version: event.version },
          'seat map cache not told of a change',
        );
      }
    },
    async blockSeats(principal, input) {
      await validate(input);
      await change(input, principal, async (tx) => {
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
      return { showId: input.showId };
    },
    async unblockSeats(principal, input) {
      await validate(input);
      await change(input, principal, async (tx) => {
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
      return { showId: input.showId };
    },
  };
  return service;
}

/** Why these seats can't be had, as PostgreSQL knows it, in the order given; seats that are AVAILABLE are left out. */
export async function conflictsOf(
  database: Querier,
  showId: string,
  seatIds: readonly string[],
  principalId: string,
): Promise<SeatConflict[]> {
  const holders = new Map((await readHolders(database, showId, seatIds)).map((holder) => [holder.seatId, holder]));
  return seatIds.flatMap((seatId): SeatConflict[] => {
    const holder = holders.get(seatId);
    if (!holder) return [];
    if (holder.state !== 'LOCKED') return [{ seatId, reason: holder.state }];
    return [{ seatId, reason: holder.ownerId === principalId ? 'LOCKED_BY_YOU' : 'LOCKED_BY_OTHER' }];
  });
}
