import { afterAll, beforeAll, expect, it } from 'vitest';
import { inParallel } from '../kit/basics/in-parallel.ts';
import { CUSTOMER, createBooking } from '../kit/callers/buyer.ts';
import { ApplyCode, GetCodes } from '../kit/callers/codes.graphql.ts';
import { CancelBooking, CreateBooking, LockSeats } from '../kit/callers/operations.graphql.ts';
import { type Guest, startTestApp, type TestApp } from '../kit/product/app.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { openHallShow, PRICES } from '../kit/shows/hall-show.ts';
import { createCodeOver } from '../kit/shows/show-code.ts';

const BUYERS = 1_000;
const USES = 100;
const AT_ONCE = 60;
/** Of wrong codes. */
const LIMITS = { WRONG_CODES_PER_HOUR_PER_CALLER: '3', WRONG_CODES_PER_HOUR_PER_ADDRESS: '8' };

describeWithServices('promo codes on two nodes', () => {
  let a: TestApp;
  let b: TestApp;
  beforeAll(async () => {
    a = await startTestApp({ mode: 'services' });
    b = await startTestApp({ mode: 'services', beside: a });
  });
  afterAll(async () => {
    await b?.[Symbol.asyncDispose]();
    await a?.[Symbol.asyncDispose]();
  });

  const guestAt = (index: number) => (index % 2 === 0 ? a : b).guest();

  async function hold(buyer: Guest, showId: string, seatId: string, code: string): Promise<string> {
    const { lockSeats } = await buyer.data(LockSeats, { input: { showId, seatIds: [seatId], code } });
    if (lockSeats.__typename !== 'LockSeatsSuccess') throw new Error(JSON.stringify(lockSeats));
    return lockSeats.lock.id;
  }

  async function book(buyer: Guest, lockId: string): Promise<string | null> {
    const { createBooking: answer } = await buyer.data(CreateBooking, { input: { lockId, customer: CUSTOMER } });
    if (answer.__typename === 'CreateBookingSuccess') return answer.booking.id;
    expect(answer).toMatchObject({ __typename: 'CodeNotApplicableError', code: 'CODE_NOT_APPLICABLE' });
    return null;
  }

  const usesOf = async (showId: string) => {
    const { show } = await a.organiser.data(GetCodes, { showId });
    return show!.codes!.map(({ uses, ticketsUsed }) => [uses, ticketsUsed]);
  };

  it(`give ${BUYERS} buyers exactly the ${USES} bookings that there are, and back what is cancelled`, async () => {
    const showId = await openHallShow(a.organiser, { zones: 1, rows: 40, seats: BUYERS / 40 });
    await createCodeOver(a.organiser, { showId, code: 'FIRST100', discount: { percent: 50 }, maxUses: USES });
    const seats = Array.from({ length: BUYERS }, (_, i) => `Z1-${1 + Math.floor(i / 25)}-${1 + (i % 25)}`);
    // All hold their seats with the code before the first one books.
    const holders = await inParallel(seats, AT_ONCE, async (seatId, index) => {
      const buyer = await guestAt(index);
      return { buyer, lockId: await hold(buyer, showId, seatId, 'first100') };
    });
    const booked = await inParallel(holders, AT_ONCE, async ({ buyer, lockId }) => ({
      buyer,
      lockId,
      bookingId: await book(buyer, lockId),
    }));
    const lucky = booked.filter(({ bookingId }) => bookingId !== null);
    const others = booked.filter(({ bookingId }) => bookingId === null);
    expect(lucky).toHaveLength(USES);
    expect(await usesOf(showId)).toEqual([[USES, USES]]);

    // Their locks run on: without the code they are booked at the regular price.
    const [paying, waiting] = [others.slice(0, 20), others.slice(20, 120)];
    const plain = await inParallel(paying, AT_ONCE, async ({ buyer, lockId }) => {
      const { applyCode } = await buyer.data(ApplyCode, { input: { lockId } });
      expect(applyCode).toMatchObject({ lock: { appliedCode: null } });
      return (await createBooking(buyer, lockId)).total.amount;
    });
    expect(plain.every((total) => Object.values(PRICES).includes(total))).toBe(true);

    // Each twice at the same time, while others book with what comes free.
    const cancelled = lucky.slice(0, 30);
    const twice = [...cancelled, ...cancelled];
    const cancelling = inParallel(twice, AT_ONCE, ({ buyer, bookingId }) =>
      buyer.data(CancelBooking, { input: { bookingId: bookingId! } }),
    );
    const again = inParallel(waiting.slice(0, 40), AT_ONCE, ({ buyer, lockId }) => book(buyer, lockId));
    await cancelling;
    const early = (await again).filter((id) => id !== null).length;
    const late = await inParallel(waiting.slice(40), AT_ONCE, ({ buyer, lockId }) => book(buyer, lockId));
    expect(early + late.filter((id) => id !== null).length).toBe(cancelled.length);
    expect(await usesOf(showId)).toEqual([[USES, USES]]);
    const [counted] = await a.database.query<{ bookings: number; tickets: number }>(
      `SELECT count(*)::int AS bookings, sum(code_tickets)::int AS tickets FROM bookings
        WHERE show_id = $1 AND code_id IS NOT NULL AND status IN ('PENDING_PAYMENT', 'CONFIRMED')`,
      [showId],
    );
    expect(counted).toEqual({ bookings: USES, tickets: USES });
  });
});

describeWithServices('wrong promo codes on two nodes', () => {
  let a: TestApp;
  let b: TestApp;
  beforeAll(async () => {
    a = await startTestApp({ mode: 'services', env: LIMITS });
    b = await startTestApp({ mode: 'services', beside: a });
  });
  afterAll(async () => {
    await b?.[Symbol.asyncDispose]();
    await a?.[Symbol.asyncDispose]();
  });

  it('are not found by trying: wrong ones are counted for callers and their address, on both nodes together', async () => {
    const showId = await openHallShow(a.organiser, { zones: 1, rows: 2, seats: 10 });
    await createCodeOver(a.organiser, { showId, code: 'SECRET', discount: { percent: 50 } });
    const guessers = await Promise.all([a, b, a, b].map((node) => node.guest()));
    const lockIds = await Promise.all(
      guessers.map(async (buyer, index) => {
        const { lockSeats } = await buyer.data(LockSeats, { input: { showId, seatIds: [`Z1-1-${index + 1}`] } });
        return lockSeats.__typename === 'LockSeatsSuccess' ? lockSeats.lock.id : '';
      }),
    );
    const guess = async (who: number, code: string) => {
      const input = { lockId: lockIds[who]!, code };
      return (await guessers[who]!.data(ApplyCode, { input })).applyCode;
    };
    // A right one costs nothing.
    for (let i = 0; i < 10; i += 1) expect(await guess(0, 'secret')).toMatchObject({ lock: { appliedCode: 'SECRET' } });
    // Ten at once: as many are tried as a caller may.
    const wrong = await Promise.all(Array.from({ length: 10 }, (_, index) => guess(0, `guess ${index}`)));
    const typenames = wrong.map((answer) => answer.__typename).sort();
    expect(typenames.filter((name) => name === 'CodeNotApplicableError')).toHaveLength(3);
    const refused = wrong.find((answer) => answer.__typename === 'LimitExceededError');
    expect(refused).toMatchObject({ limit: 3, waitSeconds: expect.any(Number) });
    // Not even a right one, so that what is refused tells nothing.
    expect(await guess(0, 'secret')).toMatchObject({ __typename: 'LimitExceededError' });
    // Another session of the same address, at the other node, and by the other way.
    const lock = (code: string) =>
      guessers[1]!.data(LockSeats, { input: { showId, seatIds: ['Z1-2-1'], code } }).then((one) => one.lockSeats);
    for (let i = 0; i < 3; i += 1) expect(await lock(`more ${i}`)).toMatchObject({ code: 'CODE_NOT_APPLICABLE' });
    for (let i = 0; i < 2; i += 1) expect(await guess(2, `still ${i}`)).toMatchObject({ reason: 'NOT_VALID' });
    expect(await guess(3, 'one too many')).toMatchObject({ __typename: 'LimitExceededError', limit: 8 });
    expect(await lock('more')).toMatchObject({ __typename: 'LimitExceededError' });
    // Without a code everything goes on.
    const { lockSeats } = await guessers[3]!.data(LockSeats, { input: { showId, seatIds: ['Z1-2-2'] } });
    expect(lockSeats.__typename).toBe('LockSeatsSuccess');
  });
});
