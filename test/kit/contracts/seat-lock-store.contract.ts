import { addressHoldsContract } from './address-holds.contract.ts';
import { admissionsContract } from './admissions.contract.ts';
import { areaPlacesContract } from './area-places.contract.ts';
import { cooldownsContract } from './cooldowns.contract.ts';
import { holdLimitsContract } from './hold-limits.contract.ts';
import { lockChangesContract } from './lock-changes.contract.ts';
import { seatHoldsContract } from './seat-holds.contract.ts';
import type { SeatLockStoreHarness } from './seat-lock-store-calls.ts';
import { storedMapContract } from './stored-map.contract.ts';

/** What every seat lock store does. `open` returns an empty store. */
export function seatLockStoreContract(open: () => Promise<SeatLockStoreHarness>): void {
  seatHoldsContract(open);
  holdLimitsContract(open);
  addressHoldsContract(open);
  lockChangesContract(open);
  cooldownsContract(open);
  storedMapContract(open);
  areaPlacesContract(open);
  admissionsContract(open);
}
