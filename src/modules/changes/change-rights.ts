import type { InputIssue } from '../../shared/errors.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import type { Booking } from '../bookings/booking.ts';
import type { Show } from '../shows/show.ts';
import type { TicketRecord } from '../tickets/tickets.ts';
import { BookingNotChangeableError } from './changes.errors.ts';

/** Throws BookingNotChangeableError unless tickets of the booking may be given back now. `isOrganiser`: of the show. */
export function assertMayReturn(
  booking: Pick<Booking, 'status'>,
  show: Pick<Show, 'status' | 'startsAt' | 'changeRules'>,
  { now, isOrganiser }: { now: Date; isOrganiser: boolean },
): void {
  if (booking.status !== 'CONFIRMED') throw new BookingNotChangeableError('NOT_CONFIRMED');
  // Whoever cancels a show says what becomes of its bookings.
  if (show.status === 'CANCELLED') throw new BookingNotChangeableError('SHOW_CANCELLED');
  if (isOrganiser) return;
  const { returnsUntil } = show.changeRules;
  if (returnsUntil === null) throw new BookingNotChangeableError('NOT_OFFERED');
  if (now >= returnsUntil || now >= show.startsAt) throw new BookingNotChangeableError('TOO_LATE');
}

/** The tickets of the booking with these ids. Throws InvalidInputError, BookingNotChangeableError. */
export function returnedTickets(tickets: readonly TicketRecord[], ids: readonly string[]): TicketRecord[] {
  const path = 'input.cancelTicketIds';
  if (ids.length === 0) throw new InvalidInputError([{ path, message: 'must name a ticket', code: 'REQUIRED' }]);
  const byId = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  const issues = ids.flatMap((id, index): InputIssue[] => {
    const first = ids.indexOf(id);
    if (!byId.has(id)) {
      return [{ path: `${path}.${index}`, message: 'is not a ticket of the booking', code: 'UNKNOWN' }];
    }
    if (first === index) return [];
    const relatedPath = `${path}.${first}`;
    return [{ path: `${path}.${index}`, message: 'is given twice', code: 'DUPLICATE', relatedPath }];
  });
  if (issues.length > 0) throw new InvalidInputError(issues);
  const wanted = ids.map((id) => byId.get(id)!);
  if (wanted.some(({ voidedAt }) => voidedAt !== null)) throw new BookingNotChangeableError('TICKET_VOID');
  const good = tickets.filter(({ voidedAt }) => voidedAt === null);
  if (wanted.length === good.length) throw new BookingNotChangeableError('ALL_TICKETS');
  return wanted;
}
