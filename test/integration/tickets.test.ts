import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { voidTickets } from '../../src/modules/tickets/tickets.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';
import { insertBooking, ticketsOf } from '../kit/shows/booking-fixture.ts';

describe('tickets', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db[Symbol.asyncDispose]());

  it('are one for each seat, listed in the order of the plan', async () => {
    const { bookingId, showId, seatIds } = await insertBooking(db.database, { tickets: true, seatCount: 12 });
    const tickets = await ticketsOf(db.database, bookingId);
    expect(tickets.map((ticket) => ticket.seatId)).toEqual(seatIds);
    expect(new Set(tickets.map((ticket) => ticket.code)).size).toBe(12);
    expect(tickets[0]).toEqual({
      id: expect.stringMatching(/^ticket_/),
      bookingId,
      areaId: null,
      areaPosition: null,
      seatId: 'B-12-1',
      showId,
      ticketTypeId: null,
      code: expect.any(String),
      createdAt: expect.any(Date),
      voidedAt: null,
    });
  });

  it('keep the time at which they were first voided', async () => {
    const { bookingId } = await insertBooking(db.database, { tickets: true });
    const other = await insertBooking(db.database, { tickets: true });
    await db.database.transaction((tx) => voidTickets(tx, [bookingId]));
    const voided = await ticketsOf(db.database, bookingId);
    expect(voided.every((ticket) => ticket.voidedAt !== null)).toBe(true);
    await db.database.transaction((tx) => voidTickets(tx, [bookingId]));
    expect(await ticketsOf(db.database, bookingId)).toEqual(voided);
    expect((await ticketsOf(db.database, other.bookingId)).every((ticket) => ticket.voidedAt === null)).toBe(true);
  });
});
