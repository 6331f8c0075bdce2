import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_EVENT_BYTES } from '../../src/modules/events/event-size.ts';
import type { ShowEvent } from '../../src/modules/events/events.ts';
import { MAX_PRICE } from '../../src/modules/pricing/pricing-input.ts';
import { MAX_CATEGORIES } from '../../src/modules/seating/plan-limits.ts';
import { MAX_TIER_NAME } from '../../src/modules/shows/show-input.ts';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { until } from '../kit/basics/until.ts';
import { bookSeats, CUSTOMER, lockSeats, payBooking } from '../kit/callers/buyer.ts';
import { openStream } from '../kit/callers/event-stream.ts';
import {
  CancelBooking,
  CancelShow,
  CloseShow,
  CreateBooking,
  GetShow,
  PauseShow,
  PayBooking,
  PublishShow,
  ReleaseLock,
  UpdateShow,
  WatchShow,
} from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { createHallShow, openHallShow, openPlanShow, PRICES } from '../kit/shows/hall-show.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.[Symbol.asyncDispose]());

const eventsOf = async (showId: string) => {
  const rows = await app.database.query<{ payload: ShowEvent }>(
    `SELECT payload FROM outbox WHERE topic = 'show-events' AND key = $1 ORDER BY id`,
    [showId],
  );
  return rows.map(({ payload }) => payload);
};
const typesOf = async (showId: string) => (await eventsOf(showId)).map(({ event_type }) => event_type);
const pricesOf = (show: { priceTiers: { name: string; price: { amount: number } }[] }) =>
  Object.fromEntries(show.priceTiers.map(({ name, price }) => [name, price.amount]));

/** As if it had been paused a while ago. */
async function letPauseSettle(showId: string): Promise<void> {
  await app.database.query(`UPDATE shows SET updated_at = now() - interval '3 seconds' WHERE id = $1`, [showId]);
}

describe('a show', () => {
  it('has an event for each change, in the order of its versions, none for what changes nothing', async () => {
    const { organiser } = app;
    const showId = await createHallShow(organiser);
    const input = { showId };
    await organiser.data(PublishShow, { input });
    await organiser.data(PublishShow, { input });
    await organiser.data(PauseShow, { input });
    await organiser.data(PublishShow, { input });
    await organiser.data(UpdateShow, { input: { ...input, title: 'Another title' } });
    await organiser.data(UpdateShow, { input: { ...input, title: 'Another title' } });
    await organiser.data(CloseShow, { input });
    await organiser.data(CancelShow, { input });
    const refused = await organiser.data(UpdateShow, { input: { ...input, title: 'Too late' } });
    expect(refused.updateShow.__typename).toBe('IllegalStateError');

    const events = await eventsOf(showId);
    expect(events.map(({ event_type, status }) => [event_type, status])).toEqual([
      ['show.created', 'DRAFT'],
      ['show.published', 'ON_SALE'],
      ['show.paused', 'PAUSED'],
      ['show.resumed', 'ON_SALE'],
      ['show.updated', 'ON_SALE'],
      ['show.closed', 'CLOSED'],
      ['show.cancelled', 'CANCELLED'],
    ]);
    const versions = events.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    expect(events[0]!.prices.map(({ price }) => price.amount).sort()).toEqual(Object.values(PRICES).sort());
    expect(JSON.stringify(events)).not.toContain('Another title');
  });

  it('has events that a topic takes, also with as many price tiers, names and prices as large as they may be', async () => {
    const plan = hallPlan({ seats: MAX_CATEGORIES / 2 });
    const nameOf = (index: number) => `${index}`.padEnd(MAX_TIER_NAME, '席');
    plan.categories = Array.from({ length: MAX_CATEGORIES }, (_, index) => ({ name: nameOf(index), color: '#c0392b' }));
    const seats = plan.zones.flatMap(({ rows }) => rows.flatMap((row) => row.seats));
    for (const [index, seat] of seats.entries()) seat.category = nameOf(index);
    const prices = Object.fromEntries(plan.categories.map(({ name }) => [name, MAX_PRICE]));
    const showId = await openPlanShow(app.organiser, plan, prices);
    const events = await eventsOf(showId);
    expect(events.map((event) => event.prices.length)).toEqual([MAX_CATEGORIES, MAX_CATEGORIES]);
    for (const event of events) {
      expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(MAX_EVENT_BYTES);
    }
  });

  it('tells by the clock, once each, that sales start and end and that it begins', async () => {
    const { organiser } = app;
    const showId = await openHallShow(organiser);
    const at = (ms: number) => new Date(Date.now() + ms).toISOString();
    const times = { salesStartAt: at(60_000), salesEndAt: at(60_300), startsAt: at(60_600) };
    await organiser.data(UpdateShow, { input: { showId, ...times } });
    // All of it comes soon, and none of it was over by the time that it was written.
    await app.database.query(
      `UPDATE shows SET sales_start_at = now() + interval '600 milliseconds', sales_end_at = now() + interval '900 milliseconds',
                        starts_at = now() + interval '1200 milliseconds'
        WHERE id = $1`,
      [showId],
    );
    await eventually(async () => expect(await typesOf(showId)).toContain('show.begun'));
    expect((await typesOf(showId)).slice(3)).toEqual(['show.sales_started', 'show.sales_ended', 'show.begun']);
    const [row] = await app.database.query<{ next: Date | null }>(
      'SELECT next_moment_at AS next FROM shows WHERE id = $1',
      [showId],
    );
    expect(row!.next).toBeNull();
  });

  it('changes its prices while it is paused and nobody holds seats; bookings keep theirs', async () => {
    const { organiser } = app;
    const buyer = await app.guest();
    const showId = await openHallShow(organiser);
    const booked = await bookSeats(buyer, showId, ['Z1-1-1']);
    const lock = await lockSeats(buyer, showId, ['Z1-1-2']);
    const { show } = await organiser.data(GetShow, { id: showId });
    const tier = show!.priceTiers[0]!;
    const change = async (priceTiers: { id: string; price?: number; name?: string }[]) =>
      (await organiser.data(UpdateShow, { input: { showId, priceTiers } })).updateShow;

    expect(await change([{ id: tier.id, price: 1 }])).toMatchObject({ __typename: 'IllegalStateError' });
    // A name is no price.
    expect(await change([{ id: tier.id, name: 'Front' }])).toMatchObject({ __typename: 'UpdateShowSuccess' });
    await organiser.data(PauseShow, { input: { showId } });
    // As if the pause was still to come, however long this takes.
    await app.database.query(`UPDATE shows SET updated_at = now() + interval '1 minute' WHERE id = $1`, [showId]);
    expect(await change([{ id: tier.id, price: 1 }])).toMatchObject({ __typename: 'ServiceUnavailableError' });
    await letPauseSettle(showId);
    expect(await change([{ id: tier.id, price: 1 }])).toMatchObject({ message: expect.stringContaining('held') });
    await buyer.data(ReleaseLock, { input: { lockId: lock.id } });
    expect(await change([{ id: tier.id, price: 1 }, { id: tier.id }])).toMatchObject({
      issues: [{ path: 'input.priceTiers.1.id' }],
    });
    expect(await change([{ id: 'tier_of_another_show', price: 1 }])).toMatchObject({
      issues: [{ path: 'input.priceTiers.0.id' }],
    });
    const changed = await change([{ id: tier.id, price: 12_345 }]);
    if (changed.__typename !== 'UpdateShowSuccess') throw new Error(JSON.stringify(changed));
    expect(pricesOf(changed.show)).toMatchObject({ Front: 12_345 });
    await organiser.data(PublishShow, { input: { showId } });
    const dearer = await lockSeats(buyer, showId, ['Z1-1-3']);
    expect([PRICES.Stalls, 12_345, PRICES.Balcony]).toContain(dearer.total.amount);
    const [row] = await app.database.query<{ total: number; sum: number }>(
      `SELECT total, (SELECT sum(price)::int8 FROM booked_seats WHERE booking_id = b.id) AS sum FROM bookings b WHERE id = $1`,
      [booked.id],
    );
    expect(row!.total).toBe(row!.sum);
  });
});

describe('Subscription.show', () => {
  it('begins with the show as it is, then tells each change, over WebSocket and as server-sent events', async () => {
    const { organiser } = app;
    const showId = await openHallShow(organiser);
    await using socket = app.client().subscribe(WatchShow, { id: showId });
    const stream = await openStream(app.url, {
      query: 'subscription ($id: ID!) { show(id: $id) { showStatus priceTiers { price { amount } } } }',
      variables: { id: showId },
    });
    const nextOfStream = async () =>
      ((await stream.next()).data as { data: { show: { showStatus: string } } }).data.show.showStatus;
    expect((await socket.next()).show).toMatchObject({ id: showId, showStatus: 'ON_SALE' });
    expect(await nextOfStream()).toBe('ON_SALE');

    await organiser.data(PauseShow, { input: { showId } });
    expect((await socket.next()).show.showStatus).toBe('PAUSED');
    expect(await nextOfStream()).toBe('PAUSED');
    await letPauseSettle(showId);
    const { show } = await organiser.data(GetShow, { id: showId });
    const [tier] = show!.priceTiers;
    await organiser.data(UpdateShow, { input: { showId, priceTiers: [{ id: tier!.id, price: 777 }] } });
    await until(socket, (news) => news.show.priceTiers[0]!.price.amount === 777);
    await organiser.data(CancelShow, { input: { showId } });
    await until(socket, (news) => news.show.showStatus === 'CANCELLED');
    stream.end();
  });

  it('shows a draft to organisers only, and to others once it is published', async () => {
    const { organiser } = app;
    const showId = await createHallShow(organiser);
    await using refused = app.client().subscribe(WatchShow, { id: showId });
    await expect(refused.next()).rejects.toThrow(/Show/);
    await using unknown = app.client().subscribe(WatchShow, { id: 'show_none' });
    await expect(unknown.next()).rejects.toThrow(/Show/);
    await using seen = organiser.subscribe(WatchShow, { id: showId });
    expect((await seen.next()).show.showStatus).toBe('DRAFT');
    await organiser.data(PublishShow, { input: { showId } });
    expect((await seen.next()).show.showStatus).toBe('ON_SALE');
    await using welcome = app.client().subscribe(WatchShow, { id: showId });
    expect((await welcome.next()).show.showStatus).toBe('ON_SALE');
  });

  it('keeps from buyers what is for organisers only', async () => {
    const showId = await openHallShow(app.organiser);
    const stream = await openStream(app.url, {
      query: 'subscription ($id: ID!) { show(id: $id) { showStatus metrics { bookingsConfirmed } } }',
      variables: { id: showId },
    });
    expect(JSON.stringify((await stream.next()).data)).toMatch(/UNAUTHENTICATED|FORBIDDEN/);
    stream.end();
  });

  it('takes no booking and no payment any more once it is cancelled; what was paid can be cancelled and refunded', async () => {
    const { organiser } = app;
    const showId = await openHallShow(organiser);
    const buyer = await app.guest();
    const paid = await bookSeats(buyer, showId, ['Z1-1-1']);
    await payBooking(buyer, paid.id);
    const unpaid = await bookSeats(buyer, showId, ['Z1-1-2']);
    const lock = await lockSeats(buyer, showId, ['Z1-1-3']);
    await organiser.data(CancelShow, { input: { showId } });

    const book = await buyer.data(CreateBooking, { input: { lockId: lock.id, customer: CUSTOMER } });
    expect(book.createBooking).toMatchObject({ __typename: 'ShowNotOnSaleError', message: 'The show is cancelled.' });
    const pay = await buyer.data(PayBooking, { input: { bookingId: unpaid.id, paymentToken: 'tok_ok' } });
    expect(pay.payBooking).toMatchObject({ __typename: 'BookingNotPayableError', message: 'The show is cancelled.' });
    const charges = await app.database.query('SELECT FROM payments WHERE booking_id = $1', [unpaid.id]);
    expect(charges).toEqual([]);
    const cancel = await buyer.data(CancelBooking, { input: { bookingId: paid.id } });
    expect(cancel.cancelBooking.__typename).toBe('CancelBookingSuccess');
  });

  it('finds a change that no event tells of', async () => {
    const showId = await openHallShow(app.organiser);
    await using news = app.client().subscribe(WatchShow, { id: showId });
    expect((await news.next()).show.showStatus).toBe('ON_SALE');
    // By hand: nothing is written to the outbox. The hub compares versions every few seconds.
    await app.database.query(`UPDATE shows SET status = 'CANCELLED' WHERE id = $1`, [showId]);
    expect((await news.next()).show.showStatus).toBe('CANCELLED');
    await using again = app.client().subscribe(WatchShow, { id: showId });
    expect((await again.next()).show.showStatus).toBe('CANCELLED');
  });
});
