import type { HallSeat } from '../hall/hall.ts';
import type { SeatLook } from '../map/seat-look.ts';
import type { MapContext } from './map-context.ts';
import { seatKind, seatName } from './seat-names.ts';

/** A seat and all that the map shows of it. */
export function spokenSeat(context: MapContext, seat: HallSeat, look: SeatLook): string {
  const { texts, formats } = context;
  const facts = [seatName(context, seat), formats.money(seat.tier.price), texts.legend[look], seatKind(context, seat)];
  return facts.filter((fact) => fact !== null).join(', ');
}
