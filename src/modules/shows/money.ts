/** Whole minor units (cents for EUR, yen for JPY), at most 2^53 - 1, of an ISO 4217 currency. */
export interface Money {
  amount: number;
  currency: string;
}
