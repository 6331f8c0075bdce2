import type { Hall } from '../../../../packages/map/src/hall/hall.ts';
import type { ViewContext } from '../../views/view-context.ts';
import type { FormTexts } from '../form-texts.ts';

export interface HallSize {
  seatCount: number;
  /** Of all areas together. */
  placeCount: number;
}

export function sizeOfHall({ seats, saleAreas }: Pick<Hall, 'seats' | 'saleAreas'>): HallSize {
  return { seatCount: seats.length, placeCount: saleAreas.reduce((sum, { capacity }) => sum + capacity, 0) };
}

/** `20,000 seats and 2,000 places without numbers`. */
export function hallSize(
  { forms, formats }: Pick<ViewContext, 'formats'> & { forms: FormTexts },
  { seatCount, placeCount }: HallSize,
): string {
  const seats = formats.count(seatCount);
  return placeCount === 0 ? forms.seats(seats) : forms.seatsAndPlaces(seats, formats.count(placeCount));
}
