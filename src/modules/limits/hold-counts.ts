import type { Principal } from '../../shared/principal.ts';
import { can, type ShowResource } from '../identity/rights.ts';
import { accountKey } from './account-key.ts';
import { type ChangeBudget, type ChangeSettings, changeBudget } from './change-budget.ts';
import { type Cooldown, type CooldownTimes, cooldownOf } from './cooldown.ts';
import { countedAddress } from './counted-address.ts';
import { accountOrigin, type HoldOrigin, holdOrigin, type OriginSettings } from './hold-origin.ts';

/** Who calls, and from where; null: from nowhere, which is the product itself. */
export interface Calling {
  principal: Principal;
  address: string | null;
}

export interface HoldCountSettings {
  holds: OriginSettings;
  /** What may run out unpaid, and what more than that costs. */
  expired: { seatsPerHourOfAddress: number; holdsPerHourOfCaller: number; cooldown: CooldownTimes };
  lockChanges: ChangeSettings;
}

/** Of the server's locks. */
export interface HoldTimes {
  ttl_ms: number;
  extension_ms: number;
  buyer: { maxSeats: number };
}

/** Where what an address, or an account, has let run out is counted. */
export interface Cooled {
  address: string;
  cooldown: Cooldown;
}

/** By what the lock store counts holds, and changes of locks. */
export interface HoldCounts {
  /**
   * What it is to count holds by: a guest's network address, or an account whose e-mail address is verified; null: nothing. `hall`: of so many
   * seats and places, and in which one buyer may hold so many.
   */
  originOf(calling: Calling, hall: { seats: number; maxSeatsOfBuyer: number }): HoldOrigin | null;
  /** What it costs the caller to let holds of the show run out unpaid; null: nothing. */
  cooldownOf(principal: Principal, show: ShowResource): Cooldown | null;
  /** What it is to count the caller's changes of locks in the show by; null: nothing. */
  changesOf(calling: Calling, show: ShowResource): ChangeBudget | null;
  /** Of whom what ran out unpaid is counted over all sessions; null: of nobody. */
  cooledOf(calling: Calling): Cooled | null;
}

export function createHoldCounts({ holds, expired, lockChanges }: HoldCountSettings, locks: HoldTimes): HoldCounts {
  const ofCaller = cooldownOf('HOLDS', expired.holdsPerHourOfCaller, expired.cooldown);
  const ofAddress = cooldownOf('SEATS', expired.seatsPerHourOfAddress, expired.cooldown);
  const { ttl_ms, extension_ms, buyer } = locks;

  return {
    originOf(calling, { seats: hallSeats, maxSeatsOfBuyer }) {
      const account = accountOf(calling.principal);
      const terms = { ttl_ms, extension_ms };
      if (account !== null) return accountOrigin(account, { ...terms, maxSeatsOfBuyer, cooldown: ofCaller });
      const address = addressOf(calling);
      const of = { address, settings: holds, maxSeatsOfBuyer: buyer.maxSeats, hallSeats };
      return holdOrigin({ ...terms, ...of, cooldown: ofAddress });
    },
    cooldownOf: (principal, show) => (can(principal, 'lock.unlimited', show) ? null : ofCaller),
    changesOf(calling, show) {
      const { principal } = calling;
      if (can(principal, 'lock.unlimited', show)) return null;
      return changeBudget({ callerId: principal.id, address: addressOf(calling) }, lockChanges);
    },
    cooledOf(calling) {
      const account = accountOf(calling.principal);
      if (account !== null) return ofCaller && { address: account, cooldown: ofCaller };
      const address = addressOf(calling);
      return address === null || ofAddress === null ? null : { address, cooldown: ofAddress };
    },
  };
}

export function addressOf({ principal, address }: Calling): string | null {
  return countedAddress(principal, address);
}

/** Organisers sell: they are not counted. */
function accountOf(principal: Principal): string | null {
  return can(principal, 'organise', null) ? null : accountKey(principal);
}
