import { expect, it } from 'vitest';
import { MapsBehind } from './maps-behind.ts';

it('takes a map to be stuck that is behind at one version for longer than a change takes, each time once', () => {
  let now_ms = 0;
  const maps = new MapsBehind(() => now_ms);
  const at = (moment_ms: number, version: number, showId = 'show_1') => {
    now_ms = moment_ms;
    return maps.isStuck(showId, version);
  };
  expect([at(0, 7), at(500, 7), at(999, 7)]).toEqual([false, false, false]);
  // It moves on.
  expect([at(1_000, 8), at(1_900, 8)]).toEqual([false, false]);
  expect([at(1_950, 8, 'show_2'), at(2_000, 8), at(2_001, 8)]).toEqual([false, true, false]);
  // Nobody looked in between.
  expect([at(20_000, 8), at(20_500, 8), at(21_000, 8)]).toEqual([false, false, true]);
});
