import type { Booking, SeatChoice, SeatLock } from '@seatwire/client/box-office';
import type { MapTexts } from '../texts/texts-en.ts';

/** Whether a hold has ended because its time was up. `now`: ms since 1970, the server's time. */
export function isTimeUp({ lockStatus, expiresAt }: Pick<SeatLock, 'lockStatus' | 'expiresAt'>, now: number): boolean {
  return lockStatus === 'EXPIRED' || (lockStatus !== 'RELEASED' && Date.parse(expiresAt) <= now);
}

/** The seats to be held; those that were held before are again what they were to be sold as. */
export function choicesAgain(
  seatIds: readonly string[],
  before: Pick<SeatLock, 'lines'> | null,
): readonly (string | SeatChoice)[] {
  const typeOf = new Map(before?.lines.map(({ seat, ticketType }) => [seat?.seatId, ticketType?.id]));
  return seatIds.map((seatId) => {
    const ticketTypeId = typeOf.get(seatId);
    return ticketTypeId === undefined ? seatId : { seatId, ticketTypeId };
  });
}

/** What became of a booking that was confirmed; null: its tickets are valid. */
export function wordsOfBooking(texts: MapTexts, { bookingStatus }: Pick<Booking, 'bookingStatus'>): string | null {
  if (bookingStatus === 'CANCELLED') return texts.bookingCancelled;
  if (bookingStatus === 'REFUNDED') return texts.refundedBody;
  return bookingStatus === 'REFUND_FAILED' ? texts.refundFailedBody : null;
}

/** What has come of what was held, for those who hear; null: nothing that has to be said. */
export function wordsOfHold(texts: MapTexts, type: string): string | null {
  switch (type) {
    case 'hold':
      return `${texts.heldTitle}.`;
    case 'timeUp':
      return texts.orderEnded;
    case 'holdend':
      return texts.released;
    case 'confirmed':
      return texts.isBooked;
    default:
      return null;
  }
}
