import { DomainError } from '../../shared/errors.ts';

declare module '../../shared/errors.ts' {
  interface ErrorCodes {
    NOT_ENOUGH_SEATS: true;
  }
}

/** What there is for a party, up to what it asks for. */
export interface AvailableSeats {
  /** All of them, the wheelchair places included. */
  available: number;
  /** Wheelchair places. */
  accessible: number;
  /** There would be more, but for what they would leave. */
  isRuled?: boolean;
}

/** Fewer free seats are as asked for than were asked for; nothing was held. */
export class NotEnoughSeatsError extends DomainError {
  readonly code = 'NOT_ENOUGH_SEATS';
  readonly available: number;
  readonly availableAccessible: number;

  constructor(found: AvailableSeats, asked: { quantity: number; accessible: number }) {
    super(wordsFor(found, asked));
    this.available = found.available;
    this.availableAccessible = found.accessible;
  }
}

/** Says what is missing: the wheelchair places, else the seats of those who come along, else seats. */
function wordsFor(
  { available, accessible: places, isRuled = false }: AvailableSeats,
  { quantity, accessible }: { quantity: number; accessible: number },
): string {
  if (places === 0 && accessible > 0) return 'No wheelchair place is available.';
  if (places < accessible) return `Only ${places} of ${accessible} wheelchair places ${isOrAre(places)} available.`;
  if (accessible > 0) {
    const others = available - places;
    return others === 0
      ? 'No companion seat or other seat is available for who comes along.'
      : `Only ${others} ${others === 1 ? 'seat' : 'seats'} ${isOrAre(others)} available for the ${quantity - accessible} who come along.`;
  }
  if (isRuled) {
    return available === 0
      ? 'No such seats can be had without leaving seats that are hard to sell.'
      : `At most ${available} such ${available === 1 ? 'seat' : 'seats'} can be had without leaving seats that are hard to sell.`;
  }
  if (available === 0) return 'No such seats are available.';
  return `Only ${available} such ${available === 1 ? 'seat' : 'seats'} ${isOrAre(available)} available.`;
}

function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}
