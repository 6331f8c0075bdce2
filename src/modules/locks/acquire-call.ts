import { placesIn } from '../inventory/places.ts';
import type { Cooldown } from '../limits/cooldown.ts';
import type { LockKeys } from './lock-keys.ts';
import { entriesOf } from './place-entries.ts';
import type { AcquireRequest } from './seat-lock-store.ts';

/** Keys and arguments of a call of acquire.lua, as told there, for some locks of one show: one after the other. */
export function acquireCall(
  keys: LockKeys,
  showId: string,
  requests: readonly AcquireRequest[],
): [keys: string[], args: (string | number)[]] {
  const seatLock = keys.seatLock(showId, '');
  const [touched, counted, seatLocks] = [[keys.seatMap(showId)], [] as string[], [] as string[]];
  const [locks, fields] = [[] as (string | number)[], [] as string[]];
  // Nearly always the same for all.
  const positions = new Map<string, number>();
  const terms: (string | number)[] = [];
  const demands: [lock: number, areaId: string, more: number][] = [];
  const had: [lock: number, places: number][] = [];
  for (const [index, request] of requests.entries()) {
    const { lockId, ownerId, areas, hadPlaces = 0 } = request;
    const entries = entriesOf(lockId, request);
    for (const { areaId, more } of areas ?? []) demands.push([index + 1, areaId, more]);
    if (hadPlaces > 0) had.push([index + 1, hadPlaces]);
    touched.push(keys.seatHolds(showId, ownerId));
    counted.push(...countedKeys(keys, request));
    for (const seatId of entries) {
      seatLocks.push(seatLock + seatId);
      fields.push(mapField(seatId));
    }
    const own = termsOf(request);
    const key = own.join(' ');
    let position = positions.get(key);
    if (position === undefined) {
      position = positions.size + 1;
      positions.set(key, position);
      terms.push(...own);
    }
    locks.push(lockId, ownerId, entries.length, position, placesIn(areas));
  }
  const wanted = demands.length === 0 ? '' : JSON.stringify([keys.areaClaims(showId), demands, had]);
  const admissions = requests.some(({ admission }) => admission) ? keys.admissions(showId) : '';
  const args = [requests.length, positions.size, seatLock, wanted, admissions, ...locks, ...terms, ...fields];
  return [touched.concat(counted, seatLocks), args];
}

/** Where what is counted for a lock is kept, as acquire.lua takes it. */
function countedKeys(keys: LockKeys, { showId, ownerId, origin, changes, cooldown }: AcquireRequest): string[] {
  const counted: string[] = [];
  if (origin) counted.push(keys.addressHolds(showId, origin.address), keys.addressBudget(showId, origin.address));
  if (changes) counted.push(keys.lockChanges(showId, changes.caller));
  if (cooldown) counted.push(keys.cooldown(showId, ownerId));
  if (origin?.cooldown) {
    counted.push(keys.addressCooldown(showId, origin.address), keys.unpaidHolds(showId, origin.address));
  }
  return counted;
}

/** The field of a seat in its show's map. */
export function mapField(seatId: string): string {
  return `s:${seatId}`;
}

/** What locks of the same moment have in common, for the most part: see acquire.lua. */
function termsOf({
  ttl_ms,
  limits,
  origin,
  changes,
  seatIds,
  allottedIds = [],
  admission,
  cooldown,
}: AcquireRequest): (string | number)[] {
  return [
    Math.max(1, Math.ceil(ttl_ms)),
    limits?.maxLocks ?? '',
    limits?.maxSeats ?? '',
    ...(origin
      ? [origin.maxSeats ?? '', Math.ceil(origin.seat_ms), origin.budget_ms, Math.ceil(origin.lasts_ms)]
      : ['', '', '', '']),
    ...(changes ? [changes.change_ms, changes.budget_ms] : ['', '']),
    allottedIds.length > 0 ? positionsOf(seatIds, new Set(allottedIds)) : '',
    admission ? Math.ceil(admission.idle_ms) : '',
    cooldown ? cooldownText(cooldown) : '',
    origin?.cooldown ? cooldownText(origin.cooldown) : '',
  ];
}

/** Six numbers: whether seats are counted, and the rest as it is. */
export function cooldownText({ counts, free, first_ms, max_ms, forget_ms, most }: Cooldown): string {
  return `${counts === 'SEATS' ? 1 : 0} ${free} ${first_ms} ${max_ms} ${forget_ms} ${most}`;
}

function positionsOf(seatIds: readonly string[], wanted: ReadonlySet<string>): string {
  return seatIds.flatMap((seatId, index) => (wanted.has(seatId) ? [index + 1] : [])).join(',');
}
