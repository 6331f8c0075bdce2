import { createTurnBatcher } from '../../platform/batching/turn-batcher.ts';
import { createRedisBuckets } from '../../platform/redis/redis-buckets.ts';
import { PAYER_KEPT_FOR_MS } from '../limits/cooldown.ts';
import type { Cooled } from '../limits/hold-counts.ts';
import type { SeatMapStore } from '../seat-map/seat-map-store.ts';
import type { AdmissionStore } from '../waiting-room/admission-store.ts';
import { acquireCall, cooldownText, mapField } from './acquire-call.ts';
import { type AcquireReply, toOutcome } from './acquire-reply.ts';
import { entriesOf } from './place-entries.ts';
import { type RedisLockStoreParts, SEATS_PER_CALL } from './redis-lock-store-parts.ts';
import type { AcquireOutcome, AcquireRequest, SeatHolder, SeatLockStore } from './seat-lock-store.ts';

/** What a lock costs beside its seats, in seats. */
const LOCK_WEIGHT = 2;
/** Few enough to hold up nobody else at Redis. */
const SEATS_PER_READ = 1_000;

/** Who holds which seats, for how long, and what that has cost. */
export function createRedisSeatHolds({
  redis,
  keys,
  script,
}: RedisLockStoreParts): Omit<SeatLockStore, keyof SeatMapStore | keyof AdmissionStore> {
  const acquire = script('acquire');
  const extend = script('extend');
  const release = script('release');
  const forgive = script('forgive');
  const excuse = script('excuse');
  const moveBudget = createRedisBuckets(redis);

  const acquisitions = createTurnBatcher<AcquireRequest, AcquireOutcome>({
    maxWeight: SEATS_PER_CALL,
    weigh: ({ seatIds, areas = [] }) => LOCK_WEIGHT + seatIds.length + areas.length,
    async run(showId, requests) {
      const [touched, args] = acquireCall(keys, showId, requests);
      const replies = (await acquire(touched, args, { isGathered: true })) as AcquireReply[];
      return requests.map((request, index) => ({ status: 'fulfilled', value: toOutcome(replies[index], request) }));
    },
  });

  return {
    acquire: (request) => acquisitions.submit(request.showId, request),

    async extend({ ownerId, ttl_ms, ...held }) {
      const { showId, lockId } = held;
      const entries = entriesOf(lockId, held);
      if (entries.length === 0) return;
      const touched = [keys.seatMap(showId), keys.seatHolds(showId, ownerId)];
      for (const entry of entries) touched.push(keys.seatLock(showId, entry));
      await extend(touched, [lockId, ownerId, Math.ceil(ttl_ms), ...entries.map(mapField)]);
    },

    async release(held) {
      const { showId, lockId, areas = [], hasRunOut = false, claimedOf = areas.map(({ areaId }) => areaId) } = held;
      const entries = entriesOf(lockId, held);
      if (entries.length + claimedOf.length === 0) return;
      const touched = [keys.areaClaims(showId), keys.seatHolds(showId, '')];
      for (const entry of entries) touched.push(keys.seatLock(showId, entry));
      await release(touched, [lockId, hasRunOut ? 1 : 0, ...entries, ...claimedOf]);
    },

    async giveBack({ showId, address, amount_ms }) {
      const back = { change_ms: -Math.floor(amount_ms), most_ms: Number.MAX_SAFE_INTEGER, mode: 'ifRoom' } as const;
      await moveBudget(keys.addressBudget(showId, address), back);
    },

    async forgive({ showId, ownerId, lockId, address: known, seats }) {
      const noted =
        lockId === undefined ? null : await redis.run((client) => client.getdel(keys.payer(showId, lockId)));
      const address = known ?? (noted === null ? null : (JSON.parse(noted) as Cooled));
      const touched = [keys.cooldown(showId, ownerId)];
      if (address) touched.push(keys.addressCooldown(showId, address.address));
      await forgive(touched, address ? [seats, cooldownText(address.cooldown)] : []);
    },

    async notePayer({ showId, lockId, address }) {
      const [key, noted] = [keys.payer(showId, lockId), JSON.stringify(address)];
      await redis.run((client) => client.set(key, noted, 'PX', PAYER_KEPT_FOR_MS));
    },

    async excuse({ showId, lockId, ownerId }) {
      await excuse([keys.seatHolds(showId, ownerId)], [lockId]);
    },

    async takeChange({ showId, changes: { caller, change_ms, budget_ms } }) {
      return await moveBudget(keys.lockChanges(showId, caller), { change_ms, most_ms: budget_ms, mode: 'ifRoom' });
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
