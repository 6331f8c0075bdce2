import type { HallRow, HallSeat, HallZone } from '../hall/hall.ts';
import { hasVisibleText } from '../hall/plan-labels.ts';
import type { Twin } from '../hall/sides.ts';
import type { MapTexts } from '../texts/texts-en.ts';

/** How seats, rows and zones are called: by the plan's own words where it has some. What it leaves blank is not said. */

export interface Words {
  texts: MapTexts;
}

/** Where a seat is, in one line: `Floor, Table 7, Chair 1`, or `Stalls, row 12, seat 5`. */
export function seatName({ texts }: Words, seat: HallSeat): string {
  const row = seat.rowLabel ?? (isBlank(seat.row) ? '' : texts.inRow(seat.row));
  const number = seat.seatLabel ?? (isBlank(seat.number) ? '' : texts.onSeat(seat.number));
  return [seat.zone, row, number].filter((part) => part !== '').join(', ');
}

/** Row and seat, for where the zone stands beside them: `Table 7 · Chair 1`. */
export function placeName(words: Words, seat: HallSeat): string {
  return [rowName(words, seat), seatNumber(words, seat)].filter((part) => part !== '').join(' · ') || seat.zone;
}

/** `Table 7`, or `Row 12`; empty where the plan has neither. */
export function rowName({ texts }: Words, { rowLabel, row }: HallSeat): string {
  return rowLabel ?? (isBlank(row) ? '' : texts.row(row));
}

/** `Chair 1`, or `Seat 5`; empty where the plan has neither. */
export function seatNumber({ texts }: Words, { seatLabel, number }: HallSeat): string {
  return seatLabel ?? (isBlank(number) ? '' : texts.seat(number));
}

/** What kind of place it is, where it is not an ordinary seat: `Wheelchair place`; null otherwise. */
export function seatKind({ texts }: Words, { accessible, companion }: HallSeat): string | null {
  if (accessible) return texts.wheelchair;
  return companion ? texts.companionSeat : null;
}

/** Several seats of one row: `Seats 5, 6`, `Chair 1, Chair 2`, or `2 seats`. */
export function seatNumbers(words: Words, seats: readonly HallSeat[]): string {
  const { texts } = words;
  if (seats.length === 1) return seatNumber(words, seats[0]!) || texts.seatCount(1);
  if (seats.some((seat) => seat.seatLabel !== null)) return seats.map((seat) => seatNumber(words, seat)).join(', ');
  if (seats.some(({ number }) => isBlank(number))) return texts.seatCount(seats.length);
  return texts.seats(seats.map(({ number }) => number).join(', '));
}

/** A zone's name, told apart from others of that name: `Stalls, left`. */
export function zoneTitle({ texts }: Words, { name, twin }: HallZone): string {
  return apart(texts, name, twin);
}

/** A row's name, told apart from others of that name in its zone: `Row K, left, seats 1–14`. */
export function rowTitle(words: Words, row: HallRow): string {
  const { texts } = words;
  const name = rowName(words, row.seats[0]!) || texts.withoutRow;
  if (row.twin === null) return name;
  return [apart(texts, name, row.twin), rangeOf(words, row.seats)].filter((part) => part !== null).join(', ');
}

/** By its side, or else by a number: two of one name must never read the same. */
function apart({ sides }: MapTexts, name: string, twin: Twin | null): string {
  if (twin === null) return name;
  return twin.side === null ? `${name} (${twin.number})` : `${name}, ${sides[twin.side]}`;
}

/** From the first seat to the last; null where their numbers are blank. */
function rangeOf(words: Words, seats: readonly HallSeat[]): string | null {
  const [first, last] = [seats[0]!, seats.at(-1)!];
  if (isBlank(first.number) || isBlank(last.number)) return null;
  if (first === last) return first.seatLabel ?? words.texts.onSeat(first.number);
  if (first.seatLabel !== null) return `${first.seatLabel}–${seatNumber(words, last)}`;
  return words.texts.onSeats(`${first.number}–${last.number}`);
}

function isBlank(text: string): boolean {
  return !hasVisibleText(text);
}
