import type { Rate } from '../../shared/money/rate.ts';
import type { Money } from './money.ts';

export type FeeBasis = 'PER_TICKET' | 'PER_BOOKING';

/** What is charged beside the tickets: an amount or a percentage of what they cost, never both. */
export interface Fee {
  id: string;
  name: string;
  basis: FeeBasis;
  amount: Money | null;
  percent: Rate | null;
  /** Of the tax that is in it. */
  taxRate: Rate;
}
