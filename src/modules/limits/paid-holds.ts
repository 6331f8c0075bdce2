import type { Calling, Cooled, HoldCounts } from './hold-counts.ts';

/** What a lock holds of a show. */
export interface PaidHold {
  showId: string;
  lockId: string;
  ownerId: string;
}

/** Tells the lock store of money, so that what is paid costs nobody a cool-down. After the fact: whether it can be told changes nothing. */
export interface PaidHolds {
  /** Money for a hold is under way: whatever its deadline says, it has not run out. */
  holdBeingPaid(hold: PaidHold): Promise<void>;
  /** Money for a hold has come, whoever says so: the same, and its owner's cool-down begins anew. */
  holdPaid(hold: PaidHold & { seats: number }): Promise<void>;
  /** A payment is begun that may be decided later: what `holdPaid` says then is of the caller's address as well. */
  paymentBegun(calling: Calling, hold: PaidHold): Promise<void>;
}

/** Where it is counted what has run out: the lock store. */
export interface ExpiredHolds {
  /** What the lock holds never counts as having run out. */
  excuse(hold: PaidHold): Promise<void>;
  /** Takes back what holds cost that ran out, of who has paid. */
  forgive(paid: Forgiven): Promise<void>;
  /** Of whose address a payment of the lock is that comes later. */
  notePayer(payer: { showId: string; lockId: string; address: Cooled }): Promise<void>;
}

export interface Forgiven {
  showId: string;
  ownerId: string;
  /** Null: of no address, or of the one that was noted for the lock. */
  address: Cooled | null;
  lockId?: string;
  seats: number;
}

export function createPaidHolds(holds: ExpiredHolds, { cooledOf }: Pick<HoldCounts, 'cooledOf'>): PaidHolds {
  async function excuse({ showId, lockId, ownerId }: PaidHold): Promise<void> {
    await holds.excuse({ showId, lockId, ownerId }).catch(() => undefined);
  }
  return {
    holdBeingPaid: excuse,
    async holdPaid(hold) {
      await Promise.all([excuse(hold), holds.forgive({ ...hold, address: null }).catch(() => undefined)]);
    },
    async paymentBegun(calling, { showId, lockId }) {
      const address = cooledOf(calling);
      if (address) await holds.notePayer({ showId, lockId, address }).catch(() => undefined);
    },
  };
}
