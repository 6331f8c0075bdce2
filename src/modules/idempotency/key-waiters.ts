import { Tally } from '../../platform/bounds/tally.ts';

export interface KeyWaiterLimits {
  ofCaller: number;
  /** Of the guests of one network address, whose sessions cost them nothing. */
  ofAddress: number;
  ofNode: number;
}

/** Who waits. */
export interface KeyWaiter {
  principal: { id: string };
  /** Null or undefined: none that is counted. */
  address?: string | null | undefined;
}

/** A client repeats a request once or twice; each that waits is looked for forty times a second. */
const LIMITS: KeyWaiterLimits = { ofCaller: 100, ofAddress: 250, ofNode: 1_000 };

/** Counts the requests that wait for the answer of another one with their key, for some seconds each. */
export class KeyWaiters {
  readonly #limits: KeyWaiterLimits;
  readonly #ofCallers = new Tally();
  readonly #ofAddresses = new Tally();
  #count = 0;

  constructor(limits: Partial<KeyWaiterLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
  }

  /** What is to be called when it waits no more; null when too many wait. */
  enter({ principal, address }: KeyWaiter): (() => void) | null {
    const { ofCaller, ofAddress, ofNode } = this.#limits;
    if (this.#count >= ofNode || this.#ofCallers.of(principal.id) >= ofCaller) return null;
    if (address && this.#ofAddresses.of(address) >= ofAddress) return null;
    this.#count += 1;
    this.#ofCallers.add(principal.id);
    if (address) this.#ofAddresses.add(address);
    return () => {
      this.#count -= 1;
      this.#ofCallers.remove(principal.id);
      if (address) this.#ofAddresses.remove(address);
    };
  }
}
