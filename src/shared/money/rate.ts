import type { InputIssue } from '../errors.ts';

/** A percentage as whole thousandths of a percent: 19 % is 19,000. What is worked out by it is exact. */
export type Rate = number;

const PER_PERCENT = 1_000;
/** 100 %. */
const WHOLE: Rate = 100 * PER_PERCENT;

/** 7.7 → 7,700. The percentage has passed `rateIssues`. */
export function rateOf(percent: number): Rate {
  return Math.round(percent * PER_PERCENT);
}

/** 7,700 → 7.7 */
export function percentOf(rate: Rate): number {
  return rate / PER_PERCENT;
}

/** What is wrong with a percentage that somebody gives. */
export function rateIssues(percent: number, path: string): InputIssue[] {
  const isExact = percentOf(rateOf(percent)) === percent;
  if (percent >= 0 && percent <= 100 && isExact) return [];
  return [
    {
      path,
      message: 'must be a percentage from 0 to 100 with at most three decimals',
      code: 'OUT_OF_RANGE',
      minimum: 0,
      maximum: 100,
    },
  ];
}

/** So much of an amount in minor units, rounded half up. The amount is not negative. */
export function partOf(amount: number, rate: Rate): number {
  return rounded(BigInt(amount) * BigInt(rate), BigInt(WHOLE));
}

/** The tax that is in an amount of minor units already, rounded half up: away from zero, so that what is given back has the tax of what was taken. */
export function taxIn(amount: number, rate: Rate): number {
  if (rate === 0 || amount === 0) return 0;
  const tax = rounded(BigInt(Math.abs(amount)) * BigInt(rate), BigInt(WHOLE + rate));
  return amount < 0 ? -tax : tax;
}

/** A quotient of what is not negative, rounded half up. */
function rounded(dividend: bigint, divisor: bigint): number {
  return Number((2n * dividend + divisor) / (2n * divisor));
}
