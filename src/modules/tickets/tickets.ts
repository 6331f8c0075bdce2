import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { newTicketCode } from './ticket-code.ts';

const INSERT_TICKETS = readStatement(new URL('./sql/insert-tickets.sql', import.meta.url));
const VOID_TICKETS = readStatement(new URL('./sql/void-tickets.sql', import.meta.url));
const END_TICKETS = readStatement(new URL('./sql/end-tickets.sql', import.meta.url));
const FIND_TICKET = readStatement(new URL('./sql/find-ticket.sql', import.meta.url));
const FIND_TICKETS_OF = readStatement(new URL('./sql/find-tickets-of.sql', import.meta.url));

export interface TicketRecord {
  id: string;
  bookingId: string;
  /** Of a place of an area: text that no other ticket of the booking has. */
  seatId: string;
  /** Null: it is for a seat. */
  areaId: string | null;
  /** Of a place of an area: the row of the booking's areas. */
  areaPosition: number | null;
  showId: string;
  /** What the seat or place was sold as; null: the show had no ticket types. */
  ticketTypeId: string | null;
  /** What the QR code carries and the door scans. */
  code: string;
  createdAt: Date;
  /** Set when the booking was cancelled or refunded, or the ticket given back: the door no longer takes it. */
  voidedAt: Date | null;
}

/** A ticket to be written: for a seat, or for one of the places of a row of the booking's areas. */
export interface NewTicket {
  id: string;
  code: string;
  seatId: string | null;
  /** The row, from 0, and the place in it, from 1; null: it is for a seat. */
  areaPosition: number | null;
  place: number | null;
}

/** A new ticket for each of the seats and places, to be written by the statement that confirms their booking. */
export function newTickets({
  seatIds,
  areas = [],
}: {
  seatIds: readonly string[];
  areas?: readonly { quantity: number }[];
}): NewTicket[] {
  const ofSeats = seatIds.map((seatId) => ({ ...newTicket(), seatId, areaPosition: null, place: null }));
  const ofAreas = areas.flatMap(({ quantity }, areaPosition) =>
    Array.from({ length: quantity }, (_, index) => ({ ...newTicket(), seatId: null, areaPosition, place: index + 1 })),
  );
  return [...ofSeats, ...ofAreas];
}

function newTicket(): Pick<NewTicket, 'id' | 'code'> {
  return { id: newId('ticket'), code: newTicketCode() };
}

/** As the statements take them: a list for each column. */
export function ticketColumns(tickets: readonly NewTicket[]): unknown[][] {
  return [
    tickets.map(({ id }) => id),
    tickets.map(({ seatId }) => seatId),
    tickets.map(({ code }) => code),
    tickets.map(({ areaPosition }) => areaPosition),
    tickets.map(({ place }) => place),
  ];
}

/** Inside the transaction that confirms their booking. */
export async function insertTickets(tx: Querier, bookingId: string, tickets: readonly NewTicket[]): Promise<void> {
  await tx.query(INSERT_TICKETS, [bookingId, ...ticketColumns(tickets)]);
}

/** Voids the bookings' tickets, inside the transaction that ends them. Those voided before keep their time. */
export async function voidTickets(tx: Querier, bookingIds: readonly string[]): Promise<void> {
  await tx.query(VOID_TICKETS, [bookingIds]);
}

/** Voids tickets of a booking that stands, inside the transaction of the change. Rejects where one of them is void. */
export async function endTickets(
  tx: Querier,
  bookingId: string,
  { ticketIds, changeId }: { ticketIds: readonly string[]; changeId: string },
): Promise<void> {
  const ended = await tx.query(END_TICKETS, [bookingId, ticketIds, changeId]);
  if (ended.length !== ticketIds.length) throw new Error(`booking ${bookingId} has not all tickets that it gives back`);
}

/** The booking's tickets that are not void. */
export async function goodTicketIds(tx: Querier, bookingId: string): Promise<string[]> {
  const tickets = (await listTicketsOf(tx, [bookingId])).get(bookingId) ?? [];
  return tickets.filter(({ voidedAt }) => voidedAt === null).map(({ id }) => id);
}

export async function findTicket(database: Querier, ticketId: string): Promise<TicketRecord | null> {
  const [ticket] = await database.query<TicketRecord>(FIND_TICKET, [ticketId]);
  return ticket ?? null;
}

/** The tickets of each of the bookings that has any, voided ones included, in the plan's seat order, then those of places. */
export async function listTicketsOf(
  database: Querier,
  bookingIds: readonly string[],
): Promise<ReadonlyMap<string, TicketRecord[]>> {
  const tickets = await database.query<TicketRecord>(FIND_TICKETS_OF, [bookingIds]);
  return Map.groupBy(tickets, ({ bookingId }) => bookingId);
}
