import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LockSeatsInput } from '../../../src/generated/graphql/graphql.ts';
import { newId } from '../../../src/platform/ids.ts';
import { eventually } from '../basics/eventually.ts';
import { bookSeats, CUSTOMER, lockSeats } from '../callers/buyer.ts';
import {
  BlockSeats,
  CancelBooking,
  CreateBooking,
  CreateShow,
  GetBooking,
  GetNode,
  GetSeatLock,
  GetSeatMap,
  GetShow,
  GetShowMetrics,
  ImportSeatingPlan,
  ListShows,
  LockSeats,
  PauseShow,
  PayBooking,
  PublishShow,
  ReleaseLock,
  ResendNotification,
  UnblockSeats,
  WhoAmI,
} from '../callers/operations.graphql.ts';
import { type AppMode, type Guest, startTestApp, type TestApp } from '../product/app.ts';
import { fingerprint } from '../product/fingerprint.ts';

const MAX_SEATS = 6;

const codesOf = (result: { errors?: readonly { extensions?: object }[] | undefined }) =>
  (result.errors ?? []).map(({ extensions }) => (extensions as { code?: string } | undefined)?.code);

/** Each mistake gets a typed answer that names the field, and changes nothing. */
export function refusalsSuite(mode: AppMode): void {
  let app: TestApp;
  let showId: string;
  let owner: Guest;
  let stranger: Guest;
  let lockId: string;
  let bookingId: string;

  beforeAll(async () => {
    app = await startTestApp({ mode, env: { SEAT_LOCK_MAX_SEATS: String(MAX_SEATS) } });
    showId = app.demoShowId;
    [owner, stranger] = [await app.guest(), await app.guest()];
    lockId = (await lockSeats(owner, showId, ['D-14-1'])).id;
    bookingId = (await bookSeats(owner, showId, ['D-14-2'])).id;
    // The seat service writes it down a moment later; nothing moves then.
    await eventually(async () => {
      const [lock] = await app.database.query<{ status: string }>(
        'SELECT l.status FROM seat_locks l JOIN bookings b ON b.lock_id = l.id WHERE b.id = $1',
        [bookingId],
      );
      expect(lock!.status).toBe('CONFIRMED');
    });
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  /** The answer of work that changes nothing. */
  async function unchanged<T>(work: () => Promise<T>): Promise<T> {
    const before = await fingerprint(app.database);
    const answer = await work();
    expect(await fingerprint(app.database)).toEqual(before);
    return answer;
  }

  const invalid = (...paths: string[]) => ({
    __typename: 'InvalidInputError',
    code: 'INVALID_INPUT',
    issues: paths.map((path) => ({ path })),
  });
  const notFound = (path: string) => ({ __typename: 'NotFoundError', code: 'NOT_FOUND', path });

  describe('lockSeats', () => {
    const tooMany = Array.from({ length: MAX_SEATS + 1 }, (_, index) => `E-14-${index + 1}`);
    const refusals: [string, Partial<LockSeatsInput>, object][] = [
      ['a malformed show id', { showId: 'nonsense' }, invalid('input.showId')],
      ['an id of another kind', { showId: newId('booking') }, invalid('input.showId')],
      ['an unknown show', { showId: newId('show') }, notFound('input.showId')],
      ['no seats', { seatIds: [] }, invalid('input.seatIds')],
      ['too many seats', { seatIds: tooMany }, invalid('input.seatIds')],
      ['a seat listed twice', { seatIds: ['E-14-1', 'E-14-2', 'E-14-1'] }, invalid('input.seatIds.2')],
      ['malformed seat ids', { seatIds: ['', 'x'.repeat(233)] }, invalid('input.seatIds.0', 'input.seatIds.1')],
      ["a seat id longer than a plan's", { seatIds: ['x'.repeat(201)] }, invalid('input.seatIds.0')],
      ['everything wrong at once', { showId: '', seatIds: [] }, invalid('input.showId', 'input.seatIds')],
      ['an empty idempotency key', { idempotencyKey: '' }, invalid('input.idempotencyKey')],
      ['a long idempotency key', { idempotencyKey: 'k'.repeat(201) }, invalid('input.idempotencyKey')],
      [
        'an unknown seat',
        { seatIds: ['E-14-1', 'Z-99-9'] },
        { __typename: 'SeatsUnavailableError', conflicts: [{ seatId: 'Z-99-9', reason: 'UNKNOWN_SEAT' }] },
      ],
      [
        'a seat that is held',
        { seatIds: ['E-14-1', 'D-14-1', 'D-14-2'] },
        {
          __typename: 'SeatsUnavailableError',
          conflicts: ['D-14-1', 'D-14-2'].map((seatId) => ({ seatId, reason: 'LOCKED_BY_OTHER' })),
        },
      ],
    ];
    it('says in advance how much one buyer may hold', async () => {
      const query =
        'query ($id: ID!) { show(id: $id) { limits { seatsPerLock locksPerBuyer seatsPerBuyer lockSeconds extensionsPerLock extensionSeconds } } }';
      expect(await app.client().request(query, { id: showId })).toMatchObject({
        data: {
          show: {
            limits: {
              seatsPerLock: MAX_SEATS,
              locksPerBuyer: 10,
              seatsPerBuyer: 50,
              lockSeconds: 300,
              extensionsPerLock: 1,
              extensionSeconds: 120,
            },
          },
        },
      });
    });

    it.each(refusals)('refuses %s', async (_what, input, expected) => {
      const answer = await unchanged(() =>
        stranger.data(LockSeats, { input: { showId, seatIds: ['E-14-1'], ...input } }),
      );
      expect(answer.lockSeats).toMatchObject(expected);
    });
  });

  describe('other people’s things', () => {
    it('are not to be seen', async () => {
      for (const client of [stranger, app.client()]) {
        expect((await client.data(GetSeatLock, { id: lockId })).seatLock).toBeNull();
        expect((await client.data(GetBooking, { id: bookingId })).booking).toBeNull();
        for (const id of [lockId, bookingId]) expect((await client.data(GetNode, { id })).node).toBeNull();
      }
      for (const client of [owner, app.organiser]) {
        expect((await client.data(GetSeatLock, { id: lockId })).seatLock).toMatchObject({ id: lockId });
        expect((await client.data(GetBooking, { id: bookingId })).booking).toMatchObject({ id: bookingId });
        expect((await client.data(GetNode, { id: bookingId })).node).toEqual({ __typename: 'Booking', id: bookingId });
      }
    });

    it('can not be released, booked, paid or cancelled', async () => {
      const lockIds = [lockId, newId('lock'), 'nonsense', ''];
      for (const id of lockIds) {
        const { releaseLock } = await unchanged(() => stranger.data(ReleaseLock, { input: { lockId: id } }));
        expect(releaseLock).toMatchObject(notFound('input.lockId'));
        const { createBooking } = await unchanged(() =>
          stranger.data(CreateBooking, { input: { lockId: id, customer: CUSTOMER } }),
        );
        expect(createBooking).toMatchObject(notFound('input.lockId'));
      }
      for (const id of [bookingId, newId('booking'), 'nonsense', '']) {
        const { payBooking } = await unchanged(() =>
          stranger.data(PayBooking, { input: { bookingId: id, paymentToken: 'tok_ok' } }),
        );
        expect(payBooking).toMatchObject(notFound('input.bookingId'));
        const { cancelBooking } = await unchanged(() => stranger.data(CancelBooking, { input: { bookingId: id } }));
        expect(cancelBooking).toMatchObject(notFound('input.bookingId'));
      }
    });
  });

  it('refuses a booking without a sane customer, every problem by its path', async () => {
    const customer = { name: ' ', email: 'nobody', phone: 'x' };
    const { createBooking } = await unchanged(() => owner.data(CreateBooking, { input: { lockId, customer } }));
    expect(createBooking).toMatchObject(invalid('input.customer.name', 'input.customer.email', 'input.customer.phone'));
  });

  it('refuses to book or release a lock twice, and payment tokens that are none', async () => {
    const { booking } = await owner.data(GetBooking, { id: bookingId });
    expect(booking!.status).toBe('PENDING_PAYMENT');
    const [row] = await app.database.query<{ lock_id: string }>('SELECT lock_id FROM bookings WHERE id = $1', [
      bookingId,
    ]);
    const bookedLockId = row!.lock_id;
    const { createBooking } = await unchanged(() =>
      owner.data(CreateBooking, { input: { lockId: bookedLockId, customer: CUSTOMER } }),
    );
    expect(createBooking).toMatchObject({ __typename: 'LockNotActiveError', lockStatus: 'CONFIRMED' });
    const { releaseLock } = await unchanged(() => owner.data(ReleaseLock, { input: { lockId: bookedLockId } }));
    expect(releaseLock).toMatchObject({ __typename: 'LockNotActiveError', lockStatus: 'CONFIRMED' });
    const { payBooking } = await unchanged(() =>
      owner.data(PayBooking, { input: { bookingId, paymentToken: 'tok_nonsense' } }),
    );
    expect(payBooking).toMatchObject(invalid('input.paymentToken'));
  });

  describe('rights', () => {
    it('says UNAUTHENTICATED to buyers without a token', async () => {
      const visitor = app.client();
      const results = await unchanged(async () => [
        await visitor.request(WhoAmI),
        await visitor.request(LockSeats, { input: { showId, seatIds: ['E-14-1'] } }),
        await visitor.request(ReleaseLock, { input: { lockId } }),
        await visitor.request(CreateBooking, { input: { lockId, customer: CUSTOMER } }),
        await visitor.request(PayBooking, { input: { bookingId, paymentToken: 'tok_ok' } }),
        await visitor.request(CancelBooking, { input: { bookingId } }),
      ]);
      for (const result of results) expect(codesOf(result)).toEqual(['UNAUTHENTICATED']);
    });

    it('says FORBIDDEN to guests who would be organisers', async () => {
      const createShow = { planId: newId('plan'), title: 'x', startsAt: '2030-01-01T00:00:00Z', currency: 'EUR' };
      const venue = { name: 'Hall', city: 'Erfurt', timezone: 'Europe/Berlin' };
      const results = await unchanged(async () => [
        await stranger.request(PauseShow, { input: { showId } }),
        await stranger.request(PublishShow, { input: { showId } }),
        await stranger.request(BlockSeats, { input: { showId, seatIds: ['E-14-1'] } }),
        await stranger.request(UnblockSeats, { input: { showId, seatIds: ['E-14-1'] } }),
        await stranger.request(ResendNotification, { input: { notificationId: newId('notification') } }),
        await stranger.request(CreateShow, { input: { ...createShow, priceTiers: [] } }),
        await stranger.request(ImportSeatingPlan, { input: { venue, plan: {} } }),
      ]);
      for (const result of results) expect(codesOf(result)).toEqual(['FORBIDDEN']);
      const { data, errors } = await stranger.request(GetShowMetrics, { id: showId });
      expect(data).toEqual({ show: { metrics: null } });
      expect(codesOf({ errors })).toEqual(['FORBIDDEN']);
    });

    it('refuses a token that is not ours on every transport', async () => {
      const forged = app.client(`${owner.token.slice(0, -4)}AAAA`);
      expect(codesOf(await forged.request(WhoAmI))).toEqual(['UNAUTHENTICATED']);
      const watch = 'subscription ($id: ID!) { seatMap(showId: $id) { __typename } }';
      await expect(forged.subscribe(watch, { id: showId }).next()).rejects.toMatchObject({ code: 4403 });
      await expect(forged.subscribeSse(watch, { id: showId }).next()).rejects.toThrow();
    });
  });

  describe('queries', () => {
    it('answer null for what does not exist', async () => {
      const visitor = app.client();
      for (const id of [newId('show'), 'nonsense', '']) {
        expect((await visitor.data(GetShow, { id })).show).toBeNull();
        expect((await visitor.data(GetNode, { id })).node).toBeNull();
      }
    });

    it('refuse unknown zones, forged page cursors and pages too long by name', async () => {
      const visitor = app.client();
      const results = [
        await visitor.request(GetSeatMap, { id: showId, zones: ['Block Z'] }),
        await visitor.request(ListShows, { first: 1, after: 'forged' }),
        await visitor.request(ListShows, { first: 10_000 }),
      ];
      for (const result of results) expect(codesOf(result)).toEqual(['BAD_USER_INPUT']);
      expect(JSON.stringify(results[0]!.errors)).toContain('zones');
    });
  });
}
