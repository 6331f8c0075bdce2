import { createTurnBatcher } from '../../platform/batching/turn-batcher.ts';
import type { RedisConnection } from '../../platform/redis/connection.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import { createRedisBuckets } from '../../platform/redis/redis-buckets.ts';
import { defineScript } from '../../platform/redis/script.ts';
import type { SeatChange, SeatMapImage, SeatState } from '../inventory/seat-state.ts';
import { changesOfBudget } from '../limits/change-budget.ts';
import { MAP_TTL_MS, type MapChange } from '../seat-map/seat-map-store.ts';
import { acquireCall, mapField } from './acquire-call.ts';
import { createLockKeys } from './lock-keys.ts';
import type { AcquireOutcome, AcquireRequest, SeatHolder, SeatLockStore, StoreConflict } from './seat-lock-store.ts';

export interface RedisSeatLockStoreOptions {
  redis: RedisConnection;
  keys: RedisKeys;
  /** How long the newest version of a missing or dropped map is remembered. */
  mapTtl_ms?: number;
}

type Letter = 'A' | 'L' | 'B' | 'X';

/** Seats that are acquired, or changed, by one call: few enough to hold up nobody else at Redis, since they take below a millisecond. */
const SEATS_PER_CALL = 100;
/** What a lock costs beside its seats, in seats. */
const LOCK_WEIGHT = 2;
/** What a change of the map costs beside its seats, in seats. */
const CHANGE_WEIGHT = 1;
/** Few enough to hold up nobody else at Redis. */
const SEATS_PER_READ = 1_000;
/** Locks written by one call of the install script; more go ahead of it in chunks of this size. */
const LOCKS_PER_CALL = 5_000;

const LETTERS: Record<SeatState, Letter> = { AVAILABLE: 'A', LOCKED: 'L', BOOKED: 'B', BLOCKED: 'X' };
const STATES: Record<Letter, SeatState> = { A: 'AVAILABLE', L: 'LOCKED', B: 'BOOKED', X: 'BLOCKED' };

/**
 * The store on Redis, any number of nodes: one script per operation; what this node acquires of a show, or brings to its
 * map, at the same time shares a call of it. `seat_lock:{show}:seat` holds `lockId ownerId` (lock ids have no spaces). `seat_holds:{show}:owner` is a
 * sorted set of `lockId seat`, by deadline on Redis' clock (ms); overdue entries do not count. `address_holds:{show}:address`
 * is a hash of what was taken from there: `#count` of all seats, and by `lockId first-seat` the seats, a line each.
 * `address_budget:{show}:address` and `lock_changes:{show}:caller` live until the budget is whole. `seat_map:{show}` is a hash:
 * `#version`, `#base` (the version it was installed with), `#head` (the newest version known), `#epoch` and `#token` (the last
 * fencing token's parts), `#waiting` (how many) changes `#p:version` that came early, and `s:seat` for each seat that is not
 * available. Operations reject with RedisUnavailableError while Redis is away.
 */
export function createRedisSeatLockStore({
  redis,
  keys: redisKeys,
  mapTtl_ms = MAP_TTL_MS,
}: RedisSeatLockStoreOptions): SeatLockStore {
  const keys = createLockKeys(redisKeys);
  const script = (file: string) =>
    defineScript(redis, `seat-lock-store-${file}`, new URL(`./scripts/${file}.lua`, import.meta.url));
  const acquire = script('acquire');
  const extend = script('extend');
  const release = script('release');
  const applyChanges = script('apply-changes');
  const installMap = script('install-map');
  const dropMap = script('drop-map');
  const moveBudget = createRedisBuckets(redis);

  const acquisitions = createTurnBatcher<AcquireRequest, AcquireOutcome>({
    maxWeight: SEATS_PER_CALL,
    weigh: ({ seatIds }) => LOCK_WEIGHT + seatIds.length,
    async run(showId, requests) {
      const [touched, args] = acquireCall(keys, showId, requests);
      const replies = (await acquire(touched, args, { isGathered: true })) as AcquireReply[];
      return requests.map((request, index) => ({ status: 'fulfilled', value: toOutcome(replies[index], request) }));
    },
  });

  const changes = createTurnBatcher<MapChange, void>({
    maxWeight: SEATS_PER_CALL,
    // Whoever brings a change waits for it: there are never more than requests.
    maxWaiting: Number.POSITIVE_INFINITY,
    weigh: (change) => CHANGE_WEIGHT + change.changes.length,
    async run(showId, items) {
      const touched = [keys.seatMap(showId), keys.seatHolds(showId, '')];
      const [settings, fields] = [[mapTtl_ms, items.length] as (string | number)[], [] as string[]];
      for (const { version, changes: changed, endedLockIds = [] } of items) {
        settings.push(version, endedLockIds.join(' '), lettersOf(changed));
        for (const { seatId } of changed) {
          fields.push(mapField(seatId));
          if (endedLockIds.length > 0) touched.push(keys.seatLock(showId, seatId));
        }
      }
      await applyChanges(touched, settings.concat(fields), { isGathered: true });
      return items.map(() => ({ status: 'fulfilled', value: undefined }));
    },
  });

  return {
    acquire: (request) => acquisitions.submit(request.showId, request),

    async extend({ showId, lockId, ownerId, seatIds, ttl_ms }) {
      if (seatIds.length === 0) return;
      const touched = [keys.seatMap(showId), keys.seatHolds(showId, ownerId)];
      for (const seatId of seatIds) touched.push(keys.seatLock(showId, seatId));
      await extend(touched, [lockId, ownerId, Math.ceil(ttl_ms), ...seatIds.map(mapField)]);
    },

    async release({ showId, lockId, seatIds }) {
      if (seatIds.length === 0) return;
      const touched = [keys.seatHolds(showId, '')];
      for (const seatId of seatIds) touched.push(keys.seatLock(showId, seatId));
      await release(touched, [lockId, ...seatIds]);
    },

    async giveBack({ showId, address, amount_ms }) {
      const back = { change_ms: -Math.floor(amount_ms), most_ms: Number.MAX_SAFE_INTEGER, mode: 'ifRoom' } as const;
      await moveBudget(keys.addressBudget(showId, address), back);
    },

    async takeChange({ showId, changes: { caller, change_ms, budget_ms } }) {
      return await moveBudget(keys.lockChanges(showId, caller), { change_ms, most_ms: budget_ms, mode: 'ifRoom' });
    },

    async readMap(showId) {
      return toImage(await redis.run((client) => client.hgetall(keys.seatMap(showId))));
    },

    applyChange: (change) => changes.submit(change.showId, change),

    async installMap({ showId, image, epoch, locks, ttl_ms }) {
      const live = locks.filter((lock) => lock.ttl_ms > 0);
      for (let start = 0; ; start += LOCKS_PER_CALL) {
        const isLast = start + LOCKS_PER_CALL >= live.length;
        const touched = [keys.seatMap(showId), keys.seatHolds(showId, '')];
        const args: (string | number)[] = [image.version, epoch, isLast ? Math.ceil(ttl_ms) : 0];
        args.push(isLast ? lettersOf(image.unavailable) : '');
        for (const { seatId, lockId, ownerId, ttl_ms: lockTtl_ms } of live.slice(start, start + LOCKS_PER_CALL)) {
          touched.push(keys.seatLock(showId, seatId));
          args.push(`${lockId} ${ownerId}`, Math.ceil(lockTtl_ms), seatId);
        }
        if (isLast) for (const { seatId } of image.unavailable) args.push(mapField(seatId));
        const done = (await installMap(touched, args)) === 1;
        if (isLast || !done) return done;
      }
    },

    async dropMap(showId) {
      await dropMap([keys.seatMap(showId)], [mapTtl_ms, '']);
    },

    async resetMap(showId) {
      await dropMap([keys.seatMap(showId)], [mapTtl_ms, 'reset']);
    },

    async holdersOf({ showId, seatIds }) {
      const holders: SeatHolder[] = [];
      for (let start = 0; start < seatIds.length; start += SEATS_PER_READ) {
        const some = seatIds.slice(start, start + SEATS_PER_READ);
        const values = await redis.run((client) => client.mget(some.map((seatId) => keys.seatLock(showId, seatId))));
        for (const [index, value] of values.entries()) {
          if (value) holders.push({ seatId: some[index]!, lockId: value.split(' ', 1)[0]! });
        }
      }
      return holders;
    },
  };
}

function lettersOf(changes: readonly SeatChange[]): string {
  let letters = '';
  for (const { state } of changes) letters += LETTERS[state];
  return letters;
}

/** What acquire.lua returns of each lock, when the map is there: see there. */
type AcquireReply = [1, number, number] | [2, ...number[]] | [3, ExceededLimit, number, number];
type ExceededLimit = 1 | 2 | 3 | 4 | 5;

const REASONS: Record<number, StoreConflict['reason']> = {
  1: 'LOCKED_BY_OTHER',
  2: 'LOCKED_BY_YOU',
  3: 'BOOKED',
  4: 'BLOCKED',
};

function toOutcome(reply: AcquireReply | undefined, request: AcquireRequest): AcquireOutcome {
  const { seatIds } = request;
  if (!reply) return { outcome: 'MAP_MISSING' };
  switch (reply[0]) {
    case 1:
      return { outcome: 'ACQUIRED', token: reply[1], lapsed: reply[2] };
    case 2: {
      const conflicts: StoreConflict[] = [];
      for (let i = 1; i < reply.length; i += 2) {
        conflicts.push({ seatId: seatIds[reply[i]! - 1]!, reason: REASONS[reply[i + 1]!]! });
      }
      return { outcome: 'REFUSED', conflicts };
    }
    case 3:
      return excess(reply, request);
    default:
      return reply satisfies never;
  }
}

function excess(
  [, which, held, retryAfter_ms]: [3, ExceededLimit, number, number],
  request: AcquireRequest,
): AcquireOutcome {
  const outcome = 'LIMIT_EXCEEDED' as const;
  const { limits, origin, changes } = request;
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
    default:
      return which satisfies never;
  }
}

function toImage(hash: Record<string, string>): SeatMapImage | null {
  const version = hash['#version'];
  if (version === undefined || Number(hash['#waiting'] ?? 0) > 0) return null;
  const unavailable: SeatChange[] = [];
  for (const field in hash) {
    if (field.startsWith('s:')) unavailable.push({ seatId: field.slice(2), state: STATES[hash[field] as Letter] });
  }
  return { version: Number(version), unavailable };
}
