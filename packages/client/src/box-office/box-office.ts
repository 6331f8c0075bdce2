import type { BoxOffice, BoxOfficeOptions } from './box-office-types.ts';
import { HttpBoxOffice } from './http-box-office.ts';

export type { ApiErrorCode } from '../api-error.ts';
export { ApiError } from '../api-error.ts';
export type { Connection, ConnectionState } from '../connection.ts';
export type { OnWaiting } from '../patience.ts';
export type { ProofChallenge } from '../proof-of-work.ts';
export { solveProof } from '../proof-of-work.ts';
export type { BookingOf, BookingState, BookingStore } from './booking-store.ts';
export { createBookingStore } from './booking-store.ts';
export type { BoxOffice, BoxOfficeOptions, Following } from './box-office-types.ts';
export type { FollowSink } from './follower.ts';
export type { GuestToken, GuestTokenOptions, TokenStorage } from './guest-token.ts';
export { guestToken } from './guest-token.ts';
export type { LockState, LockStore } from './lock-store.ts';
export { createLockStore } from './lock-store.ts';
export type * from './outcome.ts';

/** Opens nothing; a guest's session begins with the first request. */
export function createBoxOffice(options: BoxOfficeOptions): BoxOffice {
  return new HttpBoxOffice(options);
}
