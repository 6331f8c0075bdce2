import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../kit/basics/random.ts';
import type { SeatAction, SeatOperation } from '../kit/checks/history.ts';
import { findViolations } from '../kit/checks/linearizability.ts';
import { threadTime_ms } from '../kit/product/processor-time.ts';

const TTL_MS = 1_000;

/** `from`-`to` is the time between call and answer. */
function op(from: number, to: number, action: SeatAction, seatId = 'A'): SeatOperation {
  return { seatId, invoked_ms: from, returned_ms: to, action };
}
/** Answered, and perhaps lost afterwards. */
const lost = (operation: SeatOperation): SeatOperation => ({ ...operation, mayBeLost: true });
const lock = (lockId: string, deadline_ms: number): SeatAction => ({ kind: 'lock', lockId, deadline_ms });
const release = (lockId: string): SeatAction => ({ kind: 'release', lockId });
const sale = (lockId: string): SeatAction => ({ kind: 'sale', lockId });
const read = (state: 'AVAILABLE' | 'LOCKED' | 'BOOKED'): SeatAction => ({ kind: 'read', state });
const refusal: SeatAction = { kind: 'refusal' };
const NEVER = Number.POSITIVE_INFINITY;

describe('the history checker explains', () => {
  const explained: [string, SeatOperation[]][] = [
    ['one after the other', [op(0, 1, lock('l1', 100)), op(2, 3, release('l1')), op(4, 5, lock('l2', 100))]],
    ['a lock after another one’s deadline', [op(0, 1, lock('l1', 100)), op(99, 101, lock('l2', 200))]],
    ['a refusal after the deadline, before anybody noticed', [op(0, 1, lock('l1', 9)), op(20, 21, refusal)]],
    ['answers that overtake each other', [op(0, 9, lock('l1', 100)), op(1, 2, refusal), op(1, 3, read('AVAILABLE'))]],
    [
      'a read that was written down when it was answered',
      [op(0, 4, lock('l1', 100)), op(5, 8, sale('l1')), op(1, 6, read('AVAILABLE'))],
    ],
    ['a lock without an answer that was taken', [op(0, NEVER, lock('l1', 100)), op(5, 6, refusal)]],
    ['a lock without an answer that was not taken', [op(0, NEVER, lock('l1', 100)), op(5, 6, lock('l2', 100))]],
    ['a sale that has not gone round', [op(0, 1, lock('l1', 9)), op(2, 3, sale('l1')), op(20, 21, read('LOCKED'))]],
    ['a lock that was lost', [lost(op(0, 1, lock('l1', 100))), op(5, 6, lock('l2', 100))]],
    ['a lock that could have been lost, and was not', [lost(op(0, 1, lock('l1', 100))), op(5, 6, refusal)]],
    ['a release that was lost', [op(0, 1, lock('l1', 100)), lost(op(2, 3, release('l1'))), op(5, 6, refusal)]],
    [
      'a lost lock whose clock time would have been over',
      [
        lost(op(0, 9, lock('l1', 2))),
        op(1, 20, lock('l2', 100)),
        op(21, 22, release('l2')),
        op(23, 24, read('AVAILABLE')),
      ],
    ],
    ['seats apart', [op(0, 1, lock('l1', 100), 'A'), op(0, 1, lock('l1', 100), 'B'), op(2, 3, lock('l2', 100), 'C')]],
  ];
  it.each(explained)('%s', (_name, history) => {
    expect(findViolations(history)).toEqual([]);
  });
});

describe('the history checker finds', () => {
  const planted: [string, SeatOperation[]][] = [
    ['a double lock', [op(0, 1, lock('l1', 100)), op(50, 51, lock('l2', 150))]],
    ['a double lock of two at once', [op(0, 9, lock('l1', 100)), op(1, 8, lock('l2', 100))]],
    ['a lock of a seat just before its deadline', [op(0, 1, lock('l1', 100)), op(98, 99, lock('l2', 200))]],
    [
      'a sold seat locked after its deadline',
      [op(0, 1, lock('l1', 9)), op(2, 3, sale('l1')), op(50, 51, lock('l2', 99))],
    ],
    ['a sale of a hold that was lost', [op(0, 1, lock('l1', 9)), op(20, 21, lock('l2', 99)), op(30, 31, sale('l1'))]],
    ['a lost release', [op(0, 1, lock('l1', 100)), op(2, 3, release('l1')), op(4, 5, refusal)]],
    ['a refusal of a free seat', [op(0, 1, refusal)]],
    ['a stale read of a lock', [op(0, 1, lock('l1', 100)), op(2, 3, read('AVAILABLE'))]],
    ['a stale read of a release', [op(0, 1, lock('l1', 100)), op(2, 3, release('l1')), op(4, 5, read('LOCKED'))]],
    ['reads that go back', [op(0, 9, lock('l1', 100)), op(1, 2, read('LOCKED')), op(3, 4, read('AVAILABLE'))]],
    [
      'a double lock beside what was lost',
      [op(0, 1, lock('l1', 100)), lost(op(2, 3, sale('l2'))), op(5, 6, lock('l3', 100))],
    ],
    [
      'the effect of a lost lock after its answer',
      [lost(op(0, 1, lock('l1', 100))), op(2, 3, lock('l2', 9)), op(4, 5, release('l2')), op(6, 7, refusal)],
    ],
    ['a sale shown too early', [op(0, 1, lock('l1', 100)), op(2, 3, read('BOOKED'))]],
  ];
  it.each(planted)('%s', (_name, history) => {
    expect(findViolations(history)).toMatchObject([{ seatId: 'A' }]);
  });

  it('no double lock where the clocks differ by less than is granted', () => {
    const history = [op(0, 1, lock('l1', 100)), op(97, 98, lock('l2', 200))];
    expect(findViolations(history)).toHaveLength(1);
    expect(findViolations(history, 5)).toEqual([]);
  });
});

/** What a seat that works answers to `count` overlapping operations; each has its effect between call and answer. */
function generate(random: Random, seatId: string, count: number): SeatOperation[] {
  let holder: { lockId: string; deadline_ms: number } | null = null;
  let isSold = false;
  let time_ms = 0;
  return Array.from({ length: count }, (_, index): SeatOperation => {
    time_ms += random.integer(1, TTL_MS / 3);
    if (holder && !isSold && time_ms >= holder.deadline_ms && random.integer(0, 1)) holder = null;
    let action: SeatAction;
    const dice = random.integer(1, 100);
    if (dice <= 40) {
      action = holder ? refusal : lock(`${seatId}${index}`, time_ms + TTL_MS);
      if (action.kind === 'lock') holder = { lockId: action.lockId, deadline_ms: action.deadline_ms };
    } else if (dice <= 60 && holder && !isSold) {
      action = release(holder.lockId);
      holder = null;
    } else if (dice > 99 && index > (count * 3) / 4 && holder && !isSold) {
      action = sale(holder.lockId);
      isSold = true;
    } else {
      action = read(holder === null ? 'AVAILABLE' : isSold && random.integer(0, 1) ? 'BOOKED' : 'LOCKED');
    }
    return op(time_ms - random.integer(0, TTL_MS), time_ms + random.integer(0, TTL_MS), action, seatId);
  }).sort((a, b) => a.invoked_ms - b.invoked_ms);
}

describe('a history of 100,000 overlapping operations', () => {
  const random = createRandom();
  const seats = Array.from({ length: 250 }, (_, index) => generate(random, `S${index}`, 400));
  const history = seats.flat();

  it('is explained within 30 seconds', () => {
    expect(history).toHaveLength(100_000);
    const begun_ms = threadTime_ms();
    expect(findViolations(history)).toEqual([]);
    expect(threadTime_ms() - begun_ms).toBeLessThan(30_000);
  });

  it('gives away each refusal that is made a second lock', () => {
    const planted = seats.filter((operations) => {
      const refused = operations.find(
        (operation) => operation.action.kind === 'refusal' && isHeld(operations, operation),
      );
      if (refused) refused.action = lock('planted', refused.returned_ms + TTL_MS);
      return refused !== undefined;
    });
    expect(planted.length).toBeGreaterThan(50);
    const found = findViolations(history).map(({ seatId }) => seatId);
    expect(found).toEqual(planted.map((operations) => operations[0]!.seatId));
  });
});

/** Whether somebody held the seat during the whole operation, beyond doubt. */
function isHeld(operations: readonly SeatOperation[], { invoked_ms, returned_ms }: SeatOperation): boolean {
  return operations.some(({ action, returned_ms: lockedAt_ms }) => {
    if (action.kind !== 'lock' || lockedAt_ms >= invoked_ms || action.deadline_ms <= returned_ms) return false;
    const end = operations.find((other) => other.action.kind === 'release' && other.action.lockId === action.lockId);
    return !end || end.invoked_ms > returned_ms;
  });
}
