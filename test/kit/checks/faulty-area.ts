interface Share {
  quantity: number;
  deadline_ms: number;
  isSold: boolean;
}

export interface FaultyAreaOptions {
  capacity: number;
  now_ms(): number;
  /** Whether the mistake is made this time. */
  errs(mistake: AreaMistake): boolean;
}

/** A mistake that can be made in counting places. */
export const AREA_MISTAKES = [
  'lost decrement',
  'doubled return',
  'lost return',
  'claim not freed',
  'refusal of what is left',
] as const;

export type AreaMistake = (typeof AREA_MISTAKES)[number];

/** The places of an area as an office counts them that makes mistakes: by a number of its own, beside what each lock has. */
export class FaultyArea {
  readonly #options: FaultyAreaOptions;
  readonly #shares = new Map<string, Share>();
  #free: number;

  constructor(options: FaultyAreaOptions) {
    this.#options = options;
    this.#free = options.capacity;
  }

  get free(): number {
    this.#endOverdue();
    return this.#free;
  }

  /** How many are left where that is too few for the lock to have so many; null: it may have them. */
  shortageFor(lockId: string | null, quantity: number): number | null {
    this.#endOverdue();
    const more = quantity - (lockId === null ? 0 : (this.#shares.get(lockId)?.quantity ?? 0));
    if (more <= 0) return null;
    if (more > this.#free || this.#options.errs('refusal of what is left')) return this.#free;
    return null;
  }

  /** The lock has so many from now on: what it had is given back. */
  set(lockId: string, quantity: number, deadline_ms: number): void {
    const had = this.#shares.get(lockId)?.quantity ?? 0;
    if (quantity > 0) this.#shares.set(lockId, { quantity, deadline_ms, isSold: false });
    else this.#shares.delete(lockId);
    if (quantity < had) this.#giveBack(had - quantity);
    else if (quantity > had && !this.#options.errs('lost decrement')) this.#free -= quantity - had;
  }

  /** Places were kept for a lock that came to nothing for another reason. */
  claimedInVain(quantity: number): void {
    if (quantity <= this.#free && this.#options.errs('claim not freed')) this.#free -= quantity;
  }

  extend(lockId: string, deadline_ms: number): void {
    const share = this.#shares.get(lockId);
    if (share) share.deadline_ms = deadline_ms;
  }

  sell(lockId: string): void {
    const share = this.#shares.get(lockId);
    if (share) share.isSold = true;
  }

  end(lockId: string): void {
    const share = this.#shares.get(lockId);
    if (!share) return;
    this.#shares.delete(lockId);
    this.#giveBack(share.quantity);
  }

  #giveBack(quantity: number): void {
    if (this.#options.errs('lost return')) return;
    this.#free += this.#options.errs('doubled return') ? 2 * quantity : quantity;
  }

  #endOverdue(): void {
    for (const [lockId, { deadline_ms, isSold }] of this.#shares) {
      if (!isSold && deadline_ms <= this.#options.now_ms()) this.end(lockId);
    }
  }
}
