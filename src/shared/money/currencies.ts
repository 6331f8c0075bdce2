// ISO 4217, list one ("Current currency & funds code list", published by SIX, the maintenance agency), column "Minor unit",
// where it is not 2. Intl's own table follows the customs of cash instead (no digits for forints or rupiahs), which is wrong
// by a factor of 100 or 1,000 for amounts in minor units.
const EXPONENTS = new Map<string, number>([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((it) => [it, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((it) => [it, 3] as const),
  ...'CLF UYW'.split(' ').map((it) => [it, 4] as const),
]);

/** How many decimals the currency's major unit has: 2 for EUR (cents), 0 for JPY, 3 for KWD. */
export function exponentOf(currency: string): number {
  return EXPONENTS.get(currency) ?? 2;
}
