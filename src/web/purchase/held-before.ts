import { type ChosenPlaces, choicesOf } from '../../../packages/map/src/area-selection.ts';
import type { Booking, PriceLine, SeatLock } from '../api/box-office-types.ts';

/** How seats were held until the time was up, so that they can be held so again; or what was chosen for them before. */
export interface HeldBefore {
  /** Of each seat: what it was to be sold as, and its price. */
  lines: ReadonlyMap<string, PriceLine>;
  /** The promo code that was applied; null: none. */
  code: string | null;
}

/** Of a lock, or of a booking that was not paid, which says its code in its lines. */
export function heldBefore(held: SeatLock | Booking): HeldBefore {
  const ofCode = held.lines.find(({ kind }) => kind === 'DISCOUNT')?.description ?? null;
  return {
    lines: new Map(held.lines.flatMap((line) => (line.seat ? [[line.seat.id, line] as const] : []))),
    code: 'appliedCode' in held ? (held.appliedCode ?? null) : ofCode,
  };
}

/**
 * What is to be asked for when seats are held: those that were held before are again what they were, with the code. `entered`: the code that was
 * entered since.
 */
export function choiceOf(
  seatIds: readonly string[],
  before: HeldBefore | null,
  { places = [], entered = null }: { places?: readonly ChosenPlaces[]; entered?: string | null } = {},
) {
  const lines = linesOf(seatIds, before);
  const code = entered ?? (lines.length + places.length > 0 ? (before?.code ?? null) : null);
  const areas = places.length > 0 ? { areas: choicesOf(places) } : {};
  if (seatIds.length === 0 && places.length > 0) return { ...areas, ...(code === null ? {} : { code }) };
  if (!lines.some(({ ticketType }) => ticketType))
    return { seatIds: [...seatIds], ...areas, ...(code === null ? {} : { code }) };
  const typeOf = new Map(lines.map(({ seat, ticketType }) => [seat?.id, ticketType?.id]));
  const seats = seatIds.map((seatId) => ({ seatId, ticketTypeId: typeOf.get(seatId) ?? null }));
  return { seats, ...areas, ...(code === null ? {} : { code }) };
}

/** Of those of the seats that were held before. */
export function linesOf(seatIds: readonly string[], before: HeldBefore | null): PriceLine[] {
  return seatIds.flatMap((seatId) => before?.lines.get(seatId) ?? []);
}
