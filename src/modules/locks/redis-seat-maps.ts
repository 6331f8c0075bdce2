import { createTurnBatcher } from '../../platform/batching/turn-batcher.ts';
import type { AreaState, SeatChange, SeatMapImage, SeatState } from '../inventory/seat-state.ts';
import type { MapChange, SeatMapStore } from '../seat-map/seat-map-store.ts';
import { mapField } from './acquire-call.ts';
import { entriesOfPlaces } from './place-entries.ts';
import { type RedisLockStoreParts, SEATS_PER_CALL } from './redis-lock-store-parts.ts';

type Letter = 'A' | 'L' | 'B' | 'X';
/** Beside those of seats, the entry of places that are booked. */
type ChangeLetter = Letter | 'P';

/** What a change of the map costs beside its seats, in seats. */
const CHANGE_WEIGHT = 1;
/** Locks written by one call of the install script; more go ahead of it in chunks of this size. */
const LOCKS_PER_CALL = 5_000;

const LETTERS: Record<SeatState, Letter> = { AVAILABLE: 'A', LOCKED: 'L', BOOKED: 'B', BLOCKED: 'X' };
const STATES: Record<Letter, SeatState> = { A: 'AVAILABLE', L: 'LOCKED', B: 'BOOKED', X: 'BLOCKED' };

/** The maps, which the script that acquires seats looks at. */
export function createRedisSeatMaps(parts: RedisLockStoreParts): SeatMapStore {
  const { redis, keys, script, mapTtl_ms } = parts;
  const dropMap = script('drop-map');
  const changes = createMapChanges(parts);
  const installMap = createMapInstalls(parts);

  return {
    async readMap(showId) {
      return toImage(await redis.run((client) => client.hgetall(keys.seatMap(showId))));
    },

    applyChange: (change) => changes.submit(change.showId, change),
    installMap,

    async dropMap(showId) {
      await dropMap([keys.seatMap(showId)], [mapTtl_ms, '']);
    },

    async resetMap(showId) {
      await dropMap([keys.seatMap(showId)], [mapTtl_ms, 'reset']);
    },
  };
}

/** Brings committed changes to the maps: those of one show that come in the same moment share a call. */
function createMapChanges({ keys, script, mapTtl_ms, lateBelow_ms }: RedisLockStoreParts) {
  const applyChanges = script('apply-changes');
  const changes = createTurnBatcher<MapChange, void>({
    maxWeight: SEATS_PER_CALL,
    // Whoever brings a change waits for it: there are never more than requests.
    maxWaiting: Number.POSITIVE_INFINITY,
    weigh: ({ changes, areas = [] }) => CHANGE_WEIGHT + changes.length + areas.length,
    async run(showId, items) {
      const touched = [keys.seatMap(showId), keys.seatHolds(showId, ''), keys.cooldown(showId, '')];
      const [settings, fields] = [
        [mapTtl_ms, items.length, Math.floor(lateBelow_ms)] as (string | number)[],
        [] as string[],
      ];
      for (const item of items) {
        const { version, endedLockIds = [], areas = [], claimedBy = [] } = item;
        const { changed, letters } = withEndedPlaces(item);
        const areaText =
          areas.length === 0 ? '' : JSON.stringify([keys.areaClaims(showId), claimedBy, areas.map(toldOf)]);
        settings.push(version, endedLockIds.join(' '), letters, areaText);
        for (const { seatId } of changed) {
          fields.push(mapField(seatId));
          if (endedLockIds.length > 0) touched.push(keys.seatLock(showId, seatId));
        }
      }
      await applyChanges(touched, settings.concat(fields), { isGathered: true });
      return items.map(() => ({ status: 'fulfilled', value: undefined }));
    },
  });
  return changes;
}

function createMapInstalls({ keys, script }: RedisLockStoreParts): SeatMapStore['installMap'] {
  const installMap = script('install-map');
  return async ({ showId, image, epoch, locks, places = [], ttl_ms }) => {
    const live = [...locks, ...entriesOfPlaces(places)].filter((lock) => lock.ttl_ms > 0);
    for (let start = 0; ; start += LOCKS_PER_CALL) {
      const isLast = start + LOCKS_PER_CALL >= live.length;
      const touched = [keys.seatMap(showId), keys.seatHolds(showId, '')];
      const args: (string | number)[] = [image.version, epoch, isLast ? Math.ceil(ttl_ms) : 0];
      args.push(isLast ? lettersOf(image.unavailable) : '');
      args.push(isLast ? JSON.stringify((image.areas ?? []).map(toldOf)) : '');
      for (const { seatId, lockId, ownerId, ttl_ms: lockTtl_ms } of live.slice(start, start + LOCKS_PER_CALL)) {
        touched.push(keys.seatLock(showId, seatId));
        args.push(`${lockId} ${ownerId}`, Math.ceil(lockTtl_ms), seatId);
      }
      if (isLast) for (const { seatId } of image.unavailable) args.push(mapField(seatId));
      const done = (await installMap(touched, args)) === 1;
      if (isLast || !done) return done;
    }
  };
}

/** With the entries of places of locks that are over, as if these were seats. */
function withEndedPlaces({ changes, endedPlaces = [] }: MapChange): {
  changed: readonly { seatId: string }[];
  letters: string;
} {
  const entries = entriesOfPlaces(endedPlaces);
  let letters = lettersOf(changes);
  for (const { areBooked } of entries) letters += (areBooked ? 'P' : 'A') satisfies ChangeLetter;
  return { changed: entries.length === 0 ? changes : [...changes, ...entries], letters };
}

/** The area, and its counts as the map has them. */
function toldOf({ areaId, available, held, booked }: AreaState): [areaId: string, counts: string] {
  return [areaId, `${available} ${held} ${booked}`];
}

function lettersOf(changes: readonly SeatChange[]): string {
  let letters = '';
  for (const { state } of changes) letters += LETTERS[state];
  return letters;
}

function toImage(hash: Record<string, string>): SeatMapImage | null {
  const version = hash['#version'];
  if (version === undefined || Number(hash['#waiting'] ?? 0) > 0) return null;
  const unavailable: SeatChange[] = [];
  const areas: AreaState[] = [];
  for (const field in hash) {
    if (field.startsWith('s:')) unavailable.push({ seatId: field.slice(2), state: STATES[hash[field] as Letter] });
    else if (field.startsWith('a:')) {
      const [available, held, booked] = hash[field]!.split(' ').map(Number);
      areas.push({ areaId: field.slice(2), available: available!, held: held!, booked: booked! });
    }
  }
  return { version: Number(version), unavailable, ...(areas.length > 0 ? { areas } : {}) };
}
