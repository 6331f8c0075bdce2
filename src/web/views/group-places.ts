import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { rowName, seatNumbers, type Words } from '../../../packages/map/src/views/seat-names.ts';
import type { SeatCloseness } from '../api/box-office-types.ts';
import type { ViewContext } from './view-context.ts';

/** Where the seats of a group are: their rows and numbers in one line, and their zones in another. */
export function placesOf(words: Words, seats: readonly HallSeat[]): { places: string; zones: string } {
  const zones = [...new Set(seats.map(({ zone }) => zone))];
  const parts = partsOf(seats).map((part) => {
    const zone = zones.length > 1 ? part[0]!.zone : '';
    return [zone, rowName(words, part[0]!), seatNumbers(words, part)].filter((text) => text !== '').join(' · ');
  });
  return { places: parts.join('; '), zones: zones.filter((zone) => zone !== '').join(', ') };
}

export interface PlacedGroup {
  closeness: SeatCloseness;
  seats: readonly HallSeat[];
}

/** How close together they are; empty for a single seat, of which that says nothing. */
export function closenessOf({ texts }: Pick<ViewContext, 'texts'>, { closeness, seats }: PlacedGroup): string {
  return seats.length > 1 ? texts.closeness[closeness] : '';
}

/** By row, in the order of their first seats. */
function partsOf(seats: readonly HallSeat[]): HallSeat[][] {
  const parts = new Map<string, HallSeat[]>();
  for (const seat of seats) {
    const key = JSON.stringify([seat.zoneIndex, seat.row, seat.rowLabel]);
    const part = parts.get(key);
    if (part) part.push(seat);
    else parts.set(key, [seat]);
  }
  return [...parts.values()];
}
