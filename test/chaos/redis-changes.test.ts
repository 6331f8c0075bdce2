import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import type { Quote } from '../../src/modules/changes/quote.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { expectTruth } from '../kit/checks/ledger-checks.ts';
import { guest, ORGANISER, type TestShow } from '../kit/product/box-office.ts';
import { type OfficesOnRedis, openOfficesOnRedis } from '../kit/product/offices-on-redis.ts';
import { bookOn } from '../kit/product/paying.ts';
import { describeWithRedis } from '../kit/servers/servers.ts';

const ROUNDS = 8;

describeWithRedis('changes of bookings on two nodes', () => {
  let offices: OfficesOnRedis;
  let show: TestShow;
  beforeAll(async () => {
    offices = await openOfficesOnRedis();
    show = await offices.nodes[0].office.createShow({ zones: 1, rows: 3, seats: 40 });
  });
  afterAll(() => offices?.[Symbol.asyncDispose]());

  const office = (index: number) => offices.nodes[index % 2]!.office;

  /** A seat of the first row, paid. */
  async function paid(index: number): Promise<{ buyer: Principal; booking: Booking }> {
    const made = await bookOn(office(index), show.id, show.nextSeats(1));
    await office(index).services.payments.payBooking(made.buyer, {
      bookingId: made.booking.id,
      paymentToken: 'tok_ok',
    });
    return made;
  }

  /** Its ticket for that seat. */
  async function exchange(index: number, { id: bookingId }: Booking, toSeatId: string): Promise<Quote> {
    const { bookings, changes } = office(index).services;
    const [ticket] = (await bookings.ticketsOf(bookingId)).filter(({ voidedAt }) => voidedAt === null);
    return await changes.quote(ORGANISER, { bookingId, exchange: [{ ticketId: ticket!.id, toSeatId }] });
  }

  const settled = (results: PromiseSettledResult<unknown>[]) => results.map(({ status }) => status).toSorted();

  it('give a seat to one of two that ask at once, apply a quote once, and keep the seat when Redis is emptied', async () => {
    // Of the cheaper second row.
    const wanted = show.seatIds.slice(40, 40 + ROUNDS);
    for (const [round, seatId] of wanted.entries()) {
      const [one, other] = [await paid(round), await paid(round + 1)];
      const quotes = await Promise.allSettled([
        exchange(round, one.booking, seatId),
        exchange(round + 1, other.booking, seatId),
      ]);
      expect(settled(quotes)).toEqual(['fulfilled', 'rejected']);
      const quote = quotes.find((result) => result.status === 'fulfilled')!.value;
      await offices.forget();
      const stranger = office(round).services.locks.lockSeats(guest(), { showId: show.id, seatIds: [seatId] });
      await expect(stranger).rejects.toMatchObject({ code: 'SEATS_UNAVAILABLE' });
      const input = { quoteId: quote.id };
      const [first, second] = await Promise.all(
        [0, 1].map((node) => office(node).services.changes.apply(ORGANISER, input)),
      );
      expect([first!.seats, second!.seats]).toEqual([[{ seatId, price: 1_500 }], [{ seatId, price: 1_500 }]]);
      expect(await office(0).services.refunds.refundsOf(quote.bookingId)).toHaveLength(1);
    }
    await office(0).settled();
    for (const { office: node } of offices.nodes) await expectTruth(node, show.id);
  });

  it('either apply a quote or let it go with its lock, whichever node sweeps', async () => {
    const wanted = show.seatIds.slice(60, 60 + ROUNDS);
    for (const [round, seatId] of wanted.entries()) {
      const { booking } = await paid(round);
      const { id: quoteId, lockId } = await exchange(round, booking, seatId);
      const overdue = office(round).makeOverdue('seat_locks', lockId!);
      const [, applied] = await Promise.allSettled([
        overdue.then(() => office(round + 1).sweep()),
        office(round).services.changes.apply(ORGANISER, { quoteId }),
      ]);
      const { seats } = (await office(0).services.bookings.readBooking(booking.id))!;
      expect(seats.some((seat) => seat.seatId === seatId)).toBe(applied.status === 'fulfilled');
    }
    await office(0).settled();
    for (const { office: node } of offices.nodes) await expectTruth(node, show.id);
  });
});
