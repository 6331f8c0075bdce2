import { expect, it } from 'vitest';
import { countdownClock } from '../../packages/map/src/element/map-formats.ts';
import { createFormats } from '../../src/web/i18n/formats.ts';

// Their types are their own: they are projects by themselves.
const shops: ((seconds: number) => string)[] = await Promise.all(
  ['react-apollo', 'vue-urql'].map(async (name) => (await import(`../../examples/${name}/src/format.ts`)).countdown),
);

it.each([
  [0, '0:00'],
  [9, '0:09'],
  [245, '4:05'],
  [3_599, '59:59'],
  [3_600, '1:00:00'],
  [7_445, '2:04:05'],
  [86_399, '23:59:59'],
])('%i seconds are %s in the element, on the page and in the example shops', (seconds, words) => {
  expect(createFormats('en-GB').duration(seconds * 1_000)).toBe(words);
  expect([countdownClock, ...shops].map((clock) => clock(seconds))).toEqual(Array(3).fill(words));
});

it('a hold of a whole day is told in hours', () => {
  expect([countdownClock, ...shops].map((clock) => clock(86_400))).toEqual(Array(3).fill('24:00:00'));
});
