import { afterEach, describe, expect, it } from 'vitest';
import type { SeatMap } from '../../../packages/client/src/seat-map.ts';
import { createHall, type HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { hallPlan } from '../../../test/fixtures/hall-plan.ts';
import type { LockSeatsInput } from '../../generated/web/operations.ts';
import type { BoxOffice } from '../api/box-office.ts';
import type { Booking, Outcome, SeatLock } from '../api/box-office-types.ts';
import type { Follower } from '../api/follow.ts';
import { Purchase } from './purchase.ts';

const price = { amount: 1_000, currency: 'EUR', exponent: 2 };
const hall = createHall(hallPlan({ rows: 1, seats: 2 }), [{ id: 't', name: 'Stalls', category: 'Stalls', price }]);
const [seat, neighbour] = hall.seats as unknown as [HallSeat, HallSeat];
const REFUSED: Outcome<SeatLock> = {
  ok: false,
  refusal: { __typename: 'InvalidInput', code: 'INVALID_INPUT', message: 'No.' },
};

const NO_ORDERS = async () => ({ activeLocks: [], bookings: [] });

let purchase: Purchase;
afterEach(() => purchase.dispose());

/** A purchase whose every drawing is kept as what it showed of the seat. */
function setUp(
  lockSeats: (input: LockSeatsInput) => Promise<Outcome<SeatLock>>,
  booked?: Booking | ((id: string) => Promise<Booking>),
  updateLock?: () => Promise<Outcome<SeatLock>>,
) {
  const taken = new Set<string>();
  const drawn: string[] = [];
  let tell: (lock: SeatLock) => void = () => {};
  purchase = new Purchase({
    showId: 'show',
    hall,
    maxSeats: () => 10,
    seatMap: {
      getState: () => ({ version: 1 }),
      seatState: (id: string) => (taken.has(id) ? 'BOOKED' : 'AVAILABLE'),
    } as unknown as SeatMap,
    boxOffice: {
      lockSeats,
      updateLock,
      booking: async (id: string) => (typeof booked === 'function' ? await booked(id) : booked),
      viewer: NO_ORDERS,
    } as unknown as BoxOffice,
    follower: {
      booking: () => () => {},
      lock: (_id, onNews) => {
        tell = onNews;
        return () => {};
      },
    } as Pick<Follower, 'lock' | 'booking'>,
    isStrict: () => false,
    locale: () => 'en-GB',
    now: () => Date.now(),
    onChange: () => drawn.push(purchase.lookOf(seat)),
    onNews: () => {},
  });
  return {
    drawn,
    tell: (lock: SeatLock) => tell(lock),
    take() {
      taken.add(seat.id);
      purchase.onSeatsChanged([seat.id]);
    },
  };
}

it('draws that a seat has gone while the server was asked to hold it, though it was refused for another reason', async () => {
  const answer = Promise.withResolvers<Outcome<SeatLock>>();
  const { drawn, take } = setUp(() => answer.promise);
  purchase.toggle(seat);
  const holding = purchase.hold();
  take();
  answer.resolve(REFUSED);
  await holding;
  expect(drawn.at(-1)).toBe('gone');
});

it('draws that a seat whose time was up has gone when it can not be held again', async () => {
  const booking = {
    id: 'booking',
    status: 'EXPIRED',
    seats: [{ id: seat.id }],
    areas: [],
    lines: [],
    payments: [],
  } as unknown as Booking;
  const { drawn, take } = setUp(async () => REFUSED, booking);
  await purchase.open(booking.id);
  take();
  await purchase.holdAgain();
  expect(drawn.at(-1)).toBe('gone');
});

describe('of several bookings the one that was asked for last is shown', () => {
  const bookingOf = (id: string) =>
    ({ id, status: 'CONFIRMED', seats: [], areas: [], lines: [], payments: [] }) as unknown as Booking;
  const shown = () => purchase.booking?.id ?? null;

  it.each([
    ['another', 'b'],
    ['the map', null],
  ])('also where an earlier one arrives after %s', async (_name, last) => {
    const answers = { a: Promise.withResolvers<Booking>(), b: Promise.withResolvers<Booking>() };
    setUp(
      async () => REFUSED,
      (id) => answers[id as 'a' | 'b'].promise,
    );
    const opening = [purchase.open('a'), purchase.open(last)];
    answers.b.resolve(bookingOf('b'));
    await opening[1];
    answers.a.resolve(bookingOf('a'));
    await opening[0];
    expect(shown()).toBe(last);
  });

  it('also where it was opened while what was shown before is read anew', async () => {
    let answer = async (id: string) => bookingOf(id);
    setUp(
      async () => REFUSED,
      (id) => answer(id),
    );
    await purchase.open('a');
    const { promise, resolve } = Promise.withResolvers<Booking>();
    const asked = Promise.withResolvers<void>();
    answer = (id) => {
      if (id === 'b') return Promise.resolve(bookingOf('b'));
      asked.resolve();
      return promise;
    };
    const refreshing = purchase.refresh();
    await asked.promise;
    await purchase.open('b');
    resolve(bookingOf('a'));
    await refreshing;
    expect(shown()).toBe('b');
  });
});

it('shows the seats that an alternative would let go as free while it is looked at', async () => {
  const instead = { seatIds: [neighbour.id], total: price };
  setUp(async () => ({
    ok: false,
    refusal: {
      __typename: 'OrphanSeatsError',
      code: 'ORPHAN_SEATS',
      message: 'No.',
      orphans: [neighbour],
      alternatives: [instead],
    },
  }));
  purchase.toggle(seat);
  await purchase.hold();
  const looks = () => [purchase.lookOf(seat), purchase.lookOf(neighbour)];
  expect(looks()).toEqual(['picked', 'orphan']);
  purchase.previewInstead(instead);
  expect(looks()).toEqual(['available', 'offered']);
  purchase.previewInstead(null);
  expect(looks()).toEqual(['picked', 'orphan']);
});

describe('seats that were held until the time was up', () => {
  const seats = [{ id: seat.id }, { id: neighbour.id }];
  const lineOf = (id: string, type: string, amount: number) => ({
    kind: 'SEAT',
    description: `Stalls, ${type}`,
    seat: { id },
    ticketType: { id: type, name: type },
    total: { ...price, amount },
    taxRate: 0,
  });
  const discount = { kind: 'DISCOUNT', description: 'SUMMER', seat: null, ticketType: null, taxRate: 0 };
  const lines = [lineOf(seat.id, 'adult', 1_000), lineOf(neighbour.id, 'child', 400), discount];
  const expired = { id: 'booking', status: 'EXPIRED', seats, lines, areas: [], payments: [] } as unknown as Booking;
  const held = { id: 'lock', status: 'ACTIVE', seats, lines: [], total: price } as unknown as SeatLock;
  const typed = [
    { seatId: seat.id, ticketTypeId: 'adult' },
    { seatId: neighbour.id, ticketTypeId: 'child' },
  ];

  /** Answers with these, one after the other; what was asked, without keys. */
  function answering(...answers: Outcome<SeatLock>[]) {
    const asked: object[] = [];
    const lockSeats = async ({ idempotencyKey: _, ...input }: LockSeatsInput) => {
      asked.push(input);
      return answers.shift()!;
    };
    return { asked, lockSeats };
  }

  it('are held again as what they were chosen, with the code', async () => {
    const { asked, lockSeats } = answering({ ok: true, value: held });
    setUp(lockSeats, expired);
    await purchase.open('booking');
    await purchase.holdAgain();
    expect(asked).toEqual([{ showId: 'show', seats: typed, code: 'SUMMER' }]);
    expect([purchase.lock, purchase.problem, purchase.linesBefore]).toEqual([held, null, []]);
  });

  it('are held without the code when that can not be applied any more, and that is said', async () => {
    const refusal = { __typename: 'CodeNotApplicableError', code: 'CODE_NOT_APPLICABLE', message: 'No.' };
    const { asked, lockSeats } = answering(
      { ok: false, refusal: { ...refusal, reason: 'USED_UP' } },
      { ok: true, value: held },
    );
    setUp(lockSeats, expired);
    await purchase.open('booking');
    await purchase.holdAgain();
    expect(asked).toEqual([
      { showId: 'show', seats: typed, code: 'SUMMER' },
      { showId: 'show', seats: typed },
    ]);
    expect([purchase.lock, purchase.problem, purchase.code.draft]).toEqual([
      held,
      { kind: 'code', reason: 'USED_UP' },
      'SUMMER',
    ]);
  });

  it('are what they were also beside others, and ordinary ones once the choice was cleared', async () => {
    const { asked, lockSeats } = answering(REFUSED, REFUSED);
    setUp(lockSeats, { ...expired, seats: [{ id: neighbour.id }], lines: [lines[1]] } as unknown as Booking);
    await purchase.open('booking');
    await purchase.holdAgain();
    expect(asked).toEqual([{ showId: 'show', seats: [typed[1]] }]);
    purchase.clear();
    purchase.toggle(neighbour);
    await purchase.hold();
    expect(asked[1]).toEqual({ showId: 'show', seatIds: [neighbour.id] });
  });
});

describe('a hold that goes without the buyer’s doing', () => {
  const held = {
    id: 'lock',
    status: 'ACTIVE',
    expiresAt: '2099-01-01T00:00:00Z',
    seats: [{ id: seat.id }],
    areas: [],
    lines: [],
  } as unknown as SeatLock;

  it('is remembered until there is another', async () => {
    const { tell } = setUp(async () => ({ ok: true, value: held }));
    purchase.toggle(seat);
    await purchase.hold();
    expect(purchase.hasLostHold).toBe(false);
    tell({ ...held, status: 'RELEASED' });
    expect([purchase.step, purchase.hasLostHold]).toEqual(['picking', true]);
    purchase.toggle(seat);
    await purchase.hold();
    expect([purchase.step, purchase.hasLostHold]).toEqual(['held', false]);
  });
});

it('says of a code that is not left for one more ticket that nothing was added', async () => {
  const lock = { id: 'lock', status: 'ACTIVE', seats: [{ id: seat.id }], areas: [], lines: [], appliedCode: 'SUMMER' };
  const held = { ...lock, show: { id: 'show' }, expiresAt: '2099-01-01T00:00:00Z' } as unknown as SeatLock;
  const refusal = { __typename: 'CodeNotApplicableError', code: 'CODE_NOT_APPLICABLE', message: 'No.' };
  const refused = { ok: false, refusal: { ...refusal, reason: 'TOO_MANY_TICKETS' } } as Outcome<SeatLock>;
  setUp(
    async () => ({ ok: true, value: held }),
    undefined,
    async () => refused,
  );
  purchase.toggle(seat);
  await purchase.hold();
  expect(purchase.toggle(neighbour)).toBe('adding');
  await expect.poll(() => purchase.problem).toEqual({ kind: 'code', reason: 'TOO_MANY_TICKETS', isOfChange: true });
});
