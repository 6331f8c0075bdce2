import type { Principal } from '../../shared/principal.ts';

/** Whose key it is. */
export interface KeyOwner {
  principal: Principal;
  /** The network address that the request comes from; null or undefined: none that is counted. */
  address?: string | null | undefined;
}

/** How many new keys are kept for one network address. */
export interface KeyAllowance {
  /** Takes one: 0 when there was one left, else in how many seconds there will be. */
  take(owner: KeyOwner): number;
  /** It made no row after all. */
  giveBack(owner: KeyOwner): void;
  /** Told of a request that was refused for it. */
  refused(): void;
}

export const ANY_NUMBER: KeyAllowance = { take: () => 0, giveBack: () => {}, refused: () => {} };
