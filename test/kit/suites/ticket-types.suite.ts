import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking, payBooking } from '../callers/buyer.ts';
import { GetPricedBooking, GetTicketType, LockTickets, SetTicketTypes } from '../callers/ticket-types.graphql.ts';
import { type AppMode, startTestApp, type TestApp } from '../product/app.ts';
import { mailOf } from '../product/mails.ts';
import { createPricedShow } from '../shows/priced-show.ts';

/** An organiser sells tickets of several types, with fees and taxes, over the API. */
export function ticketTypesSuite(mode: AppMode): void {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ mode });
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  const createShow = () => createPricedShow(app.organiser);

  it('shows what seats are sold as and what comes on top', async () => {
    const show = await createShow();
    expect(show.ticketTypes.map(({ name, note }) => [name, note])).toEqual([
      ['Adult', null],
      ['Child', 'Up to 14'],
      ['Student', null],
    ]);
    expect(
      show.priceTiers.map(({ prices, ...tier }) => ({
        ...tier,
        prices: prices.map(({ ticketType, price }) => `${ticketType.name} ${price.amount}`),
      })),
    ).toMatchObject([
      { name: 'Stalls', taxRate: 7, price: { amount: 4_550 }, prices: ['Adult 4550', 'Child 2000', 'Student 3000'] },
      { name: 'Balcony', taxRate: 7, price: { amount: 1_500 }, prices: ['Adult 1500', 'Child 0'] },
    ]);
    expect(show.fees).toMatchObject([
      { name: 'Service fee', basis: 'PER_TICKET', amount: null, percent: 10, taxRate: 19 },
      { name: 'Shipping', basis: 'PER_BOOKING', amount: { amount: 390, currency: 'EUR' }, percent: null, taxRate: 19 },
    ]);
    const { type } = await app.client().data(GetTicketType, { type: show.ticketTypes[1]!.id });
    expect(type).toEqual({ __typename: 'TicketType', ...show.ticketTypes[1] });
  });

  it('sells tickets of the types that the buyer chooses, each minor unit explained', async () => {
    const show = await createShow();
    const [adult, child] = show.ticketTypes.map(({ id }) => id);
    const buyer = await app.guest();
    const seats = [{ seatId: 'Z1-1-1' }, { seatId: 'Z1-1-2', ticketTypeId: child! }];
    const { lockSeats } = await buyer.data(LockTickets, { input: { showId: show.id, seats } });
    if (lockSeats.__typename !== 'LockSeatsSuccess') throw new Error(JSON.stringify(lockSeats));
    const setTicketTypes = [{ seatId: 'Z1-1-1', ticketTypeId: child! }];
    const { updateLock } = await buyer.data(SetTicketTypes, { input: { lockId: lockSeats.lock.id, setTicketTypes } });
    if (updateLock.__typename !== 'UpdateLockSuccess') throw new Error(JSON.stringify(updateLock));
    const { lock } = updateLock;
    expect(lock.total.amount).toBe(2 * 2_000 + 2 * 200 + 390);
    expect(lock.lines[0]).toEqual({
      kind: 'SEAT',
      description: 'Stalls, Child',
      quantity: 1,
      unitPrice: { amount: 2_000 },
      total: { amount: 2_000 },
      taxRate: 7,
      tax: { amount: 131 },
      seat: { seatId: 'Z1-1-1', state: 'LOCKED' },
      ticketType: { id: child, name: 'Child' },
    });
    expect(lock.lines.map(({ description, quantity }) => `${description} ${quantity}`)).toEqual([
      'Stalls, Child 1',
      'Stalls, Child 1',
      'Service fee 2',
      'Shipping 1',
    ]);
    const { id, reference } = await createBooking(buyer, lock.id);
    const paid = await payBooking(buyer, id);
    expect(paid.status).toBe('CONFIRMED');
    const { booking, seatLock } = await buyer.data(GetPricedBooking, { id, lockId: lock.id });
    expect(booking!.total).toEqual(lock.total);
    const withoutState = (lines: typeof lock.lines) =>
      lines.map(({ seat, ...line }) => ({ ...line, seatId: seat?.seatId ?? null }));
    expect(withoutState(booking!.lines)).toEqual(withoutState(lock.lines));
    expect(withoutState(seatLock!.lines)).toEqual(withoutState(lock.lines));
    expect(booking!.tickets).toEqual([
      { seatId: 'Z1-1-1', ticketType: { name: 'Child' } },
      { seatId: 'Z1-1-2', ticketType: { name: 'Child' } },
    ]);
    const { text } = await mailOf(app.dataDir, 'ticket', reference);
    expect(text).toContain('(Stalls, Child): €20.00');
    expect(text).toContain('- Service fee × 2: €4.00');
    expect(text).toContain('- Shipping: €3.90');
    expect(text).toContain('Paid: €47.90');
    expect(text).toContain('Includes 19% tax: €1.26');
    expect(adult).not.toBe(child);
  });

  it('tells what is wrong with a choice by its path', async () => {
    const show = await createShow();
    const buyer = await app.guest();
    const seats = [{ seatId: 'Z1-1-1', ticketTypeId: 'tickettype_unknown' }];
    const { lockSeats } = await buyer.data(LockTickets, { input: { showId: show.id, seats } });
    expect(lockSeats).toMatchObject({
      code: 'INVALID_INPUT',
      issues: [{ path: 'input.seats.0.ticketTypeId', message: 'is not a ticket type of this show' }],
    });
  });
}
