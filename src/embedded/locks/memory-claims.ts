/** How long places are kept for who has not told yet whether PostgreSQL gives them. */
export const CLAIM_MS = 15_000;

interface Claim {
  places: number;
  until_ms: number;
}

/** Places of areas that locks have got in the store, and that its map was not told of yet, in memory: what `area_claims` is on Redis. */
export class MemoryClaims {
  readonly #now: () => number;
  /** By area and lock. */
  readonly #areas = new Map<string, Map<string, Claim>>();

  constructor({ now }: { now(): number }) {
    this.#now = now;
  }

  /** Of the area, by all locks but this one together. */
  ofOthers(areaId: string, lockId: string): number {
    let places = 0;
    const claims = this.#areas.get(areaId);
    for (const [claimer, claim] of claims ?? []) {
      if (claim.until_ms <= this.#now()) claims?.delete(claimer);
      else if (claimer !== lockId) places += claim.places;
    }
    return places;
  }

  /** In place of what the lock has claimed of the area before; none: it claims nothing. */
  claim(areaId: string, lockId: string, places: number): void {
    const claims = this.#areas.get(areaId) ?? new Map<string, Claim>();
    this.#areas.set(areaId, claims);
    if (places > 0) claims.set(lockId, { places, until_ms: this.#now() + CLAIM_MS });
    else claims.delete(lockId);
  }

  end(areaId: string, lockIds: readonly string[]): void {
    for (const lockId of lockIds) this.#areas.get(areaId)?.delete(lockId);
  }
}
