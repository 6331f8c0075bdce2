import { type BookingState, type BookingStore, createBookingStore } from '@seatwire/client/box-office';
import { hintOf } from '@seatwire/client/connection';
import { useMemo, useSyncExternalStore } from 'react';
import { boxOfficeOf } from './box-office-of.ts';
import { noShow } from './no-show.ts';
import type { Seatwire } from './seatwire.ts';
import { useSeatwire } from './seatwire-context.ts';

/** The booking that this page makes for a show (null: of none yet), or one that there is already. */
export type BookingOf = { readonly showId: string | null } | { readonly bookingId: string };

export interface BookingView extends BookingState, Omit<BookingStore, 'getState' | 'getInitialState' | 'subscribe'> {
  /** What to do about `error`, for a developer. */
  readonly hint: string | null;
}

/**
 * A booking from its making on, for all components alike: create it from a lock, pay, cancel; its status follows by itself, also
 * what comes after EXPIRED or REFUNDED. Its functions stay the same as long as the booking that was asked for does, and do not reject: what came of them is
 * their value, and is also told in `refusal` and `error` until the next one.
 */
export function useBooking(of: BookingOf): BookingView {
  const seatwire = useSeatwire();
  const key = 'bookingId' in of ? of.bookingId : `${OF_SHOW}${of.showId ?? ''}`;
  const store = useMemo(() => seatwire.kept(bookingStoreOf, key), [seatwire, key]);
  const state = useSyncExternalStore(store.subscribe, store.getState, store.getInitialState);
  return useMemo(() => {
    const { pay, startPayment, correct, quoteChange, applyChange, cancellationTerms, cancel } = store;
    const { dismiss, reconnect } = store;
    const changing = { startPayment, correct, quoteChange, applyChange, cancellationTerms };
    const create = key === OF_SHOW ? noShow : store.create;
    return { ...state, create, pay, ...changing, cancel, dismiss, reconnect, hint: state.error && hintOf(state.error) };
  }, [store, state, key]);
}

const OF_SHOW = 'of ';

const bookingStoreOf = (seatwire: Seatwire, key: string) =>
  createBookingStore(boxOfficeOf(seatwire), key === OF_SHOW ? {} : bookingOf(key));

const bookingOf = (key: string) =>
  key.startsWith(OF_SHOW) ? { showId: key.slice(OF_SHOW.length) } : { bookingId: key };
