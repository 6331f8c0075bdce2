import {
  createShowMap,
  type ShowArea,
  type ShowMap,
  type ShowMapState,
  type ShowSeat,
} from '@seatwire/client/show-map';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { Seatwire } from './seatwire.ts';
import { useSeatwire } from './seatwire-context.ts';

export interface SeatMapView extends Omit<ShowMapState, 'showId'> {
  /** Of the show that all of this is about: the one that was asked for. */
  readonly showId: string | null;
  /** Tries now what waits for its next attempt. The same function as long as the show is the same. */
  readonly reconnect: () => void;
}

const NOTHING: SeatMapView = {
  showId: null,
  pending: false,
  seats: [],
  areas: [],
  hall: null,
  show: null,
  limits: null,
  version: null,
  connection: { state: 'idle', hint: null, error: null, attempt: 0, nextAttemptAt: null },
  reconnect: () => {},
};

/**
 * A show's live seat map; null: of none yet. Connected as long as a component uses it, once for all of them. What it returns is
 * the same object until something is different, and seats that did not change stay the same objects. After a change of the
 * show it is about the new one at once, `pending` at first.
 */
export function useSeatMap(showId: string | null): SeatMapView {
  const map = useShowMap(showId);
  const state = useSyncExternalStore(map?.subscribe ?? nothing, map?.getState ?? none, map?.getInitialState ?? none);
  return useMemo(() => (map && state ? { ...state, reconnect: map.reconnect } : NOTHING), [map, state]);
}

/** One seat of it: the component is rendered again when that seat changes. Null while pending, and if there is no such seat. */
export function useSeat(showId: string | null, seatId: string): ShowSeat | null {
  const map = useShowMap(showId);
  const seat = useCallback(() => map?.seat(seatId) ?? null, [map, seatId]);
  return useSyncExternalStore(map?.subscribe ?? nothing, seat, none);
}

/** One area of it: the component is rendered again when that area changes. Null while pending, and if there is no such area. */
export function useArea(showId: string | null, areaId: string): ShowArea | null {
  const map = useShowMap(showId);
  const area = useCallback(() => map?.getState().areas.find((each) => each.areaId === areaId) ?? null, [map, areaId]);
  return useSyncExternalStore(map?.subscribe ?? nothing, area, none);
}

function useShowMap(showId: string | null): ShowMap | null {
  const seatwire = useSeatwire();
  return useMemo(() => (showId === null ? null : seatwire.shared(showMapOf, showId)), [seatwire, showId]);
}

const showMapOf = ({ options }: Seatwire, showId: string) => createShowMap({ ...options, showId });

const nothing = () => () => {};
const none = () => null;
