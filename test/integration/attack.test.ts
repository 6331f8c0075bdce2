import { expect, it } from 'vitest';
import { ATTACKS, besiege, percentile } from '../kit/attacks/siege.ts';

/**
 * Hung, by any measure. How quick it stays is for `npm run attack`, on a quiet machine; on a busy one a buyer may wait as long once, but
 * not each time that the attack is tried.
 */
const HANGS_MS = 5_000;
const TRIES = { most: 3, maxRatio: 1, from_ms: HANGS_MS };

it('lives through every known attack while honest buyers buy', { timeout: 1_200_000 }, async () => {
  const { outcomes } = await besiege({ seconds: 1, tries: TRIES });
  const results = outcomes.map(({ best }) => best);
  const summary = results.map(({ name, lives, honest, refusal }) => ({
    name,
    lives,
    refusal,
    failures: honest.failures,
    hangs: percentile(honest.answers_ms, 99) > HANGS_MS,
  }));
  const survived = ATTACKS.map(({ name }) => ({ name, lives: true, refusal: null, failures: [], hangs: false }));
  expect(summary).toEqual(survived);
  // Attackers wait for honest buyers, and not the other way round.
  expect(Math.max(...results.map(({ seen }) => seen.waiting))).toBeGreaterThan(0);
  for (const { name, requests } of results) expect(requests, name).toBeGreaterThan(0);
});
