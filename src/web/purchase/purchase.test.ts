import { afterEach, expect, it } from 'vitest';
import type { SeatMap } from '../../../packages/client/src/seat-map.ts';
import { createHall, type HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { hallPlan } from '../../../test/fixtures/hall-plan.ts';
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

let purchase: Purchase;
afterEach(() => purchase.dispose());

/** A purchase whose every drawing is kept as what it showed of the seat. */
function setUp(lockSeats: () => Promise<Outcome<SeatLock>>, booked?: Booking) {
  const taken = new Set<string>();
  const drawn: string[] = [];
  purchase = new Purchase({
    showId: 'show',
    hall,
    maxSeats: 10,
    seatMap: {
      getState: () => ({ version: 1 }),
      seatState: (id: string) => (taken.has(id) ? 'BOOKED' : 'AVAILABLE'),
    } as unknown as SeatMap,
    boxOffice: { lockSeats, booking: async () => booked } as unknown as BoxOffice,
    follower: { booking: () => () => {}, lock: () => () => {} } as Follower,
    isStrict: () => false,
    locale: () => 'en-GB',
    now: () => Date.now(),
    onChange: () => drawn.push(purchase.lookOf(seat)),
    onNews: () => {},
  });
  return {
    drawn,
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
  const booking = { id: 'booking', status: 'EXPIRED', seats: [{ id: seat.id }], payments: [] } as unknown as Booking;
  const { drawn, take } = setUp(async () => REFUSED, booking);
  await purchase.open(booking.id);
  take();
  await purchase.holdAgain();
  expect(drawn.at(-1)).toBe('gone');
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
