import { expect } from 'vitest';
import { formatMoney } from '../../../src/modules/pricing/money.ts';
import { type PriceLine, totalOfLines } from '../../../src/modules/pricing/price-lines.ts';
import { exponentOf } from '../../../src/shared/money/currencies.ts';

/** What is written of the lines adds up to what is written of their total, to the minor unit. */
export function expectWrittenToAddUp(lines: readonly Pick<PriceLine, 'total'>[], currency: string): void {
  const minorUnits = (amount: number) => {
    const written = formatMoney({ amount, currency }).replaceAll(/[^\d.-]/g, '');
    const [major, minor = ''] = written.split('.');
    expect(minor).toHaveLength(exponentOf(currency));
    return BigInt(`${major}${minor}`);
  };
  const sum = lines.reduce((total, line) => total + minorUnits(line.total), 0n);
  expect(sum).toBe(minorUnits(totalOfLines(lines)));
}
