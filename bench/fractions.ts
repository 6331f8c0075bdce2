import { randomOf } from '../test/kit/basics/random.ts';

const MOST = 2 ** 30 - 1;

/** As Math.random, but the same ones for the same seed. */
export function fractionsFrom(seed: number): () => number {
  const random = randomOf(seed);
  return () => random.integer(0, MOST) / (MOST + 1);
}
