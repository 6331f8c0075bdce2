import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemorySeatLockStore } from '../../src/embedded/locks/memory-seat-lock-store.ts';
import { LATE_PART } from '../../src/modules/limits/cooldown.ts';
import { LimitExceededError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { CUSTOMER, guest, openTestBoxOffice, type TestBoxOffice, type TestShow } from '../kit/product/box-office.ts';
import { ManualClock } from '../kit/product/clock.ts';

const MINUTE_MS = 60_000;
const TTL_MS = 5 * MINUTE_MS;
const FIRST_S = 30;

const clock = new ManualClock();
let office: TestBoxOffice;
let show: TestShow;
let nextAddress = 0;

beforeAll(async () => {
  office = await openTestBoxOffice({
    store: createMemorySeatLockStore({ now: clock.now, lateBelow_ms: LATE_PART * TTL_MS }),
    env: {
      EXPIRED_HOLDS_PER_HOUR_PER_CALLER: '',
      EXPIRED_SEATS_PER_HOUR_PER_ADDRESS: '6',
      HELD_SEATS_PER_ADDRESS: '',
      BUYER_MAX_SEATS: '10',
    },
  });
  await office.startEvents();
  show = await office.createShow({ rows: 40, seats: 20 });
});
afterAll(() => office?.[Symbol.asyncDispose]());

function newAddress(): string {
  nextAddress += 1;
  return `192.0.2.${nextAddress}`;
}

async function hold(buyer: Principal, address: string, seats = 2) {
  return await office.services.locks.lockSeats(buyer, { showId: show.id, seatIds: show.nextSeats(seats) }, address);
}

async function expire(lockId: string): Promise<void> {
  clock.advance(TTL_MS + 1_000);
  await office.makeOverdue('seat_locks', lockId);
  await office.sweep();
  await office.settled();
}

async function letExpire(buyer: Principal, address: string, seats?: number): Promise<void> {
  const { id } = await hold(buyer, address, seats);
  await expire(id);
}

async function refusalOf(attempt: Promise<unknown>): Promise<LimitExceededError> {
  const refusal = await attempt.then(
    () => null,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(LimitExceededError);
  return refusal as LimitExceededError;
}

describe('a caller who lets holds run out unpaid', () => {
  it('has one for nothing, then waits twice as long each time, until something is paid', async () => {
    const [buyer, address] = [guest(), newAddress()];
    const refused = async () => await refusalOf(hold(buyer, newAddress()));
    await letExpire(buyer, address);
    await letExpire(buyer, address);
    expect(await refused()).toMatchObject({ limit: 1, retryAfterSeconds: FIRST_S - 1 });
    clock.advance(FIRST_S * 1_000);
    await letExpire(buyer, newAddress());
    const second = await refused();
    expect(second).toMatchObject({ limit: 1, retryAfterSeconds: 2 * FIRST_S - 1 });
    expect(second.message).toContain('not paid in time');
    clock.advance(2 * FIRST_S * 1_000);
    const lock = await hold(buyer, newAddress());
    const booking = await office.services.bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    await office.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_ok' }, address);
    await office.settled();
    await letExpire(buyer, newAddress());
    await hold(buyer, newAddress());
  });

  it('can do so with a booking that is not paid, too, and not by giving back what is nearly over', async () => {
    const [buyer, address] = [guest(), newAddress()];
    const lock = await hold(buyer, address);
    await office.services.bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    await expire(lock.id);
    const late = await hold(buyer, newAddress());
    clock.advance(TTL_MS - 10_000);
    await office.database.query('UPDATE seat_locks SET expires_at = now() + make_interval(secs => 10) WHERE id = $1', [
      late.id,
    ]);
    await office.services.locks.releaseLock(buyer, { lockId: late.id }, address);
    clock.advance(1);
    expect(await refusalOf(hold(buyer, newAddress()))).toMatchObject({ limit: 1, retryAfterSeconds: FIRST_S });
  });

  it('may give back what has most of its time left as often as they like', async () => {
    const buyer = guest();
    for (let i = 0; i < 5; i += 1) {
      const { id } = await hold(buyer, newAddress());
      await office.services.locks.releaseLock(buyer, { lockId: id });
    }
    clock.advance(TTL_MS + 1_000);
    await hold(buyer, newAddress());
  });

  it('keeps nobody else from buying', async () => {
    const buyer = guest();
    for (let i = 0; i < 2; i += 1) await letExpire(buyer, newAddress());
    await refusalOf(hold(buyer, newAddress()));
    await hold(guest(), newAddress());
  });

  it('changes a running lock, and may not add to it', async () => {
    const [buyer, address] = [guest(), newAddress()];
    const others = await Promise.all([hold(buyer, newAddress()), hold(buyer, newAddress())]);
    clock.advance(TTL_MS - MINUTE_MS);
    const kept = await hold(buyer, address);
    clock.advance(MINUTE_MS);
    for (const { id } of others) await office.makeOverdue('seat_locks', id);
    await office.sweep();
    const { locks } = office.services;
    await refusalOf(locks.updateLock(buyer, { lockId: kept.id, addSeatIds: show.nextSeats(1) }, address));
    const fewer = await locks.updateLock(buyer, { lockId: kept.id, removeSeatIds: [kept.seatIds[0]!] }, address);
    expect(fewer.seatIds).toEqual([kept.seatIds[1]]);
  });
});

describe('an address with fresh sessions', () => {
  it('waits when more seats have run out unpaid than are free, longer each time; who paid takes theirs off', async () => {
    const address = newAddress();
    await letExpire(guest(), address, 6);
    await letExpire(guest(), address, 6);
    const refusal = await refusalOf(hold(guest(), address));
    expect(refusal).toMatchObject({ limit: 6, retryAfterSeconds: FIRST_S - 1 });
    expect(refusal.message).toContain('from your network address');
    clock.advance(FIRST_S * 1_000);
    await letExpire(guest(), address, 7);
    expect((await refusalOf(hold(guest(), address))).retryAfterSeconds).toBe(2 * FIRST_S - 1);
    // An account is not counted by address.
    await hold({ id: 'ada', role: 'customer', email: null }, address);
  });
});

describe('what is given back late, one by one', () => {
  it('is among what the address has let run out', async () => {
    const [buyer, address] = [guest(), newAddress()];
    const { id: lockId, seatIds } = await hold(buyer, address, 7);
    clock.advance(TTL_MS - 10_000);
    await office.services.locks.updateLock(buyer, { lockId, removeSeatIds: seatIds.slice(1) }, address);
    clock.advance(11_000);
    await office.makeOverdue('seat_locks', lockId);
    await office.sweep();
    expect(await refusalOf(hold(guest(), address))).toMatchObject({ limit: 6 });
  });
});

describe('a booking that is paid otherwise than at once', () => {
  async function book(buyer: Principal, address: string, seats: number) {
    const lock = await hold(buyer, address, seats);
    return await office.services.bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER }, { address });
  }

  it('has not run out while its money is under way, however long that takes', async () => {
    const [buyer, address] = [guest(), newAddress()];
    const { payments } = office.services;
    for (let i = 0; i < 2; i += 1) {
      const { id: bookingId } = await book(buyer, address, 4);
      const paying = await payments.payBooking(buyer, { bookingId, paymentToken: 'tok_processing' }, address);
      expect(paying).toMatchObject({ status: 'PENDING_PAYMENT', expiresAt: null });
    }
    clock.advance(TTL_MS + 1_000);
    await hold(buyer, address);
    // Nor when the store is told anew who holds what.
    await office.store.dropMap(show.id);
    const { id: lockId } = await hold(buyer, address);
    clock.advance(TTL_MS - MINUTE_MS);
    await office.services.locks.releaseLock(buyer, { lockId });
    clock.advance(MINUTE_MS + 1_000);
    await hold(buyer, address);
  });

  it('clears the address from which it was begun, and its owner, once its money comes', async () => {
    const [buyer, other, address] = [guest(), guest(), newAddress()];
    const lost = [await hold(other, address, 4), await hold(buyer, address, 1), await hold(buyer, address, 2)];
    clock.advance(TTL_MS - MINUTE_MS);
    const { id: bookingId } = await book(buyer, address, 2);
    const { id: paymentId } = await office.services.payments.startPayment(buyer, { bookingId }, address);
    clock.advance(MINUTE_MS + 1_000);
    for (const { id } of lost) await office.makeOverdue('seat_locks', id);
    await office.sweep();
    await office.settled();
    await refusalOf(hold(buyer, newAddress()));
    await refusalOf(hold(guest(), address));
    await office.settlement.settle(paymentId, { status: 'SUCCEEDED', reference: null });
    await hold(guest(), address);
    await hold(buyer, newAddress());
  });
});

describe('an account with a verified e-mail address', () => {
  const ada = (id: string, email = 'ada@example.org'): Principal => ({
    id,
    role: 'customer',
    email,
    emailVerified: true,
  });

  it('holds as much as one buyer, under whichever subject', async () => {
    await hold(ada('auth0|1'), newAddress(), 6);
    await hold(ada('google|1', 'Ada+shows@Example.org'), newAddress(), 4);
    const refusal = await refusalOf(hold(ada('apple|1'), newAddress(), 1));
    expect(refusal).toMatchObject({ limit: 10 });
    expect(refusal.retryAfterSeconds).toBeGreaterThan(0);
    expect(refusal.message).toContain('under whichever account');
    // An address that nobody has verified is nobody's.
    await hold({ ...ada('apple|1'), emailVerified: false }, newAddress(), 1);
  });

  it('has others in place of as many, also when it may hold no more', async () => {
    const buyer = ada('auth0|3', 'cleo@example.org');
    const { id: lockId, seatIds } = await hold(buyer, newAddress(), 10);
    const { locks } = office.services;
    const addSeatIds = show.nextSeats(2);
    const updated = await locks.updateLock(buyer, { lockId, addSeatIds, removeSeatIds: seatIds.slice(0, 2) });
    expect(updated.seatIds).toEqual([...seatIds.slice(2), ...addSeatIds]);
    const more = locks.updateLock(buyer, { lockId, addSeatIds: show.nextSeats(2), removeSeatIds: seatIds.slice(2, 3) });
    await refusalOf(more);
  });

  it('waits for what others of its subjects let run out', async () => {
    await letExpire(ada('auth0|2', 'eva@example.org'), newAddress());
    await letExpire(ada('google|2', 'eva@example.org'), newAddress());
    const refusal = await refusalOf(hold(ada('apple|2', 'eva@example.org'), newAddress()));
    expect(refusal).toMatchObject({ limit: 1, retryAfterSeconds: FIRST_S - 1 });
  });
});
