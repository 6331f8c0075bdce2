interface Held {
  readonly owner: string;
  readonly bytes: number;
  readonly release: () => void;
}

interface Holdings {
  readonly held: Set<Held>;
  bytes: number;
}

export interface HeldBytesOptions {
  max_bytes: number;
  /** Of one owner. */
  maxPerOwner_bytes: number;
}

/**
 * Bounds what is held of things that others decide when to let go of, such as answers that their peers have not read: beyond
 * a bound the oldest is let go of, since what has been held for longest is most likely held for ever.
 */
export class HeldBytes {
  readonly #options: HeldBytesOptions;
  readonly #all: Holdings = { held: new Set(), bytes: 0 };
  readonly #ofOwners = new Map<string, Holdings>();

  constructor(options: HeldBytesOptions) {
    this.#options = options;
  }

  get bytes(): number {
    return this.#all.bytes;
  }

  /** Calls `release` when there is no room for it any more, unless the returned function was called before. */
  hold(owner: string, bytes: number, release: () => void): () => void {
    const held = { owner, bytes, release };
    const ofOwner = this.#ofOwners.get(owner) ?? { held: new Set(), bytes: 0 };
    this.#ofOwners.set(owner, ofOwner);
    for (const holdings of [this.#all, ofOwner]) {
      holdings.held.add(held);
      holdings.bytes += bytes;
    }
    this.#makeRoom(ofOwner, this.#options.maxPerOwner_bytes);
    this.#makeRoom(this.#all, this.#options.max_bytes);
    return () => this.#drop(held);
  }

  #makeRoom(holdings: Holdings, max_bytes: number): void {
    for (const oldest of holdings.held) {
      if (holdings.bytes <= max_bytes) return;
      this.#drop(oldest);
      oldest.release();
    }
  }

  #drop(held: Held): void {
    if (!this.#all.held.delete(held)) return;
    const ofOwner = this.#ofOwners.get(held.owner)!;
    ofOwner.held.delete(held);
    this.#all.bytes -= held.bytes;
    ofOwner.bytes -= held.bytes;
    if (ofOwner.held.size === 0) this.#ofOwners.delete(held.owner);
  }
}
