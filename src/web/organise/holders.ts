import type { Hall, HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { SeatHolding } from './organiser-office.ts';

/** One booking, one hold, one allotment or one reason, with those of the selected seats that are its. */
export interface Holder {
  key: string;
  seats: HallSeat[];
  holding: SeatHolding;
  /** The allotment's name, of seats that are blocked for it. */
  allotment: string | null;
}

/** Seats by who has them, in the order in which these come first. */
export function holdersOf(
  holdings: readonly SeatHolding[],
  hall: Hall,
  allotmentOf: (seat: HallSeat) => string | null,
): Holder[] {
  const holders = new Map<string, Holder>();
  for (const holding of holdings) {
    const seat = hall.byId.get(holding.seatId);
    if (!seat) continue;
    const had = holding.booking?.id ?? holding.lock?.id;
    const allotment = had ? null : allotmentOf(seat);
    const key = had ?? (allotment ? `set aside ${allotment}` : `blocked ${holding.reason ?? ''}`);
    const holder = holders.get(key);
    if (holder) holder.seats.push(seat);
    else holders.set(key, { key, seats: [seat], holding, allotment });
  }
  return [...holders.values()];
}
