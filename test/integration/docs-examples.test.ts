import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../../scripts/bootstrap.mjs';
import { type Example, readExamples } from '../../scripts/docs-site/examples.ts';
import { DEMO_SHOW_ID } from '../../src/modules/shows/demo.ts';
import { eventually } from '../kit/basics/eventually.ts';
import type { TestClient } from '../kit/callers/client.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';
import { createCodeOver } from '../kit/shows/show-code.ts';

// The examples of the API reference, GraphiQL's tabs among them, are run as they are printed there.

let app: TestApp;
let examples: ReadonlyMap<string, Example>;
/** Ids that were answered, for the places in braces. */
const remembered: Record<string, string> = {};
const ran = new Set<string>();

beforeAll(async () => {
  app = await startTestApp();
  examples = new Map(readExamples(ROOT).map((example) => [example.name, example]));
  remembered.show = app.demoShowId;
});
afterAll(() => app?.[Symbol.asyncDispose]());

function textOf(name: string): string {
  ran.add(name);
  return examples
    .get(name)!
    .text.replaceAll(DEMO_SHOW_ID, () => remembered.show!)
    .replaceAll('{{key}}', () => crypto.randomUUID())
    .replaceAll(/\{\{(\w+)\}\}/g, (_all, kind: string) => remembered[kind]!);
}

/** Runs it, remembers the ids that a mutation answers, and resolves with what the root field has answered. */
async function run(client: TestClient, name: string): Promise<Record<string, unknown>> {
  const data = await client.data<Record<string, Record<string, unknown>>, object>(textOf(name));
  const [answer] = Object.values(data);
  if (examples.get(name)!.kind === 'mutation') {
    for (const made of Object.values(answer!)) {
      const id = (made as { id?: string } | null)?.id;
      if (id) remembered[id.slice(0, id.indexOf('_'))] = id;
    }
  }
  return answer!;
}

async function succeed(client: TestClient, ...names: string[]): Promise<void> {
  for (const name of names) {
    const answer = await run(client, name);
    expect(answer, `${name}: ${JSON.stringify(answer)}`).toMatchObject({
      __typename: expect.stringMatching(/Success$/),
    });
  }
}

async function firstEvent(client: TestClient, name: string): Promise<unknown> {
  await using subscription = client.subscribe<Record<string, unknown>, object>(textOf(name));
  return Object.values(await subscription.next())[0];
}

it('let a buyer look around, hold, change, extend, book, pay and cancel', async () => {
  const guest = await app.guest();
  expect(await run(guest, 'Shows')).toMatchObject({ nodes: [{ id: remembered.show }] });
  expect(await run(guest, 'SeatMap')).toMatchObject({ showStatus: 'ON_SALE' });
  expect(await run(guest, 'BestAvailable')).toMatchObject({ bestAvailable: [{ closeness: 'TOGETHER' }, {}, {}] });
  expect(await run(guest, 'Node')).toMatchObject({ id: remembered.show });
  expect(await run(app.client(), 'GuestSession')).toMatchObject({ token: expect.any(String) });
  expect(await run(app.client(), 'PaymentProvider')).toMatchObject({ name: 'sandbox' });
  expect(await run(guest, 'RenewGuestSession')).toMatchObject({ viewer: { id: guest.id } });
  expect(await firstEvent(guest, 'WatchSeatMap')).toMatchObject({ __typename: 'SeatMapSnapshot' });
  expect(await firstEvent(guest, 'WatchShow')).toMatchObject({ showStatus: 'ON_SALE' });

  await succeed(guest, 'LockBestAvailable', 'ReleaseLock', 'LockSeats', 'UpdateLock', 'ExtendLock');
  await succeed(app.organiser, 'CreateCode', 'UpdateCode');
  await succeed(guest, 'ApplyCode');
  expect(await run(guest, 'ReadLock')).toMatchObject({ lockStatus: 'ACTIVE' });
  expect(await firstEvent(guest, 'FollowLock')).toMatchObject({ lockStatus: 'ACTIVE' });
  expect(await run(guest, 'PaymentProvider')).toMatchObject({ name: expect.any(String) });
  await succeed(guest, 'CreateBooking', 'PayBooking');
  expect(await firstEvent(guest, 'FollowBooking')).toMatchObject({ bookingStatus: 'CONFIRMED' });
  expect(await run(guest, 'ReadBooking')).toMatchObject({ bookingStatus: 'CONFIRMED', tickets: [{}, {}, {}, {}] });
  expect(await run(app.organiser, 'Bookings')).toMatchObject({
    totalCount: 1,
    nodes: [{ bookingStatus: 'CONFIRMED' }],
  });
  expect(await run(guest, 'WhoAmI')).toMatchObject({ bookings: { nodes: [{ id: remembered.booking }] } });
  await succeed(app.organiser, 'RefundBooking', 'RetryRefund');
  expect(await run(app.organiser, 'Refunds')).toMatchObject({ bookingRefunds: { edges: [{}] } });
  expect(await run(app.organiser, 'Statement')).toMatchObject({
    statement: { ticketsSold: 4, methods: [{ method: 'ONLINE' }] },
  });
  remembered.ticket = (
    await app.organiser.data<{ booking: { tickets: { id: string }[] } }, object>(
      `{ booking(id: "${remembered.booking}") { tickets { id } } }`,
    )
  ).booking.tickets[0]!.id;
  await succeed(app.organiser, 'QuoteBookingChange', 'ApplyBookingChange');
  expect(await run(app.organiser, 'StartChangePayment')).toMatchObject({ __typename: 'QuoteNotUsableError' });
  // Not while the first mail waits to be sent.
  await eventually(() => succeed(app.organiser, 'ResendTickets'));
  await succeed(app.organiser, 'UpdateBookingCustomer');
  expect(await run(app.organiser, 'BookingHistory')).toMatchObject({
    history: expect.arrayContaining([expect.objectContaining({ kind: 'CHANGED', actor: 'ORGANISER' })]),
  });
  expect(await run(guest, 'CancellationTerms')).toMatchObject({
    cancellationTerms: { kept: { formatted: expect.any(String) } },
  });
  await succeed(guest, 'CancelBooking');
  await succeed(app.organiser, 'EndCode');
});

it('let an organiser block seats, pause, rule, import, sell, close and cancel', async () => {
  const { organiser } = app;
  await succeed(organiser, 'CreateAllotment');
  await createCodeOver(organiser, { showId: remembered.show!, code: 'press', allotmentId: remembered.allotment });
  await succeed(await app.guest(), 'OpenAllotment');
  await succeed(organiser, 'UpdateAllotment');
  expect(await run(organiser, 'CodesAndAllotments')).toMatchObject({ allotments: [{ releasedAt: null }] });
  await succeed(organiser, 'ReleaseAllotment', 'SetLimits', 'SetChangeRules');
  await succeed(organiser, 'BlockSeats', 'UnblockSeats', 'SellAtBoxOffice', 'PauseShow', 'PublishShow', 'SetSeatRules');
  expect(await run(organiser, 'CancellationPreview')).toMatchObject({
    cancellationPreview: { refundsByHand: 1, kept: { formatted: expect.any(String) } },
  });
  expect(await run(organiser, 'UndeliveredMails')).toMatchObject({ undeliveredNotifications: { edges: [] } });
  remembered.notification = 'notification_01k8000000e008002ymwrqw002';
  expect(await run(organiser, 'ResendMail')).toMatchObject({ __typename: 'NotFoundError' });
  await succeed(organiser, 'ImportSeatingPlan', 'CreateShow', 'PublishShow', 'CloseShow', 'CancelShow');
  expect(await run(organiser, 'SeatingPlans')).toMatchObject({ nodes: [{ id: remembered.plan }, {}] });
  await succeed(organiser, 'DuplicateShow');
});

it('let buyers wait for a show, and be admitted', async () => {
  const guest = await app.guest();
  remembered.show = await openHallShow(app.organiser);
  await succeed(app.organiser, 'SetWaitingRoom');
  await succeed(guest, 'JoinWaitingRoom');
  for (const name of ['FollowWaitingRoom', 'WatchWaitingRoom']) {
    expect(await firstEvent(guest, name)).toMatchObject({ seedHash: expect.any(String) });
  }
  expect(await firstEvent(guest, 'FollowWaitingRoomEntry')).toMatchObject({ endReason: null });
  await succeed(guest, 'LeaveWaitingRoom');
});

it("let a buyer take places of the demo's standing area with its promo code", async () => {
  await using withConcert = await startTestApp({ env: { DEMO: 'true' } });
  const guest = await withConcert.guest();
  expect(await run(guest, 'Areas')).toMatchObject({ areas: [{ area: { areaId: 'standing' }, available: 2_000 }] });
  await succeed(guest, 'LockPlaces', 'CreateBooking', 'StartPayment');
  await succeed(guest, 'LockPlaces');
  expect(await run(guest, 'Areas')).toMatchObject({ areas: [{ available: 1_994 }] });
  expect(await run(guest, 'ReadLock')).toMatchObject({ lockStatus: 'ACTIVE' });
  await succeed(guest, 'CreateBooking', 'StartPayment');
  await eventually(async () => {
    expect(await run(guest, 'ReadBooking')).toMatchObject({ bookingStatus: 'CONFIRMED' });
  });
});

it('are all of them', () => {
  expect([...examples.keys()].filter((name) => !ran.has(name))).toEqual([]);
});
