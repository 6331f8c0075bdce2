/** Repeatable randomness: prints its seed, which RANDOM_SEED repeats. */
export interface Random {
  /** From `least` to `greatest`, both included. */
  integer(least: number, greatest: number): number;
  /** `count` different members, in random order. */
  sample<T>(members: readonly T[], count: number): T[];
  /** Another one, from the same seed: what is drawn from this one afterwards does not change what it gives. */
  fork(): Random;
}

export function createRandom(seed = Number(process.env.RANDOM_SEED ?? Date.now() % 2 ** 31)): Random {
  console.log(`random seed ${seed}`);
  return randomOf(seed);
}

export function randomOf(seed: number): Random {
  let state = seed | 0;
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (least: number, greatest: number): number => least + Math.floor(next() * (greatest - least + 1));
  return {
    integer,
    fork: () => randomOf(integer(0, 2 ** 31 - 1)),
    sample(members, count) {
      const left = [...members];
      return Array.from(
        { length: Math.min(count, left.length) },
        () => left.splice(integer(0, left.length - 1), 1)[0]!,
      );
    },
  };
}
