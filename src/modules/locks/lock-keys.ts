import type { RedisKeys } from '../../platform/redis/keys.ts';
import { admissionsKey } from '../waiting-room/admission-keys.ts';

/** The keys of what the Redis lock store keeps of a show, all in one slot. */
export interface LockKeys {
  /** `seat_lock:{showId}:seatId`: who holds a seat; its expiry is the hold's. */
  seatLock(showId: string, seatId: string): string;
  /** `seat_holds:{showId}:ownerId`: the seats that an owner holds in a show; it ends with the last hold. */
  seatHolds(showId: string, ownerId: string): string;
  /** `address_holds:{showId}:address`: the seats that were taken from a network address; it ends with the last hold. */
  addressHolds(showId: string, address: string): string;
  /** `address_budget:{showId}:address`: what holds have cost a network address; it ends when that is made up for. */
  addressBudget(showId: string, address: string): string;
  /** `unpaid_holds:{showId}:address`: the locks that hold seats taken from there, by their deadlines; it ends when those are forgotten. */
  unpaidHolds(showId: string, address: string): string;
  /** `cooldown:{showId}:ownerId`: until when a caller takes no seats, and what for; it ends when that is forgotten. */
  cooldown(showId: string, ownerId: string): string;
  /** `address_cooldown:{showId}:address`: the same for a network address. */
  addressCooldown(showId: string, address: string): string;
  /** `payer:{showId}:lockId`: from which network address a payment of the lock was begun; an hour, or until it has come. */
  payer(showId: string, lockId: string): string;
  /** `lock_changes:{showId}:caller`: what changes of locks have cost a caller; it ends when that is made up for. */
  lockChanges(showId: string, caller: string): string;
  /** `area_claims:{showId}`: places of areas that locks have got and the map was not told of yet; it ends with the last claim. */
  areaClaims(showId: string): string;
  /** `admissions:{showId}`: who is admitted by the show's waiting room; see admission-keys.ts. */
  admissions(showId: string): string;
  /** `seat_map:{showId}`: the seat map's unavailable seats and its version; one hour. */
  seatMap(showId: string): string;
}

export function createLockKeys(keys: RedisKeys): LockKeys {
  return {
    seatLock: (showId, seatId) => keys.inSlotOf(showId, 'seat_lock', seatId),
    seatHolds: (showId, ownerId) => keys.inSlotOf(showId, 'seat_holds', ownerId),
    addressHolds: (showId, address) => keys.inSlotOf(showId, 'address_holds', address),
    addressBudget: (showId, address) => keys.inSlotOf(showId, 'address_budget', address),
    unpaidHolds: (showId, address) => keys.inSlotOf(showId, 'unpaid_holds', address),
    cooldown: (showId, ownerId) => keys.inSlotOf(showId, 'cooldown', ownerId),
    addressCooldown: (showId, address) => keys.inSlotOf(showId, 'address_cooldown', address),
    payer: (showId, lockId) => keys.inSlotOf(showId, 'payer', lockId),
    lockChanges: (showId, caller) => keys.inSlotOf(showId, 'lock_changes', caller),
    areaClaims: (showId) => keys.inSlotOf(showId, 'area_claims'),
    admissions: (showId) => admissionsKey(keys, showId),
    seatMap: (showId) => keys.inSlotOf(showId, 'seat_map'),
  };
}
