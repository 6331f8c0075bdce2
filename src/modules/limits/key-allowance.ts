import { MemoryBuckets } from '../../platform/rate-limits/memory-buckets.ts';
import type { KeyAllowance, KeyOwner } from '../idempotency/key-allowance.ts';
import { countedAddress } from './counted-address.ts';
import type { LimitReports } from './limit-reports.ts';

const MINUTE_MS = 60_000;
/** So many minutes' keys at once: a class or an office that buys at the same moment, some five requests each. */
const BURST_MINUTES = 10;
/** Of so many addresses, those seen last; another one has a whole allowance. */
const MAX_ADDRESSES = 100_000;

export interface KeyAllowanceOptions {
  /** New keys of one address, for long; 0: any number. */
  perMinute: number;
  reports: LimitReports;
  /** For tests: milliseconds on any steady clock. */
  now?: () => number;
}

/**
 * How many new idempotency keys are kept for the guests of one network address: each is a row for a day, whatever came of its
 * request. Counted by each node in its memory: a call to Redis would be one more for every request.
 */
export function createKeyAllowance({
  perMinute,
  reports,
  now = () => performance.now(),
}: KeyAllowanceOptions): KeyAllowance {
  const buckets = new MemoryBuckets({ now, maxBuckets: MAX_ADDRESSES });
  const key_ms = MINUTE_MS / perMinute;
  // Not ten minutes: sums of fractions are never quite whole.
  const most_ms = (BURST_MINUTES * perMinute + 0.5) * key_ms;

  const bucketOf = ({ principal, address = null }: KeyOwner): string | null =>
    perMinute === 0 ? null : countedAddress(principal, address);

  return {
    take(owner) {
      const bucket = bucketOf(owner);
      if (bucket === null) return 0;
      const over_ms = buckets.untilFull_ms(bucket) + key_ms - most_ms;
      if (over_ms > 0) return Math.ceil(over_ms / 1_000);
      buckets.move(bucket, key_ms, most_ms);
      return 0;
    },
    giveBack(owner) {
      const bucket = bucketOf(owner);
      if (bucket !== null) buckets.move(bucket, -key_ms);
    },
    refused: () => reports.report('idempotency_keys'),
  };
}
