import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { newTicketCode } from './ticket-code.ts';

export interface TicketRecord {
  id: string;
  bookingId: string;
  seatId: string;
  /** What the QR code carries and the door scans. */
  code: string;
  createdAt: Date;
  /** Set when the booking was cancelled or refunded: the door no longer takes it. */
  voidedAt: Date | null;
}

/** A new ticket for each of the seats, to be written by the statement that confirms their booking. */
export function newTickets(seatIds: readonly string[]): Pick<TicketRecord, 'id' | 'seatId' | 'code'>[] {
  return seatIds.map((seatId) => ({ id: newId('ticket'), seatId, code: newTicketCode() }));
}

/** Inside the transaction that confirms their booking. */
export async function insertTickets(
  tx: Querier,
  bookingId: string,
  tickets: readonly Pick<TicketRecord, 'id' | 'seatId' | 'code'>[],
): Promise<void> {
  await tx.query(
    `INSERT INTO tickets (id, booking_id, seat_id, code)
     SELECT new.id, $1, new.seat_id, new.code FROM unnest($2::text[], $3::text[], $4::text[]) AS new (id, seat_id, code)`,
    [bookingId, tickets.map(({ id }) => id), tickets.map(({ seatId }) => seatId), tickets.map(({ code }) => code)],
  );
}

/** Voids the booking's tickets, inside the transaction that ends it. Those voided before keep their time. */
export async function voidTickets(tx: Querier, bookingId: string): Promise<void> {
  await tx.query('UPDATE tickets SET voided_at = now() WHERE booking_id = $1 AND voided_at IS NULL', [bookingId]);
}

const TICKET = `
  ticket.id, ticket.booking_id AS "bookingId", ticket.seat_id AS "seatId", ticket.code,
  ticket.created_at AS "createdAt", ticket.voided_at AS "voidedAt"`;

export async function findTicket(database: Querier, ticketId: string): Promise<TicketRecord | null> {
  const [ticket] = await database.query<TicketRecord>(`SELECT ${TICKET} FROM tickets AS ticket WHERE id = $1`, [
    ticketId,
  ]);
  return ticket ?? null;
}

/** The tickets of each of the bookings that has any, voided ones included, in the plan's seat order. */
export async function listTicketsOf(
  database: Querier,
  bookingIds: readonly string[],
): Promise<ReadonlyMap<string, TicketRecord[]>> {
  const tickets = await database.query<TicketRecord>(
    `SELECT ${TICKET}
     FROM tickets AS ticket
     JOIN booked_seats AS booked USING (booking_id, seat_id)
     JOIN plan_seats AS seat ON seat.plan_id = booked.plan_id AND seat.id = booked.seat_id
     WHERE ticket.booking_id = ANY ($1::text[])
     ORDER BY seat.ordinal`,
    [bookingIds],
  );
  return Map.groupBy(tickets, ({ bookingId }) => bookingId);
}
