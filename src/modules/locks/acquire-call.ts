import type { RedisKeys } from '../../platform/redis/keys.ts';
import type { AcquireRequest } from './seat-lock-store.ts';

/** Keys and arguments of a call of acquire.lua, as told there, for some locks of one show: one after the other. */
export function acquireCall(
  keys: RedisKeys,
  showId: string,
  requests: readonly AcquireRequest[],
): [keys: string[], args: (string | number)[]] {
  const map = keys.seatMap(showId);
  const holds = requests.map(({ ownerId }) => keys.seatHolds(showId, ownerId));
  const origins = requests.flatMap(({ origin }) =>
    origin ? [keys.addressHolds(showId, origin.address), keys.addressBudget(showId, origin.address)] : [map, map],
  );
  const changes = requests.map((request) => (request.changes ? keys.lockChanges(showId, request.changes.caller) : map));
  const seats = requests.flatMap(({ seatIds }) => seatIds);
  const touched = [map, ...holds, ...origins, ...changes, ...seats.map((seatId) => keys.seatLock(showId, seatId))];
  const args = [requests.length, ...requests.flatMap(settingsOf), keys.seatLock(showId, ''), ...seats.map(mapField)];
  return [touched, args];
}

/** The field of a seat in its show's map. */
export function mapField(seatId: string): string {
  return `s:${seatId}`;
}

function settingsOf({
  lockId,
  ownerId,
  ttl_ms,
  limits,
  origin,
  changes,
  seatIds,
}: AcquireRequest): (string | number)[] {
  const most = limits ? [limits.maxLocks, limits.maxSeats] : ['', ''];
  const ofAddress = origin
    ? [origin.maxSeats ?? '', Math.ceil(origin.seat_ms), origin.budget_ms, Math.ceil(origin.lasts_ms)]
    : ['', 0, 0, 0];
  const ofChanges = changes ? [changes.change_ms, changes.budget_ms] : [0, 0];
  return [lockId, ownerId, Math.max(1, Math.ceil(ttl_ms)), ...most, seatIds.length, ...ofAddress, ...ofChanges];
}
