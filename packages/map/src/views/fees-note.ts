import type { LiveFee } from '@seatwire/client/show-map';
import type { PriceTier } from '../hall/price-tier.ts';
import type { MapContext } from './map-context.ts';

/** What will be charged on top of the `total` of what is picked; null: nothing. Where all tickets are free, so are the fees. */
export function feesNote(
  { texts, formats }: MapContext,
  { fees, total }: { fees: readonly LiveFee[]; total: PriceTier['price'] | null },
): string | null {
  if (fees.length === 0 || total?.amount === 0) return null;
  const list = fees.map(({ name, basis, amount, percent }) => {
    const charge = amount ? formats.money(amount) : formats.percent(percent ?? 0);
    return `${name} ${charge}${basis === 'PER_TICKET' ? ` ${texts.perTicket}` : ''}`;
  });
  return texts.plusFees(list.join(', '));
}
