import type { Random } from '../basics/random.ts';

/** Random choices of the fuzzer. */
export class Dice {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** True so many times of a hundred. */
  chance(percent: number): boolean {
    return this.#random.integer(1, 100) <= percent;
  }

  integer(least: number, greatest: number): number {
    return this.#random.integer(least, greatest);
  }

  pick<T>(members: readonly T[]): T {
    return members[this.#random.integer(0, members.length - 1)]!;
  }

  /** Up to `most` different members, at least one where there is any. */
  some<T>(members: readonly T[], most: number): T[] {
    return this.#random.sample(members, this.#random.integer(1, Math.max(1, Math.min(most, members.length))));
  }

  list<T>(length: number, make: (index: number) => T): T[] {
    return Array.from({ length }, (_, index) => make(index));
  }
}
