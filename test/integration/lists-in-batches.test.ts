import { type ExecutionResult, execute, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSchema } from '../../src/app/schema.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { statementsOf } from '../kit/checks/statements-of.ts';
import { CUSTOMER, guest, ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';

const schema = createSchema();
const BOOKINGS = 50;
const SHOWS = 3;
const ASKED_TIMES = 5;

interface Connection<Node> {
  edges: { node: Node }[];
  nodes: unknown[];
}

interface BookingOfList {
  id: string;
  show: { id: string };
  seats: { seatId: string; state: string }[];
  tickets: { seatId: string }[];
  lines: { seat: { seatId: string } }[];
  payments: { paymentStatus: string }[];
}

interface Holding {
  lock: { seats: { state: string }[] };
  booking: { seats: { state: string }[] };
}

describe('a list', () => {
  const buyer = guest();
  let office: TestBoxOffice;
  let showIds: string[];
  beforeAll(async () => {
    office = await openTestBoxOffice({ env: { BUYER_MAX_LOCKS: '100', BUYER_MAX_SEATS: '500' } });
    const shows = await Promise.all(
      Array.from({ length: SHOWS }, () => office.createShow({ zones: 1, rows: 10, seats: 20 })),
    );
    showIds = shows.map(({ id }) => id);
    for (let count = 0; count < BOOKINGS; count += 1) {
      const show = shows[count % SHOWS]!;
      const { locks, bookings } = office.services;
      const lock = await locks.lockSeats(buyer, { showId: show.id, seatIds: show.nextSeats(3) });
      const booking = await bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
      if (count % 2 === 0) {
        await office.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_ok' });
      }
    }
  });
  afterAll(() => office[Symbol.asyncDispose]());

  /** The answer, and the statements that it took. */
  async function ask<Data>(document: string, principal: Principal, variables: Record<string, unknown> = {}) {
    const contextValue = { principal, services: office.services, requestId: 'test' };
    const request = { schema, document: parse(document), contextValue, variableValues: variables };
    const { value, statements } = await statementsOf(async () => {
      const result = (await execute(request)) as ExecutionResult<Data>;
      expect(result.errors).toBeUndefined();
      return result;
    }, ASKED_TIMES);
    return { data: value.data!, statements };
  }

  it('of 50 bookings with their seats, lines, tickets, payments, refunds, terms and shows takes eleven statements at most', async () => {
    const { data, statements } = await ask<{ viewer: { bookings: Connection<BookingOfList> } }>(
      `{ viewer { bookings(first: 50) { edges { node {
          id show { id title } seats { seatId state } tickets { code seatId ticketType { name } }
          lines { total { amount } seat { seatId } } payments { paymentStatus }
          refunds { amount { amount } } paid { amount } balance { amount } cancellationTerms { refund { amount } }
      } } } } }`,
      buyer,
    );
    const bookings = data.viewer.bookings.edges.map(({ node }) => node);
    expect(bookings).toHaveLength(BOOKINGS);
    expect(new Set(bookings.map(({ show }) => show.id))).toEqual(new Set(showIds));
    for (const booking of bookings) {
      const paid = booking.payments.length > 0;
      expect(booking.seats).toHaveLength(3);
      expect(booking.seats.every(({ state }) => state !== 'AVAILABLE')).toBe(true);
      expect(booking.tickets.map(({ seatId }) => seatId)).toEqual(
        paid ? booking.seats.map(({ seatId }) => seatId) : [],
      );
      expect(booking.lines.map(({ seat }) => seat.seatId)).toEqual(booking.seats.map(({ seatId }) => seatId));
      expect(booking.payments).toEqual(paid ? [{ paymentStatus: 'SUCCEEDED' }] : []);
    }
    expect(bookings.filter(({ payments }) => payments.length > 0)).toHaveLength(BOOKINGS / 2);
    expect(statements.length).toBeLessThanOrEqual(11);
  });

  it('of seats with who holds them takes six statements at most', async () => {
    const { data, statements } = await ask<{ show: { seatHoldings: Holding[] } }>(
      `query ($id: ID!, $seatIds: [ID!]!) { show(id: $id) { seatHoldings(seatIds: $seatIds) {
         seatId lock { lockStatus seats { state } } booking { reference seats { state } payments { paymentStatus } }
      } } }`,
      ORGANISER,
      {
        id: showIds[0],
        seatIds: Array.from({ length: 40 }, (_, at) => `Z1-${1 + Math.floor(at / 20)}-${(at % 20) + 1}`),
      },
    );
    const holdings = data.show.seatHoldings;
    expect(holdings).toHaveLength(40);
    expect(holdings.every(({ lock, booking }) => lock.seats.length === 3 && booking.seats.length === 3)).toBe(true);
    expect(statements.length).toBeLessThanOrEqual(6);
  });

  it('of shows with their prices, counters, sales and codes takes eleven statements at most', async () => {
    const { data, statements } = await ask<{ shows: Connection<{ id: string }> }>(
      `{ shows(first: 50) { edges { node {
          id priceTiers { name prices { price { amount } } } ticketTypes { name } fees { name } venue { name } availability { available } metrics { bookingsCreated } sales { sold { seats } } codes { code discount { amount { amount } } tiers { name } }
      } } } }`,
      ORGANISER,
    );
    expect(data.shows.edges).toHaveLength(SHOWS);
    expect(statements.length).toBeLessThanOrEqual(11);
  });
});
