import type { LiveFee } from '@seatwire/client/show-map';
import type { MapContext } from './map-context.ts';

/** What will be charged on top of the seats that are picked; null: nothing. */
export function feesNote({ texts, formats }: MapContext, fees: readonly LiveFee[]): string | null {
  if (fees.length === 0) return null;
  const list = fees.map(({ name, basis, amount, percent }) => {
    const charge = amount ? formats.money(amount) : formats.percent(percent ?? 0);
    return `${name} ${charge}${basis === 'PER_TICKET' ? ` ${texts.perTicket}` : ''}`;
  });
  return texts.plusFees(list.join(', '));
}
