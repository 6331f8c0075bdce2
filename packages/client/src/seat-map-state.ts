import type { LiveShow } from './live-show.ts';
import type { SeatMapError } from './seat-map-error.ts';
import type { SeatState } from './seat-map-event.ts';

/**
 * `idle` while nobody subscribes; `connecting` until the first snapshot; `live`; `reconnecting` after a drop or a rest, while
 * what was known stays; `closed` for good.
 */
export type SeatMapStatus = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'closed';

/** Never changes: there is another one after each change, and the same one as long as nothing does. */
export interface SeatMapState {
  readonly status: SeatMapStatus;
  /** Of the show's map; null before the first snapshot. */
  readonly version: number | null;
  /** The seats that are not AVAILABLE. Another map after each change of a seat. */
  readonly unavailable: ReadonlyMap<string, SeatState>;
  /** How many places of each area can be locked, by its `areaId`. Another map after each change of an area; empty before the first snapshot. */
  readonly areas: ReadonlyMap<string, number>;
  /** Why it is not live: of the last attempt, while the next one waits or runs, or for good. Null while all is well. */
  readonly lastError: SeatMapError | null;
  /** How many attempts to connect have begun since it was live last. 0 while live or idle. */
  readonly attempt: number;
  /** When the next attempt begins, by this device's clock in ms since 1970; null while none waits. */
  readonly nextAttemptAt: number | null;
  /** How the show is: another object after each change. Null without `followShow`, and until the server has told. */
  readonly show: LiveShow | null;
  /** Why the show is not followed, while the map itself may be live. It is asked for again unless `isFinal`; null while all is well. */
  readonly showError: SeatMapError | null;
  /** Why it is `closed`, when nobody asked for that. @deprecated The same as `lastError` of a closed map. */
  readonly error: SeatMapError | null;
}
