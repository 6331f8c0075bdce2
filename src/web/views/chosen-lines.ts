import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { PriceLine } from '../api/box-office-types.ts';
import type { TypeOfTicket } from './ticket-types.ts';

/** What a chosen seat is to cost as such a ticket, as the line that it will be; its tax is told once it is held. */
export function chosenLine(
  { id, tier }: Pick<HallSeat, 'id' | 'tier'>,
  { id: typeId, name, price }: TypeOfTicket,
): PriceLine {
  return {
    kind: 'SEAT',
    description: tier.name,
    quantity: 1,
    total: price,
    taxRate: 0,
    tax: { ...price, amount: 0 },
    seat: { id },
    area: null,
    ticketType: { id: typeId, name },
  };
}
