import { describe, expect, it } from 'vitest';
import { partOf, percentOf, rateIssues, rateOf, taxIn } from './rate.ts';

describe('a rate', () => {
  it.each([0, 0.001, 5.5, 7, 7.7, 8.1, 19, 33.333, 99.999, 100])('of %d %% is kept exactly', (percent) => {
    expect(rateIssues(percent, 'input.taxRate')).toEqual([]);
    expect(percentOf(rateOf(percent))).toBe(percent);
    expect(Number.isInteger(rateOf(percent))).toBe(true);
  });

  it.each([-0.001, 100.001, 7.7771, Number.NaN, Number.POSITIVE_INFINITY])('of %d %% is refused', (percent) => {
    expect(rateIssues(percent, 'input.taxRate')).toEqual([
      {
        path: 'input.taxRate',
        message: 'must be a percentage from 0 to 100 with at most three decimals',
        ...{ code: 'OUT_OF_RANGE', minimum: 0, maximum: 100 },
      },
    ]);
  });
});

describe('the tax in an amount', () => {
  it.each([
    // 119.00 at 19 %: the net amount and its tax are whole.
    [11_900, 19, 1_900],
    // 45.50 at 7 %: 2.9766…
    [4_550, 7, 298],
    // Exactly half a minor unit: up, and away from zero.
    [3, 20, 1],
    [-3, 20, -1],
    [1, 100, 1],
    [1_500, 0, 0],
    [0, 19, 0],
    // A sum that a float would have rounded.
    [9_007_199_254_740_991, 100, 4_503_599_627_370_496],
  ])('of %d at %d %% is %d', (amount, percent, tax) => {
    expect(taxIn(amount, rateOf(percent))).toBe(tax);
  });
});

it('takes parts of amounts, rounded half up', () => {
  expect([
    partOf(4_550, rateOf(10)),
    partOf(5, rateOf(10)),
    partOf(4, rateOf(10)),
    partOf(333, rateOf(33.333)),
  ]).toEqual([455, 1, 0, 111]);
  expect(partOf(9_007_199_254_740_991, rateOf(100))).toBe(9_007_199_254_740_991);
});
