import { createLockStore, type LockState, type LockStore } from '@seatwire/client/box-office';
import { hintOf } from '@seatwire/client/connection';
import { useMemo, useSyncExternalStore } from 'react';
import { boxOfficeOf } from './box-office-of.ts';
import { noShow } from './no-show.ts';
import type { Seatwire } from './seatwire.ts';
import { useSeatwire } from './seatwire-context.ts';

type LockActions = Omit<LockStore, 'getState' | 'getInitialState' | 'subscribe'>;

export interface SeatLockView extends Omit<LockState, 'showId'>, LockActions {
  /** Of the show that all of this is about: the one that was asked for. */
  readonly showId: string | null;
  /** What to do about `error`, for a developer. */
  readonly hint: string | null;
}

/**
 * What this buyer holds of a show, for all components alike: lock seats, or have the best ones chosen; change, extend and give
 * back what is held, with the time that is left. Its functions stay the same as long as the show does, and do not reject: what
 * came of them is their value, and is also told in `refusal` and `error` until the next one.
 */
export function useSeatLock(showId: string | null): SeatLockView {
  const seatwire = useSeatwire();
  const store = useMemo(() => seatwire.kept(lockStoreOf, showId ?? ''), [seatwire, showId]);
  const subscribe = showId === null ? followNothing : store.subscribe;
  const state = useSyncExternalStore(subscribe, store.getState, store.getInitialState);
  return useMemo(() => {
    const hint = state.error && hintOf(state.error);
    const { lockSeats, lockBestAvailable, update, applyCode, extend, release, bestAvailable, dismiss, reconnect } =
      store;
    const changes = { update, applyCode, extend, release };
    const actions = { lockSeats, lockBestAvailable, ...changes, bestAvailable, dismiss, reconnect };
    return showId === null ? { ...state, ...actions, ...NOTHING } : { ...state, ...actions, hint };
  }, [store, state, showId]);
}

const lockStoreOf = (seatwire: Seatwire, showId: string) => createLockStore(boxOfficeOf(seatwire), showId);

/** Whoever subscribes to the store of a show has it ask what is held of it. */
const followNothing = () => () => {};

const NOTHING = { showId: null, hint: null, lockSeats: noShow, lockBestAvailable: noShow, bestAvailable: noShow };
