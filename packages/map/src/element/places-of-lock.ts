import type { SeatLock } from '@seatwire/client/box-office';
import type { ChosenPlaces } from '../area-selection.ts';

/** Of a lock, or of a booking. */
export function placesOf({ areas }: Pick<SeatLock, 'areas'>): ChosenPlaces[] {
  return areas.map(({ area, quantity, ticketType }) => ({
    ...{ areaId: area.areaId, quantity },
    ticketTypeId: ticketType?.id ?? null,
  }));
}
