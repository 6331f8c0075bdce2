import { getNamedType, isObjectType, isScalarType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSchema } from '../../src/app/schema.ts';
import { newId } from '../../src/platform/ids.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { bookSeats, lockSeats, payBooking, queriedImage } from '../kit/callers/buyer.ts';
import { NORMALISING_CACHES, type ReadSeat } from '../kit/callers/normalising-caches.ts';
import { BlockSeats, LockSeats, UnblockSeats, UpdateLock } from '../kit/callers/operations.graphql.ts';
import { type Guest, startTestApp, type TestApp } from '../kit/product/app.ts';
import { addPricing } from '../kit/shows/added-pricing.ts';
import { joinGatheringRoom } from '../kit/shows/gathering-room.ts';
import { openShowsOnOnePlan } from '../kit/shows/hall-show.ts';
import { createAllotmentOver } from '../kit/shows/show-allotment.ts';
import { createCodeOver } from '../kit/shows/show-code.ts';

const quoteId = newId('quote');
let entryId: string;
let app: TestApp;
let guest: Guest;
/** Two shows on one plan: the second at ten times the first one's prices. */
let cheap: string;
let dear: string;

beforeAll(async () => {
  app = await startTestApp();
  guest = await app.guest();
  [cheap, dear] = (await openShowsOnOnePlan(app.organiser, [1, 10], { hall: { seats: 5, standing: 50 } })) as [
    string,
    string,
  ];
  for (const showId of [cheap, dear]) await addPricing(app.database, showId);
  for (const showId of [cheap, dear]) {
    await createCodeOver(app.organiser, { showId, code: 'SUMMER20', discount: { percent: 20 } });
  }
  await payBooking(guest, (await bookSeats(guest, cheap, ['Z1-1-1', 'Z1-2-1'])).id);
  const { id: bookingId } = await bookSeats(guest, dear, ['Z1-1-2']);
  await payBooking(guest, bookingId);
  const refund = 'mutation ($input: RefundBookingInput!) { refundBooking(input: $input) { __typename } }';
  await app.organiser.data(refund, { input: { bookingId, amount: 100 } });
  await app.database.query(
    `INSERT INTO payment_disputes (id, payment_id, booking_id, provider_reference, amount, currency, reason, status)
     SELECT $2, id, booking_id, 'dp', 100, 'EUR', 'fraudulent', 'LOST' FROM payments WHERE booking_id = $1`,
    [bookingId, newId('dispute')],
  );
  await app.database.query(
    `INSERT INTO booking_changes (id, booking_id, show_id, actor_id, number, terms, refund, expires_at)
     VALUES ($1, $2, $3, 'organiser', 1, '{"difference": []}', 0, now() + interval '1 hour')`,
    [quoteId, bookingId, dear],
  );
  await lockSeats(guest, dear, ['Z1-1-1']);
  // Of a show whose sales have not begun: what is asked for does not change meanwhile.
  const [laterId] = await openShowsOnOnePlan(app.organiser, [1]);
  entryId = await joinGatheringRoom(app.organiser, guest, laterId!);
  // Paid seats are held until the consumer has heard of it.
  await eventually(async () => {
    const states = [await queriedImage(guest, cheap), await queriedImage(guest, dear)].map((map) => map.unavailable);
    expect(states).toEqual([
      [
        ['Z1-1-1', 'BOOKED'],
        ['Z1-2-1', 'BOOKED'],
      ],
      [
        ['Z1-1-1', 'LOCKED'],
        ['Z1-1-2', 'BOOKED'],
      ],
    ]);
  });
  for (const showId of [cheap, dear]) {
    const terms = { name: 'Sponsors', color: '#c0392b', access: 'STAFF' } as const;
    await createAllotmentOver(app.organiser, { showId, ...terms, seatIds: ['Z1-2-5'] });
  }
  await eventually(async () => {
    const sent = await app.database.query(
      "UPDATE notifications SET status = 'FAILED' WHERE status = 'SENT' RETURNING id",
    );
    expect(sent).not.toEqual([]);
  });
});
afterAll(() => app?.[Symbol.asyncDispose]());

const bySeat = (seats: readonly ReadSeat[]) =>
  Object.fromEntries(seats.map(({ seatId, state, price, tier }) => [seatId, [state, price.amount, tier.price.amount]]));

describe.each(Object.entries(NORMALISING_CACHES))('%s at its defaults', (_name, open) => {
  it('keeps prices and states of two shows on one plan apart', async () => {
    const cache = open(app.url);
    await cache.load(cheap);
    await cache.load(dear);
    expect(bySeat(cache.read(cheap))).toMatchObject({
      'Z1-1-1': ['BOOKED', 4_500, 4_500],
      'Z1-1-2': ['AVAILABLE', 4_500, 4_500],
      'Z1-2-1': ['BOOKED', 2_900, 2_900],
    });
    expect(bySeat(cache.read(dear))).toMatchObject({
      'Z1-1-1': ['LOCKED', 45_000, 45_000],
      'Z1-1-2': ['BOOKED', 45_000, 45_000],
      'Z1-2-1': ['AVAILABLE', 29_000, 29_000],
    });
  });
});

describe('an id', () => {
  it('is never shared by two objects that differ, of whatever types', async () => {
    const objects = await everyObject();
    const types = Object.values(createSchema().getTypeMap());
    const identified = types.filter((type) => isObjectType(type) && 'id' in type.getFields());
    // A new type with an id is to be among what is asked for below.
    expect([...new Set(objects.map(({ typename }) => typename))].sort()).toEqual(
      identified.map(({ name }) => name).sort(),
    );
    const contents = new Map<string, Set<string>>();
    for (const { id, typename, fields } of objects) {
      const found = contents.get(id) ?? new Set();
      contents.set(id, found.add(`${typename} ${fields}`));
    }
    expect([...contents].filter(([, found]) => found.size > 1)).toEqual([]);
  });

  it('leads to its object by `node`, for those who may see it', async () => {
    const nodes = createSchema().getPossibleTypes(createSchema().getType('Node') as never);
    const objects = (await everyObject()).filter(({ typename }) => nodes.some(({ name }) => name === typename));
    expect(new Set(objects.map(({ typename }) => typename)).size).toBe(nodes.length);
    const stranger = await app.guest();
    const forFew = new Set([
      'Allotment',
      'Booking',
      'BookingChangeQuote',
      'Dispute',
      'Notification',
      'Payment',
      'PromoCode',
      'Refund',
      'SeatLock',
      'Ticket',
      'WaitingRoomEntry',
    ]);
    for (const { id, typename } of objects) {
      const query = 'query ($id: ID!) { node(id: $id) { __typename id } }';
      const seen = await app.organiser.data<{ node: object | null }, object>(query, { id });
      expect(seen.node).toEqual({ __typename: typename, id });
      const theirs = await stranger.data<{ node: object | null }, object>(query, { id });
      expect(theirs.node).toEqual(forFew.has(typename) ? null : { __typename: typename, id });
    }
  });

  it('of a seat that there is not, or of a draft, leads nowhere', async () => {
    const [draft] = await openShowsOnOnePlan(app.organiser, [1], { publish: false });
    const suffix = draft!.slice('show_'.length);
    const ask = async (client: Pick<Guest, 'data'>, id: string) =>
      (await client.data<{ node: object | null }, object>('query ($id: ID!) { node(id: $id) { id } }', { id })).node;
    expect(await ask(guest, `seat_${suffix}_Z1-1-1`)).toBeNull();
    expect(await ask(app.organiser, `seat_${suffix}_Z1-1-1`)).not.toBeNull();
    expect(await ask(app.organiser, `seat_${suffix}_Z9-9-9`)).toBeNull();
    expect(await ask(app.organiser, 'seat_nothing')).toBeNull();
  });
});

it('of a show that was looked up by `node` a moment ago does not disturb what mutations answer', async () => {
  const { node } = await app.organiser.data<{ node: object }, object>(
    'query ($id: ID!) { node(id: $id) { __typename } }',
    { id: cheap },
  );
  expect(node).toEqual({ __typename: 'Show' });
  const input = { showId: cheap, seatIds: ['Z1-2-2'] };
  expect((await app.organiser.data(BlockSeats, { input })).blockSeats.__typename).toBe('BlockSeatsSuccess');
  expect((await app.organiser.data(UnblockSeats, { input })).unblockSeats.__typename).toBe('UnblockSeatsSuccess');
});

describe("a seat's global id", () => {
  const idIn = (showId: string, seatId: string) => `seat_${showId.slice('show_'.length)}_${seatId}`;

  it("is taken by each input that takes the plan's own", async () => {
    const lock = await lockSeats(guest, cheap, [idIn(cheap, 'Z1-1-3'), 'Z1-1-4']);
    expect(lock.seats.map(({ id, seatId }) => [id, seatId])).toEqual(
      ['Z1-1-3', 'Z1-1-4'].map((seatId) => [idIn(cheap, seatId), seatId]),
    );
    const { updateLock } = await guest.data(UpdateLock, {
      input: { lockId: lock.id, addSeatIds: [idIn(cheap, 'Z1-2-3')], removeSeatIds: [idIn(cheap, 'Z1-1-4')] },
    });
    expect(updateLock).toMatchObject({ lock: { seats: [{ seatId: 'Z1-1-3' }, { seatId: 'Z1-2-3' }] } });
    const input = { showId: cheap, seatIds: [idIn(cheap, 'Z1-2-4')] };
    expect((await app.organiser.data(BlockSeats, { input })).blockSeats.__typename).toBe('BlockSeatsSuccess');
    const holdings = await app.organiser.data<{ show: { seatHoldings: object[] } }, object>(
      'query ($id: ID!, $seatIds: [ID!]!) { show(id: $id) { seatHoldings(seatIds: $seatIds) { seatId state } } }',
      { id: cheap, seatIds: [idIn(cheap, 'Z1-2-4'), 'Z1-1-3'] },
    );
    expect(holdings.show.seatHoldings).toEqual([
      { seatId: 'Z1-2-4', state: 'BLOCKED' },
      { seatId: 'Z1-1-3', state: 'LOCKED' },
    ]);
    expect((await app.organiser.data(UnblockSeats, { input })).unblockSeats.__typename).toBe('UnblockSeatsSuccess');
  });

  it("is the same seat as the plan's own, and names it in a refusal", async () => {
    const twice = { showId: cheap, seatIds: ['Z1-2-2', idIn(cheap, 'Z1-2-2')] };
    expect((await guest.data(LockSeats, { input: twice })).lockSeats).toMatchObject({
      __typename: 'InvalidInputError',
      issues: [{ path: 'input.seatIds.1' }],
    });
    const sold = { showId: cheap, seatIds: [idIn(cheap, 'Z1-1-1')] };
    expect((await guest.data(LockSeats, { input: sold })).lockSeats).toMatchObject({
      conflicts: [{ seatId: 'Z1-1-1', reason: 'BOOKED' }],
    });
  });

  it('of another show is refused', async () => {
    const other = { showId: cheap, seatIds: [idIn(dear, 'Z1-2-2')] };
    expect((await guest.data(LockSeats, { input: other })).lockSeats).toMatchObject({
      conflicts: [{ reason: 'UNKNOWN_SEAT' }],
    });
  });
});

interface Identified {
  id: string;
  typename: string;
  /** Those that are plain values. */
  fields: string;
}

/** All that can be reached of the two shows, and of what the guest has bought, with all its plain fields. */
async function everyObject(): Promise<Identified[]> {
  const schema = createSchema();
  const plain = (name: string) => {
    const type = schema.getType(name);
    const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
    // The time goes on between two answers.
    const isPlain = ({ name: field, args }: (typeof fields)[number]) =>
      args.length === 0 && field !== 'remainingSeconds';
    const leaves = fields.filter((field) => isPlain(field) && isScalarType(getNamedType(field.type)));
    return `__typename ${leaves.map(({ name: field }) => field).join(' ')}`;
  };
  const show = `${plain('Show')} venue { ${plain('Venue')} } plan { ${plain('SeatingPlan')} venue { ${plain('Venue')} } areas { ${plain('Area')} } } priceTiers { ${plain('PriceTier')} price { amount } }
    ticketTypes { ${plain('TicketType')} } fees { ${plain('Fee')} }`;
  const seat = `${plain('Seat')} state price { amount } tier { ${plain('PriceTier')} price { amount } }`;
  const found: Identified[] = [];
  for (const id of [cheap, dear]) {
    collect(await guest.data(`{ show(id: "${id}") { ${show} seatMap { seats { ${seat} } } } }`), found);
  }
  const bookings = `{ viewer { ${plain('Viewer')} activeLocks { ${plain('SeatLock')} seats { ${seat} } }
    bookings { edges { node { ${plain('Booking')} show { ${show} } seats { ${seat} }
      tickets { ${plain('Ticket')} } payments { ${plain('Payment')} } refunds { ${plain('Refund')} } } } } } }`;
  collect(await guest.data(bookings), found);
  for (const id of [cheap, dear]) {
    const mails = `undeliveredNotifications { edges { node { ${plain('Notification')} } } }`;
    const ofShow = `${mails} codes { ${plain('PromoCode')} } allotments { ${plain('Allotment')} seats { ${seat} } }`;
    collect(await app.organiser.data(`{ show(id: "${id}") { ${ofShow} } }`), found);
  }
  const disputed = `{ bookings(showId: "${dear}") { nodes { ${plain('Booking')} disputes { ${plain('Dispute')} } } } }`;
  collect(await app.organiser.data(disputed), found);
  const quoted = `{ node(id: "${quoteId}") { ... on BookingChangeQuote { ${plain('BookingChangeQuote')} } } }`;
  collect(await app.organiser.data(quoted), found);
  const waiting = `{ node(id: "${entryId}") { ... on WaitingRoomEntry { ${plain('WaitingRoomEntry')} } } }`;
  collect(await app.organiser.data(waiting), found);
  return found;
}

function collect(value: unknown, into: Identified[]): void {
  if (Array.isArray(value)) for (const entry of value) collect(entry, into);
  else if (typeof value === 'object' && value !== null) {
    const { __typename: typename, id } = value as { __typename?: string; id?: string };
    const plain = Object.entries(value).filter(([, field]) => typeof field !== 'object' || field === null);
    if (typename && id) into.push({ id, typename, fields: JSON.stringify(plain) });
    for (const field of Object.values(value)) collect(field, into);
  }
}
