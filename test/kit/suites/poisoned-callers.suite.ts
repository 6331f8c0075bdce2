import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../../src/platform/ids.ts';
import { CUSTOMER } from '../callers/buyer.ts';
import {
  CancelBooking,
  CreateBooking,
  ExtendLock,
  LockSeats,
  ReleaseLock,
  UpdateLock,
} from '../callers/operations.graphql.ts';
import { type AppMode, type Guest, startTestApp, type TestApp } from '../product/app.ts';

const HONEST = 100;
const NUL = '\u0000';

/** One guest whose input can't be stored, in a loop beside a hundred honest buyers: it fails for nobody else. */
export function poisonedCallersSuite(mode: AppMode): void {
  let app: TestApp;
  let showId: string;

  beforeAll(async () => {
    app = await startTestApp({ mode });
    showId = app.demoShowId;
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  /** What that guest sends, each with a key of its own. */
  function poisons(): ((guest: Guest) => Promise<{ data?: object | null; errors?: readonly object[] }>)[] {
    const lockId = `lock_${NUL}`;
    const seatIds = ['A-1-1'];
    const [key, idempotencyKey] = [`${randomUUID()}${NUL}`, randomUUID()];
    const bookingId = newId('booking');
    return [
      (guest) => guest.request(LockSeats, { input: { showId, seatIds, idempotencyKey: key } }),
      (guest) => guest.request(LockSeats, { input: { showId: `show_${NUL}`, seatIds, idempotencyKey } }),
      (guest) => guest.request(LockSeats, { input: { showId, seatIds: [NUL], idempotencyKey } }),
      (guest) => guest.request(ReleaseLock, { input: { lockId, idempotencyKey } }),
      (guest) => guest.request(ExtendLock, { input: { lockId, idempotencyKey } }),
      (guest) => guest.request(UpdateLock, { input: { lockId, removeSeatIds: [NUL], idempotencyKey } }),
      (guest) => guest.request(CreateBooking, { input: { lockId, customer: CUSTOMER, idempotencyKey } }),
      (guest) => guest.request(CancelBooking, { input: { bookingId: `booking_${NUL}`, idempotencyKey } }),
      (guest) => guest.request(CancelBooking, { input: { bookingId, reason: NUL, idempotencyKey } }),
    ];
  }

  /** As a member of the mutation's union, or for the argument. */
  function expectTypedRefusal({ data, errors }: { data?: object | null; errors?: readonly object[] }): void {
    if (errors) {
      for (const error of errors) expect(error).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
      return;
    }
    const [answer] = Object.values(data!) as { __typename: string }[];
    expect(['InvalidInputError', 'NotFoundError']).toContain(answer!.__typename);
  }

  it('leaves a hundred honest mutations with keys alone', async () => {
    const [attacker, ...buyers] = await Promise.all(Array.from({ length: HONEST + 1 }, () => app.guest()));
    let isOver = false;
    const attacks: Promise<void>[] = Array.from({ length: 4 }, async () => {
      while (!isOver) {
        for (const send of poisons()) expectTypedRefusal(await send(attacker!));
      }
    });
    const seats = await freeSeats(HONEST);
    const answers = await Promise.all(
      buyers.map(async (buyer, index) => {
        const input = { showId, seatIds: [seats[index]!], idempotencyKey: randomUUID() };
        const { lockSeats } = await buyer.data(LockSeats, { input });
        if (lockSeats.__typename !== 'LockSeatsSuccess') return lockSeats.__typename;
        const lockId = lockSeats.lock.id;
        const { releaseLock } = await buyer.data(ReleaseLock, { input: { lockId, idempotencyKey: randomUUID() } });
        return releaseLock.__typename;
      }),
    );
    isOver = true;
    await Promise.all(attacks);
    expect(answers).toEqual(Array(HONEST).fill('ReleaseLockSuccess'));
  });

  async function freeSeats(count: number): Promise<string[]> {
    const rows = await app.database.query<{ id: string }>(
      'SELECT p.id FROM plan_seats p JOIN shows s ON s.plan_id = p.plan_id WHERE s.id = $1 ORDER BY p.ordinal LIMIT $2',
      [showId, count],
    );
    return rows.map(({ id }) => id);
  }
}
