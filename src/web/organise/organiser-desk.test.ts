import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { SeatMap } from '../../../packages/client/src/seat-map.ts';
import { createHall, type HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { hallPlan } from '../../../test/fixtures/hall-plan.ts';
import type { Outcome } from '../api/box-office-types.ts';
import { OrganiserDesk } from './organiser-desk.ts';
import type { OrganisedShow, OrganiserOffice, SeatHolding } from './organiser-office.ts';

const price = { amount: 1_000, currency: 'EUR', exponent: 2 };
const hall = createHall(hallPlan({ rows: 1, seats: 4 }), [{ id: 't', name: 'Stalls', category: 'Stalls', price }]);
const [a, b, c, d] = hall.seats as unknown as [HallSeat, HallSeat, HallSeat, HallSeat];

const MADE: Outcome<null> = { ok: true, value: null };
const REFUSED: Outcome<null> = {
  ok: false,
  refusal: { __typename: 'InvalidInput', code: 'INVALID_INPUT', message: 'No.' },
};

let desk: OrganiserDesk;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  desk.dispose();
  vi.useRealTimers();
});

/** A desk at a show of which these seats are blocked, each for its reason. */
function setUp(blocked: Record<string, string | null> = {}, allotted: readonly HallSeat[] = []) {
  const holdingOf = (seatId: string): SeatHolding => ({ seatId, reason: blocked[seatId]!, lock: null, booking: null });
  const office = {
    sales: vi.fn(async () => ({ status: 'ON_SALE' as const })),
    holdings: vi.fn(async (_showId: string, seatIds: readonly string[]) => seatIds.map(holdingOf)),
    blockSeats: vi.fn(async () => MADE),
    unblockSeats: vi.fn(async () => MADE),
  };
  desk = new OrganiserDesk({
    show: { id: 'show' } as OrganisedShow,
    hall,
    seatMap: { seatState: (id: string) => (id in blocked ? 'BLOCKED' : 'AVAILABLE') } as SeatMap,
    office: office as unknown as OrganiserOffice,
    isAllotted: (seat) => allotted.includes(seat),
    onChange: () => {},
    onNews: () => {},
    onSignedOut: () => {},
  });
  return office;
}

async function markAndLookUp(seats: HallSeat[]): Promise<void> {
  desk.mark(seats);
  await vi.advanceTimersByTimeAsync(1_000);
}

it('keeps what was selected while an undo was on its way', async () => {
  const office = setUp({ [d.id]: 'camera' });
  desk.mark([a]);
  await desk.block('');
  expect(desk.marked.size).toBe(0);
  const answer = Promise.withResolvers<Outcome<null>>();
  office.unblockSeats.mockReturnValueOnce(answer.promise);
  const undone = desk.done!.undo!();
  await markAndLookUp([b, d]);
  answer.resolve(MADE);
  await undone;
  expect(desk.marked.seats).toEqual([b, d]);
  expect(desk.holdings?.map(({ reason }) => reason)).toEqual(['camera']);
});

it('lets an undo that was refused or lost be tried again', async () => {
  const office = setUp();
  desk.mark([a, b, c]);
  await desk.block('x');
  const { done } = desk;
  office.unblockSeats.mockResolvedValueOnce(REFUSED);
  await done!.undo!();
  expect(desk.refusal?.message).toBe('No.');
  expect(desk.done).toBe(done);

  office.unblockSeats.mockRejectedValueOnce(new Error('lost'));
  await done!.undo!();
  expect(desk.isUnreachable).toBe(true);
  expect(desk.done).toBe(done);

  await done!.undo!();
  expect(desk).toMatchObject({
    refusal: null,
    isUnreachable: false,
    done: { kind: 'unblocked', count: 3, undo: null },
  });
});

it('leaves seats of allotments alone when it unblocks', async () => {
  const office = setUp({ [a.id]: 'broken', [b.id]: null }, [b]);
  await markAndLookUp([a, b, c]);
  expect(desk.unblockable).toBe(1);
  await desk.unblock();
  expect(office.unblockSeats.mock.calls).toEqual([[{ showId: 'show', seatIds: [a.id] }]]);
});

it.each([
  ['the one reason of all', 'camera', { reason: 'camera' }],
  ['no reason', null, {}],
])('blocks again what was unblocked, with %s', async (_name, reason, given) => {
  const office = setUp({ [a.id]: reason, [b.id]: reason });
  await markAndLookUp([a, b, c]);
  await desk.unblock();
  await desk.done!.undo!();
  expect(office.blockSeats.mock.calls).toEqual([[{ showId: 'show', seatIds: [a.id, b.id], ...given }]]);
});

it.each([
  ['two reasons', { [a.id]: 'broken', [b.id]: 'camera' }],
  ['a reason and none', { [a.id]: 'broken', [b.id]: null }],
])('offers no way back from unblocking seats with %s', async (_name, blocked) => {
  setUp(blocked);
  await markAndLookUp([a, b]);
  await desk.unblock();
  expect(desk.done).toEqual({ kind: 'unblocked', count: 2, undo: null });
});

it('offers no way back where the reasons are not known', async () => {
  const office = setUp({ [a.id]: 'broken', [b.id]: 'broken' });
  desk.mark([a, b]);
  await desk.unblock();
  expect(desk.done?.undo).toBeNull();

  // Seen while a buyer had the second.
  office.holdings.mockImplementationOnce(async () => [
    { seatId: a.id, reason: null, lock: null, booking: null },
    { seatId: b.id, reason: null, lock: {} as SeatHolding['lock'], booking: null },
  ]);
  await markAndLookUp([a, b]);
  await desk.unblock();
  expect(desk.done?.undo).toBeNull();
});
