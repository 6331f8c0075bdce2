import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { newTicketCode } from './ticket-code.ts';

const INSERT_TICKETS = readStatement(new URL('./sql/insert-tickets.sql', import.meta.url));
const VOID_TICKETS = readStatement(new URL('./sql/void-tickets.sql', import.meta.url));
const FIND_TICKET = readStatement(new URL('./sql/find-ticket.sql', import.meta.url));
const FIND_TICKETS_OF = readStatement(new URL('./sql/find-tickets-of.sql', import.meta.url));

export interface TicketRecord {
  id: string;
  bookingId: string;
  seatId: string;
  showId: string;
  /** What the seat was sold as; null: the show had no ticket types. */
  ticketTypeId: string | null;
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
  await tx.query(INSERT_TICKETS, [
    bookingId,
    tickets.map(({ id }) => id),
    tickets.map(({ seatId }) => seatId),
    tickets.map(({ code }) => code),
  ]);
}

/** Voids the booking's tickets, inside the transaction that ends it. Those voided before keep their time. */
export async function voidTickets(tx: Querier, bookingId: string): Promise<void> {
  await tx.query(VOID_TICKETS, [bookingId]);
}

export async function findTicket(database: Querier, ticketId: string): Promise<TicketRecord | null> {
  const [ticket] = await database.query<TicketRecord>(FIND_TICKET, [ticketId]);
  return ticket ?? null;
}

/** The tickets of each of the bookings that has any, voided ones included, in the plan's seat order. */
export async function listTicketsOf(
  database: Querier,
  bookingIds: readonly string[],
): Promise<ReadonlyMap<string, TicketRecord[]>> {
  const tickets = await database.query<TicketRecord>(FIND_TICKETS_OF, [bookingIds]);
  return Map.groupBy(tickets, ({ bookingId }) => bookingId);
}
