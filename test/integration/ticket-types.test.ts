import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBookingDetails } from '../../src/modules/notifications/booking-details.ts';
import type { PriceLine } from '../../src/modules/pricing/price-lines.ts';
import { IllegalStateError } from '../../src/shared/errors.ts';
import { issuesOf } from '../kit/checks/input-issues.ts';
import { CUSTOMER, guest, ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { openPricedShow, PRICING } from '../kit/shows/priced-show.ts';

let office: TestBoxOffice;
beforeAll(async () => {
  office = await openTestBoxOffice();
});
afterAll(() => office?.[Symbol.asyncDispose]());

const sayLine = ({ description, quantity, total, tax }: PriceLine) => `${description} ${quantity}: ${total} (${tax})`;

async function versionOf(showId: string): Promise<number> {
  return (await office.services.seatMap.readTruth(showId)).version;
}

/** Long enough ago that prices may change. */
async function pause(showId: string): Promise<void> {
  await office.services.shows.pauseShow(ORGANISER, { showId });
  await office.database.query("UPDATE shows SET updated_at = now() - interval '1 minute' WHERE id = $1", [showId]);
}

describe('a lock in a show with ticket types and fees', () => {
  it('has its seats as the types that were chosen, and lines that add up to its total', async () => {
    const { locks } = office.services;
    const { id: showId, stalls, balcony, typeId } = await openPricedShow(office);
    const seats = [
      { seatId: stalls[0]! },
      { seatId: stalls[1]!, ticketTypeId: typeId('Child') },
      { seatId: balcony[0]!, ticketTypeId: typeId('Child') },
    ];
    const lock = await locks.lockSeats(guest(), { showId, seats });
    expect(lock).toMatchObject({ ticketTypeIds: [typeId('Adult'), typeId('Child'), typeId('Child')], total: 7_595 });
    expect((await locks.linesOf(lock)).map(sayLine)).toEqual([
      'Stalls, Adult 1: 4550 (298)',
      'Stalls, Child 1: 2000 (131)',
      'Balcony, Child 1: 0 (0)',
      'Service fee 1: 455 (73)',
      'Service fee 1: 200 (32)',
      'Shipping 1: 390 (62)',
    ]);
    expect(await locks.readLock(lock.id)).toMatchObject({ ticketTypeIds: lock.ticketTypeIds, total: lock.total });
  });

  it('asks nothing of who only knows seats: each is of the first type', async () => {
    const { locks } = office.services;
    const { id: showId, stalls, typeId } = await openPricedShow(office);
    const buyer = guest();
    const plain = await locks.lockSeats(buyer, { showId, seatIds: [stalls[0]!] });
    expect(plain).toMatchObject({ ticketTypeIds: [], total: 4_550 + 455 + 390 });
    const named = await locks.lockSeats(buyer, {
      showId,
      seats: [{ seatId: stalls[1]!, ticketTypeId: typeId('Adult') }],
    });
    expect(named).toMatchObject({ ticketTypeIds: [], total: plain.total });
    expect((await locks.linesOf(named))[0]).toMatchObject({ seatId: stalls[1], ticketTypeId: typeId('Adult') });
  });

  it('is refused for types that there are not, or that its seats are not sold as, and nothing is held', async () => {
    const { locks } = office.services;
    const { id: showId, stalls, balcony, typeId } = await openPricedShow(office);
    const other = await openPricedShow(office);
    const seats = [
      { seatId: stalls[0]!, ticketTypeId: typeId('Student') },
      { seatId: balcony[0]!, ticketTypeId: typeId('Student') },
      { seatId: balcony[1]!, ticketTypeId: other.typeId('Adult') },
    ];
    expect(await issuesOf(locks.lockSeats(guest(), { showId, seats }))).toEqual([
      'input.seats.1.ticketTypeId: seats of "Balcony" are not sold as "Student"',
      'input.seats.2.ticketTypeId: is not a ticket type of this show',
    ]);
    const both = { showId, seats: [{ seatId: stalls[0]! }], seatIds: [stalls[0]!] };
    expect(await issuesOf(locks.lockSeats(guest(), both))).toEqual([
      'input.seats: can not be given beside input.seatIds',
    ]);
    expect(await issuesOf(locks.lockSeats(guest(), { showId }))).toEqual([
      'input.seatIds: must name at least one seat, or areas some places',
    ]);
    const twice = { showId, seats: [{ seatId: stalls[0]! }, { seatId: stalls[0]! }] };
    expect(await issuesOf(locks.lockSeats(guest(), twice))).toEqual([
      `input.seats.1.seatId: "${stalls[0]}" is listed twice`,
    ]);
    expect(await versionOf(showId)).toBe(0);
  });

  it('changes its types while it runs, without a change of the map', async () => {
    const { locks } = office.services;
    const { id: showId, stalls, typeId } = await openPricedShow(office);
    const buyer = guest();
    const { id: lockId, expiresAt } = await locks.lockSeats(buyer, { showId, seatIds: stalls.slice(0, 2) });
    const before = await versionOf(showId);
    const events = await office.database.query('SELECT id FROM outbox WHERE key = $1', [showId]);
    const change = {
      lockId,
      setTicketTypes: [{ seatId: stalls[1]!, ticketTypeId: typeId('Student') }],
      idempotencyKey: 'once',
    };
    const changed = await locks.updateLock(buyer, change);
    expect(changed).toMatchObject({ seatIds: stalls.slice(0, 2), ticketTypeIds: [typeId('Adult'), typeId('Student')] });
    expect([changed.total, changed.expiresAt]).toEqual([4_550 + 3_000 + 455 + 300 + 390, expiresAt]);
    expect(await locks.updateLock(buyer, change)).toMatchObject({ total: changed.total });
    const back = await locks.updateLock(buyer, { lockId, setTicketTypes: [{ seatId: stalls[1]! }] });
    expect(back).toMatchObject({ ticketTypeIds: [], total: 2 * 4_550 + 2 * 455 + 390 });
    expect(await versionOf(showId)).toBe(before);
    expect(await office.database.query('SELECT id FROM outbox WHERE key = $1', [showId])).toEqual(events);
  });

  it('changes seats and types in one step', async () => {
    const { locks } = office.services;
    const { id: showId, stalls, balcony, typeId } = await openPricedShow(office);
    const buyer = guest();
    const seats = [{ seatId: stalls[0]!, ticketTypeId: typeId('Child') }, { seatId: stalls[1]! }];
    const { id: lockId } = await locks.lockSeats(buyer, { showId, seats });
    const changed = await locks.updateLock(buyer, {
      lockId,
      addSeats: [{ seatId: balcony[0]!, ticketTypeId: typeId('Child') }],
      removeSeatIds: [stalls[0]!],
      setTicketTypes: [{ seatId: stalls[1]!, ticketTypeId: typeId('Student') }],
    });
    expect(changed).toMatchObject({
      seatIds: [stalls[1], balcony[0]],
      ticketTypeIds: [typeId('Student'), typeId('Child')],
      total: 3_000 + 300 + 390,
    });
    const wrong = {
      lockId,
      addSeatIds: [stalls[2]!],
      addSeats: [{ seatId: stalls[2]! }],
    };
    expect(await issuesOf(locks.updateLock(buyer, wrong))).toEqual([
      'input.addSeats: can not be given beside input.addSeatIds',
    ]);
    const gone = { lockId, setTicketTypes: [{ seatId: stalls[0]! }], removeSeatIds: [stalls[1]!] };
    expect(await issuesOf(locks.updateLock(buyer, gone))).toEqual([
      `input.setTicketTypes.0.seatId: "${stalls[0]}" does not stay in the lock`,
    ]);
    const unsold = { lockId, setTicketTypes: [{ seatId: balcony[0]!, ticketTypeId: typeId('Student') }] };
    expect(await issuesOf(locks.updateLock(buyer, unsold))).toEqual([
      'input.setTicketTypes.0.ticketTypeId: seats of "Balcony" are not sold as "Student"',
    ]);
  });

  it('knows types that another node has added within this second', async () => {
    const { locks, shows } = office.services;
    const plain = PRICING.priceTiers.map((tier) => ({ ...tier, prices: [] }));
    const { id: showId, stalls } = await openPricedShow(office, { fees: [], ticketTypes: [], priceTiers: plain });
    await shows.getShow(showId);
    await office.database.query("INSERT INTO ticket_types VALUES ('tickettype_new', $1, 'New', NULL, 0)", [showId]);
    const lock = await locks.lockSeats(guest(), {
      showId,
      seats: [{ seatId: stalls[0]!, ticketTypeId: 'tickettype_new' }],
    });
    expect((await locks.linesOf(lock)).map(sayLine)).toEqual(['Stalls, New 1: 4550 (298)']);
  });

  it('is a lock of the first type where the best seats are chosen', async () => {
    const { bestAvailable, locks } = office.services;
    const { id: showId } = await openPricedShow(office);
    const lock = await bestAvailable.lock(guest(), { showId, quantity: 2 });
    const lines = await locks.linesOf(lock);
    expect(lines.filter(({ kind }) => kind === 'SEAT').map(({ description }) => description)).toEqual([
      'Stalls, Adult',
      'Stalls, Adult',
    ]);
    expect(lines.reduce((sum, { total }) => sum + total, 0)).toBe(lock.total);
  });

  it('has no lines once it has ended', async () => {
    const { locks } = office.services;
    const { id: showId, stalls } = await openPricedShow(office);
    const buyer = guest();
    const { id: lockId } = await locks.lockSeats(buyer, { showId, seatIds: [stalls[0]!] });
    expect(await locks.linesOf(await locks.releaseLock(buyer, { lockId }))).toEqual([]);
  });
});

describe('prices of a show with ticket types and fees', () => {
  it.each<[string, { tier?: object; ticketTypes?: []; fees?: [] }]>([
    ['types', { ticketTypes: [] }],
    ['prices of types', { tier: { prices: [] } }],
    ['taxes', { tier: { taxRate: 19 } }],
    ['fees', { fees: [] }],
  ])('%s do not change while seats are held, and change once they are not', async (_what, { tier, ...input }) => {
    const { locks, shows } = office.services;
    const { id: showId, show, stalls } = await openPricedShow(office);
    const buyer = guest();
    const { id: lockId } = await locks.lockSeats(buyer, { showId, seatIds: [stalls[0]!] });
    const change = { showId, ...input, ...(tier ? { priceTiers: [{ id: show.priceTiers[0]!.id, ...tier }] } : {}) };
    await expect(shows.updateShow(ORGANISER, change)).rejects.toThrow(IllegalStateError);
    await pause(showId);
    await expect(shows.updateShow(ORGANISER, change)).rejects.toThrow('Seats are held at the present prices');
    await locks.releaseLock(buyer, { lockId });
    const { pricesVersion } = show;
    expect((await shows.updateShow(ORGANISER, change)).pricesVersion).toBeGreaterThan(pricesVersion);
    await shows.closeShow(ORGANISER, { showId });
    const back = {
      ...change,
      ticketTypes: undefined,
      fees: undefined,
      priceTiers: [{ id: show.priceTiers[0]!.id, price: 1 }],
    };
    await expect(shows.updateShow(ORGANISER, back)).rejects.toThrow('Sales of the show are over');
  });

  it('keep types by their ids; names and notes change at any time', async () => {
    const { locks, shows } = office.services;
    const { id: showId, show, stalls, typeId } = await openPricedShow(office);
    await locks.lockSeats(guest(), { showId, seatIds: [stalls[0]!] });
    const renamed = show.ticketTypes.map(({ id, name, note }) => ({ id, name: `${name}!`, note }));
    const after = await shows.updateShow(ORGANISER, { showId, ticketTypes: renamed });
    expect(after.ticketTypes).toEqual(renamed);
    expect(after.priceTiers[0]!.prices.map(({ ticketType, price }) => [ticketType.name, price.amount])).toEqual([
      ['Adult!', 4_550],
      ['Child!', 2_000],
      ['Student!', 3_000],
    ]);
    const wrong = [{ name: 'Other' }, { id: typeId('Child'), name: 'Child' }, { id: typeId('Child'), name: 'Twice' }];
    expect(await issuesOf(shows.updateShow(ORGANISER, { showId, ticketTypes: wrong }))).toEqual([
      'input.ticketTypes.2.id: is given twice',
      'input.ticketTypes.0: must stay "Adult!": its price is that of the tiers',
    ]);
  });

  it('get new types with their prices in one step, and lose others with theirs', async () => {
    const { shows } = office.services;
    const { id: showId, show, typeId } = await openPricedShow(office);
    await pause(showId);
    const { ticketTypes, priceTiers } = await shows.updateShow(ORGANISER, {
      showId,
      ticketTypes: [{ id: typeId('Adult'), name: 'Adult' }, { name: 'Senior' }, { id: typeId('Child'), name: 'Child' }],
      priceTiers: [
        {
          id: show.priceTiers[1]!.id,
          prices: [
            { ticketType: 'Senior', price: 1_200 },
            { ticketType: typeId('Child'), price: 700 },
          ],
        },
      ],
    });
    expect(ticketTypes.map(({ name }) => name)).toEqual(['Adult', 'Senior', 'Child']);
    const pricesOf = (tier: number) =>
      priceTiers[tier]!.prices.map(({ ticketType, price }) => `${ticketType.name} ${price.amount}`);
    expect([pricesOf(0), pricesOf(1)]).toEqual([
      ['Adult 4550', 'Child 2000'],
      ['Adult 1500', 'Senior 1200', 'Child 700'],
    ]);
  });

  it('are refused with every problem by its path', async () => {
    const { show } = await openPricedShow(office);
    const input = {
      planId: show.plan.id,
      title: 'Other',
      startsAt: new Date('2099-05-01T18:00:00Z'),
      currency: 'EUR',
      ticketTypes: [{ name: 'Adult' }, { name: '' }, { name: 'Adult' }],
      priceTiers: [
        { ...PRICING.priceTiers[0], taxRate: 7.0001, prices: [{ ticketType: 'Adult', price: 1 }] },
        { ...PRICING.priceTiers[1], prices: [{ ticketType: 'Child', price: -1 }] },
      ],
      fees: [
        { name: 'Neither', basis: 'PER_TICKET' as const },
        { name: 'Both', basis: 'PER_BOOKING' as const, amount: 1, percent: 1 },
        { name: 'None', basis: 'PER_BOOKING' as const, percent: 0, taxRate: 101 },
      ],
    };
    const rate = 'must be a percentage from 0 to 100 with at most three decimals';
    expect(await issuesOf(office.services.shows.createShow(ORGANISER, input))).toEqual([
      'input.ticketTypes.1.name: must not be empty',
      'input.ticketTypes.2.name: can not be told apart from the name "Adult"',
      "input.priceTiers.0.prices.0.ticketType: is the first type: what it costs is the tier's price",
      `input.priceTiers.0.taxRate: ${rate}`,
      'input.priceTiers.1.prices.0.price: must be a whole number of minor units, 0 to 1000000000000',
      'input.priceTiers.1.prices.0.ticketType: "Child" is no ticket type of the show',
      'input.fees.0: must have either amount or percent',
      'input.fees.1: must have either amount or percent',
      'input.fees.2.percent: must not be 0',
      `input.fees.2.taxRate: ${rate}`,
    ]);
    const dear = {
      ...input,
      ticketTypes: [],
      priceTiers: PRICING.priceTiers.map((tier) => ({ ...tier, price: 1e12, prices: [] })),
      fees: PRICING.fees,
    };
    expect(await issuesOf(office.services.shows.createShow(ORGANISER, dear))).toEqual([
      'input.fees: the dearest ticket must cost at most 1000000000000 minor units with all fees',
    ]);
  });

  it('are refused under names that a reader can not tell from others, also when they get them later', async () => {
    const { shows } = office.services;
    const { show } = await openPricedShow(office);
    const [stalls, balcony] = PRICING.priceTiers;
    const input = {
      planId: show.plan.id,
      title: 'Twins',
      startsAt: new Date('2099-05-01T18:00:00Z'),
      currency: 'EUR',
      ticketTypes: [{ name: 'Adult' }, { name: 'adult\u200b' }],
      priceTiers: [
        { ...stalls, prices: [] },
        { ...balcony, name: 'STALLS', prices: [] },
      ],
      fees: [
        { name: 'Fee', basis: 'PER_TICKET' as const, amount: 1 },
        { name: 'Fee\u202e', basis: 'PER_TICKET' as const, amount: 1 },
        { name: 'Ｆｅｅ', basis: 'PER_TICKET' as const, amount: 1 },
      ],
    };
    const alike = (name: string) => `can not be told apart from the name "${name}"`;
    const turned = 'must not have invisible characters that turn the direction of text around';
    expect((await issuesOf(shows.createShow(ORGANISER, input))).sort()).toEqual([
      `input.fees.1.name: ${alike('Fee')}`,
      `input.fees.1.name: ${turned}`,
      `input.fees.2.name: ${alike('Fee')}`,
      `input.priceTiers.1.name: ${alike('Stalls')}`,
      `input.ticketTypes.1.name: ${alike('Adult')}`,
    ]);
    const renamed = { showId: show.id, priceTiers: [{ id: show.priceTiers[1]!.id, name: 'stalls' }] };
    expect(await issuesOf(shows.updateShow(ORGANISER, renamed))).toEqual([
      `input.priceTiers.0.name: ${alike('Stalls')}`,
    ]);
    // Several categories may be sold under one name.
    const shared = { ...renamed, priceTiers: [{ ...renamed.priceTiers[0]!, name: 'Stalls' }] };
    expect((await shows.updateShow(ORGANISER, shared)).priceTiers.map(({ name }) => name)).toEqual([
      'Stalls',
      'Stalls',
    ]);
  });

  it('change in a paused show two seconds after its last change, and the refusal says no more than that', async () => {
    const { shows } = office.services;
    const { id: showId, show } = await openPricedShow(office);
    await pause(showId);
    await shows.updateShow(ORGANISER, { showId, priceTiers: [{ id: show.priceTiers[0]!.id, price: 1_000 }] });
    await expect(shows.updateShow(ORGANISER, { showId, fees: [] })).rejects.toThrow(
      'The show was paused or changed a moment ago: try again in two seconds.',
    );
  });
});

describe('a booking in a show with ticket types and fees', () => {
  async function bookTwo() {
    const { locks, bookings } = office.services;
    const priced = await openPricedShow(office);
    const { id: showId, stalls, typeId } = priced;
    const buyer = guest();
    const seats = [{ seatId: stalls[0]! }, { seatId: stalls[1]!, ticketTypeId: typeId('Child') }];
    const lock = await locks.lockSeats(buyer, { showId, seats });
    const lines = await locks.linesOf(lock);
    const booking = await bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    return { ...priced, buyer, lock, lines, booking };
  }

  it('keeps the lines of its lock, whatever becomes of the prices', async () => {
    const { bookings, locks, shows } = office.services;
    const { id: showId, show, lock, lines, booking } = await bookTwo();
    expect(booking.total).toBe(lock.total);
    expect(await bookings.linesOf(booking.id)).toEqual(lines);
    await pause(showId);
    await shows.updateShow(ORGANISER, {
      showId,
      fees: [],
      priceTiers: [{ id: show.priceTiers[0]!.id, name: 'Parquet', price: 9_900, taxRate: 0, prices: [] }],
    });
    expect(await bookings.linesOf(booking.id)).toEqual(lines);
    expect(await bookings.readBooking(booking.id)).toMatchObject({ total: booking.total });
    expect((await locks.readLock(lock.id))!.total).toBe(booking.total);
  });

  it('is told in mails by the names that it was bought under, whatever tiers and types are called by then', async () => {
    const { bookings, shows, seating } = office.services;
    const { id: showId, show, booking } = await bookTwo();
    const renamed = show.ticketTypes.map(({ id, name }) => ({ id, name: `${name}, later` }));
    await shows.updateShow(ORGANISER, {
      showId,
      ticketTypes: renamed,
      priceTiers: [{ id: show.priceTiers[0]!.id, name: 'Parquet' }],
    });
    const details = await loadBookingDetails({ database: office.database, seating, defaultLocale: 'en' }, booking.id);
    const linesOfSeats = (await bookings.linesOf(booking.id)).filter(({ kind }) => kind === 'SEAT');
    expect(details.seats.map(({ soldAs }) => soldAs)).toEqual(['Stalls, Adult', 'Stalls, Child']);
    expect(linesOfSeats.map(({ description }) => description)).toEqual(['Stalls, Adult', 'Stalls, Child']);
  });

  it('is told by the names that its tiers had, also when there is nothing to pay but its seats', async () => {
    const { bookings, locks, shows, seating } = office.services;
    const plain = ['Stalls', 'Balcony'].map((name) => ({ name, category: name, price: 4_550 }));
    const { id: showId, show, stalls } = await openPricedShow(office, { priceTiers: plain });
    const buyer = guest();
    const lock = await locks.lockSeats(buyer, { showId, seatIds: stalls.slice(0, 2) });
    const booking = await bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    const kept =
      'SELECT lines, (SELECT count(*)::int FROM booked_seats WHERE booking_id = id) AS seats FROM bookings WHERE id = $1';
    expect(await office.database.query(kept, [booking.id])).toEqual([{ lines: null, seats: 2 }]);
    await shows.updateShow(ORGANISER, { showId, priceTiers: [{ id: show.priceTiers[0]!.id, name: 'Parquet' }] });
    const descriptions = async (id: string) => (await bookings.linesOf(id)).map(({ description }) => description);
    expect(await descriptions(booking.id)).toEqual(['Stalls', 'Stalls']);
    const details = await loadBookingDetails({ database: office.database, seating, defaultLocale: 'en' }, booking.id);
    expect(details.seats.map(({ soldAs }) => soldAs)).toEqual(['Stalls', 'Stalls']);
    // As a node of an earlier release has written it.
    await office.database.query('UPDATE booked_seats SET tier_name = NULL WHERE booking_id = $1', [booking.id]);
    expect(await descriptions(booking.id)).toEqual(['Parquet', 'Parquet']);
  });

  it('keeps the types that its tickets are of', async () => {
    const { shows } = office.services;
    const { id: showId, show } = await bookTwo();
    await pause(showId);
    const without = (name: string) => show.ticketTypes.filter((type) => type.name !== name);
    await expect(shows.updateShow(ORGANISER, { showId, ticketTypes: without('Child') })).rejects.toThrow(
      'Tickets were booked as "Child": that ticket type has to stay.',
    );
    const { ticketTypes } = await shows.updateShow(ORGANISER, { showId, ticketTypes: without('Student') });
    expect(ticketTypes.map(({ name }) => name)).toEqual(['Adult', 'Child']);
  });

  it('gives out tickets of those types, and its payment is of the whole total', async () => {
    const { bookings, payments, sales } = office.services;
    const { show, buyer, booking, typeId } = await bookTwo();
    await payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_ok' });
    const paid = 'SELECT status::text, amount::int FROM payments WHERE booking_id = $1';
    expect(await office.database.query(paid, [booking.id])).toEqual([{ status: 'SUCCEEDED', amount: booking.total }]);
    const tickets = await bookings.ticketsOf(booking.id);
    expect(tickets.map(({ ticketTypeId }) => ticketTypeId)).toEqual([typeId('Adult'), typeId('Child')]);
    expect(await bookings.getTicket(buyer, tickets[1]!.id)).toEqual(tickets[1]);
    // Of tickets, without fees.
    expect((await sales.salesOf(ORGANISER, show)).sold).toEqual({ seats: 2, amount: 6_550 });
  });

  it('counts what is held by what it is to be sold as', async () => {
    const { locks, sales } = office.services;
    const { id: showId, show, stalls, balcony, typeId } = await openPricedShow(office);
    const seats = [{ seatId: stalls[0]! }, { seatId: balcony[1]!, ticketTypeId: typeId('Child') }];
    await locks.lockSeats(guest(), { showId, seats });
    await locks.lockSeats(guest(), { showId, seatIds: [balcony[0]!] });
    expect((await sales.salesOf(ORGANISER, show)).held).toEqual({ seats: 3, amount: 6_050 });
  });

  it('is confirmed at once where all its tickets are free, without fees', async () => {
    const { locks, bookings } = office.services;
    const { id: showId, balcony, typeId } = await openPricedShow(office);
    const buyer = guest();
    const seats = [{ seatId: balcony[0]!, ticketTypeId: typeId('Child') }];
    const lock = await locks.lockSeats(buyer, { showId, seats });
    expect(lock.total).toBe(0);
    const booking = await bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    expect(booking.status).toBe('CONFIRMED');
    expect((await bookings.linesOf(booking.id)).map(sayLine)).toEqual(['Balcony, Child 1: 0 (0)']);
  });

  it('has the types that its lock has by then', async () => {
    const { locks, bookings } = office.services;
    const { id: showId, stalls, typeId } = await openPricedShow(office);
    const buyer = guest();
    const lock = await locks.lockSeats(buyer, { showId, seatIds: [stalls[0]!] });
    const change = { lockId: lock.id, setTicketTypes: [{ seatId: stalls[0]!, ticketTypeId: typeId('Child') }] };
    const [booked] = await Promise.allSettled([
      bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER }),
      locks.updateLock(buyer, change),
    ]);
    const { id, total } = (booked as PromiseFulfilledResult<{ id: string; total: number }>).value;
    const lines = await bookings.linesOf(id);
    expect(lines.reduce((sum, line) => sum + line.total, 0)).toBe(total);
    expect((await locks.readLock(lock.id))!.total).toBe(total);
    await expect(locks.updateLock(buyer, change)).rejects.toThrow('The seat lock is confirmed.');
  });

  it('has a line for each seat where the show has neither types nor fees', async () => {
    const { locks, bookings } = office.services;
    const show = await office.createShow();
    const buyer = guest();
    const lock = await locks.lockSeats(buyer, { showId: show.id, seatIds: show.nextSeats(2) });
    const lines = await locks.linesOf(lock);
    const booking = await bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    expect(await bookings.linesOf(booking.id)).toEqual(lines);
    expect(lines.map(sayLine)).toEqual(['Stalls 1: 2500 (0)', 'Stalls 1: 2500 (0)']);
    const [row] = await office.database.query('SELECT lines FROM bookings WHERE id = $1', [booking.id]);
    expect(row).toEqual({ lines: null });
  });
});
