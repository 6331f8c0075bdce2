import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../kit/basics/random.ts';
import type { RecordedAction, RecordedOperation } from '../kit/checks/history.ts';
import { findViolations } from '../kit/checks/linearizability.ts';
import { threadTime_ms } from '../kit/product/processor-time.ts';

const TTL_MS = 1_000;

/** `from`-`to` is the time between call and answer. */
function op(from: number, to: number, action: RecordedAction, subject = 'A'): RecordedOperation {
  return { subject, invoked_ms: from, returned_ms: to, action };
}
/** Answered, and perhaps lost afterwards. */
const lost = (operation: RecordedOperation): RecordedOperation => ({ ...operation, mayBeLost: true });
const lock = (lockId: string, deadline_ms: number): RecordedAction => ({ kind: 'lock', lockId, deadline_ms });
const release = (lockId: string): RecordedAction => ({ kind: 'release', lockId });
const sale = (lockId: string): RecordedAction => ({ kind: 'sale', lockId });
const read = (state: 'AVAILABLE' | 'LOCKED' | 'BOOKED'): RecordedAction => ({ kind: 'read', state });
const refusal: RecordedAction = { kind: 'refusal' };
const NEVER = Number.POSITIVE_INFINITY;

describe('the history checker explains', () => {
  const explained: [string, RecordedOperation[]][] = [
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
  const planted: [string, RecordedOperation[]][] = [
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
    expect(findViolations(history)).toMatchObject([{ subject: 'A' }]);
  });

  it('no double lock where the clocks differ by less than is granted', () => {
    const history = [op(0, 1, lock('l1', 100)), op(97, 98, lock('l2', 200))];
    expect(findViolations(history)).toHaveLength(1);
    expect(findViolations(history, { clockSkew_ms: 5 })).toEqual([]);
  });
});

/** What booking `l1` has of `given` it gives back, and has what its quote `q1` holds. */
const exchange = (given: string[], taken: string[]): RecordedAction => {
  return { kind: 'exchange', lockId: 'l1', quoteId: 'q1', given, taken };
};
/** A sold, and B held by a quote for it. */
const QUOTED = [op(0, 1, lock('l1', 100)), op(2, 3, sale('l1')), op(4, 5, lock('q1', 100), 'B')];
const EXCHANGED = [...QUOTED, op(6, 9, exchange(['A'], ['B']))];
const bookingRead = (status: 'CONFIRMED' | 'CANCELLED'): RecordedAction => ({ kind: 'booking', lockId: 'l1', status });

describe('of seats that are exchanged the history checker explains', () => {
  const explained: [string, RecordedOperation[]][] = [
    [
      'the old one free, and the new one sold',
      [...EXCHANGED, op(10, 11, lock('l2', 200)), op(500, 501, read('BOOKED'), 'B')],
    ],
    [
      'either before the answer, and both as one',
      [...EXCHANGED, op(6, 7, read('BOOKED')), op(7.5, 8, read('AVAILABLE'))],
    ],
    [
      'a seat that is given back without another',
      [...QUOTED, op(6, 7, exchange(['A'], [])), op(8, 9, lock('l2', 200))],
    ],
    [
      'a second exchange of what the first has brought',
      [
        ...EXCHANGED,
        op(10, 11, { ...lock('q2', 200) }, 'C'),
        op(12, 13, { kind: 'exchange', lockId: 'l1', quoteId: 'q2', given: ['B'], taken: ['C'] }, 'B'),
        op(14, 15, lock('l2', 200), 'B'),
        op(16, 17, bookingRead('CONFIRMED'), 'C'),
      ],
    ],
    [
      'a booking that is cancelled with what it has then',
      [...EXCHANGED, op(10, 11, { kind: 'cancellation', lockId: 'l1' }, 'B'), op(12, 13, read('AVAILABLE'), 'B')],
    ],
    [
      'one without an answer that was made',
      [...QUOTED, op(6, NEVER, exchange(['A'], ['B'])), op(10, 11, lock('l2', 200)), op(500, 501, refusal, 'B')],
    ],
    [
      'one without an answer that was not made',
      [...QUOTED, op(6, NEVER, exchange(['A'], ['B'])), op(10, 11, refusal), op(500, 501, lock('l2', 900), 'B')],
    ],
    [
      'one that was lost',
      [...QUOTED, lost(op(6, 7, exchange(['A'], ['B']))), op(10, 11, refusal), op(500, 501, lock('l2', 900), 'B')],
    ],
    [
      'a quote that was not used',
      [...QUOTED, op(200, 201, lock('l2', 900), 'B'), op(202, 203, bookingRead('CONFIRMED'))],
    ],
  ];
  it.each(explained)('%s', (_name, history) => {
    expect(findViolations(history)).toEqual([]);
  });
});

describe('of seats that are exchanged the history checker finds', () => {
  const planted: [string, RecordedOperation[]][] = [
    ['an old seat that is not freed', [...EXCHANGED, op(10, 11, refusal)]],
    ['an old seat that is shown as sold', [...EXCHANGED, op(10, 11, read('BOOKED'))]],
    [
      'an old seat that is freed before it is exchanged',
      [...QUOTED, op(6, 7, lock('l2', 200)), op(8, 9, exchange(['A'], ['B']))],
    ],
    ['a new seat that is taken twice', [...EXCHANGED, op(10, 11, lock('l2', 200), 'B')]],
    [
      'a new seat that is taken twice, once its quote’s time is over',
      [...EXCHANGED, op(500, 501, lock('l2', 900), 'B')],
    ],
    [
      'a new seat that somebody else had got meanwhile',
      [...QUOTED, op(200, 201, lock('l2', 900), 'B'), op(202, 203, exchange(['A'], ['B']))],
    ],
    [
      'a new seat that nobody held',
      [op(0, 1, lock('l1', 100)), op(2, 3, sale('l1')), op(6, 9, exchange(['A'], ['B']))],
    ],
    ['a new seat that is shown as free', [...EXCHANGED, op(10, 11, read('AVAILABLE'), 'B')]],
    [
      'half of one without an answer',
      [
        ...QUOTED,
        op(6, NEVER, exchange(['A'], ['B'])),
        op(10, 11, lock('l2', 200)),
        op(500, 501, lock('l3', 900), 'B'),
      ],
    ],
    [
      'half of one that may be lost',
      [
        ...QUOTED,
        lost(op(6, 7, exchange(['A'], ['B']))),
        op(10, 11, refusal),
        op(500, 501, refusal, 'B'),
        op(502, 503, read('BOOKED'), 'B'),
      ],
    ],
    [
      'two steps of what is one',
      [...EXCHANGED, op(6, 6.5, read('AVAILABLE')), op(7, 8, read('LOCKED'), 'B'), op(7, 8, read('AVAILABLE'), 'B')],
    ],
    ['a seat given back that stays sold', [...QUOTED, op(6, 7, exchange(['A'], [])), op(8, 9, refusal)]],
  ];
  it.each(planted)('%s', (_name, history) => {
    expect(findViolations(history)).toHaveLength(1);
  });

  it('which seats they are', () => {
    expect(findViolations([...EXCHANGED, op(10, 11, refusal), op(10, 11, lock('l9', 100), 'C')])).toMatchObject([
      { subject: 'A and B', stuckAt: [{ action: { kind: 'refusal' } }] },
    ]);
  });
});

/** What a seat that works answers to `count` overlapping operations; each has its effect between call and answer. */
function generate(random: Random, seatId: string, count: number): RecordedOperation[] {
  let holder: { lockId: string; deadline_ms: number } | null = null;
  let isSold = false;
  let time_ms = 0;
  return Array.from({ length: count }, (_, index): RecordedOperation => {
    time_ms += random.integer(1, TTL_MS / 3);
    if (holder && !isSold && time_ms >= holder.deadline_ms && random.integer(0, 1)) holder = null;
    let action: RecordedAction;
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

/** Of which there are five. */
const PLACES = 'places';
const capacities = new Map([[PLACES, 5]]);
const at = (from: number, to: number, action: RecordedAction) => op(from, to, action, PLACES);
const take = (lockId: string, quantity: number, deadline_ms = 100): RecordedAction => {
  return { kind: 'take', lockId, quantity, deadline_ms };
};
const resize = (lockId: string, quantity: number): RecordedAction => ({ kind: 'resize', lockId, quantity });
const cancellation = (lockId: string): RecordedAction => ({ kind: 'cancellation', lockId });
const count = (available: number): RecordedAction => ({ kind: 'count', available });
const shortage = (quantity: number, available: number | null, inTheWay = 0): RecordedAction => {
  return { kind: 'shortage', quantity, available, inTheWay };
};

describe('of something that is counted the history checker explains', () => {
  const explained: [string, RecordedOperation[]][] = [
    ['shares that fit', [at(0, 1, take('l1', 3)), at(2, 3, take('l2', 2)), at(4, 5, count(0))]],
    ['a shortage', [at(0, 1, take('l1', 4)), at(2, 3, shortage(2, 1)), at(4, 5, take('l2', 1))]],
    ['a shortage for want of more', [at(0, 1, take('l1', 3)), at(2, 3, take('l2', 1)), at(4, 5, shortage(2, 1))]],
    ['answers that overtake each other', [at(0, 9, take('l1', 4)), at(1, 3, shortage(2, 1)), at(1, 2, count(5))]],
    ['two at once in either order', [at(0, 9, take('l1', 1)), at(0, 9, take('l2', 2)), at(3, 4, count(3))]],
    ['what is given back', [at(0, 1, take('l1', 5)), at(2, 3, release('l1')), at(4, 5, take('l2', 5))]],
    ['a share that shrinks and grows', [at(0, 1, take('l1', 4)), at(2, 3, resize('l1', 1)), at(4, 5, resize('l1', 5))]],
    [
      'a share that is given back and taken again',
      [at(0, 1, take('l1', 4)), at(2, 3, resize('l1', 0)), at(4, 5, take('l1', 5))],
    ],
    ['a share whose time is over', [at(0, 1, take('l1', 5, 9)), at(20, 21, take('l2', 5, 99))]],
    ['one that nobody has ended yet', [at(0, 1, take('l1', 5, 9)), at(20, 21, shortage(1, 0)), at(22, 23, sale('l1'))]],
    [
      'some of many that are over',
      [
        ...[1, 2, 3].map((n) => at(n, n + 0.5, take(`l${n}`, n === 3 ? 2 : 1, 9))),
        at(20, 21, count(3)),
        at(22, 23, sale('l1')),
      ],
    ],
    [
      'a sale that is undone',
      [at(0, 1, take('l1', 5, 9)), at(2, 3, sale('l1')), at(4, 5, cancellation('l1')), at(6, 7, count(5))],
    ],
    ['one that was taken without an answer', [at(0, NEVER, take('l1', 2)), at(5, 6, count(3))]],
    ['one that was lost', [lost(at(0, 1, take('l1', 5))), at(5, 6, take('l2', 5))]],
    [
      'a sale without an answer, of which the booking tells',
      [
        at(0, 1, take('l1', 2, 9)),
        at(2, NEVER, sale('l1')),
        at(20, 21, {
          kind: 'booking',
          lockId: 'l1',
          status: 'CONFIRMED',
        }),
      ],
    ],
    [
      'a sale without an answer that nobody has read, beside a share of the same size that was over',
      [
        at(0, 1, take('l1', 2, 8)),
        at(0, 1, take('l2', 2, 9)),
        at(2, NEVER, sale('l1')),
        at(20, 21, take('l3', 2, 99)),
        at(30, 31, { kind: 'booking', lockId: 'l2', status: 'EXPIRED' }),
        at(40, 41, shortage(2, 1)),
      ],
    ],
    ['a shortage while others came to nothing', [at(0, 1, take('l1', 2)), at(2, 3, shortage(2, 1, 2))]],
    ['a refused code, of which nothing else is told', [at(0, 1, take('l1', 5)), at(2, 3, shortage(1, null))]],
  ];
  it.each(explained)('%s', (_name, history) => {
    expect(findViolations(history, { capacities })).toEqual([]);
  });
});

describe('of something that is counted the history checker finds', () => {
  const planted: [string, RecordedOperation[]][] = [
    ['more than there is', [at(0, 1, take('l1', 3)), at(2, 3, take('l2', 3))]],
    ['more than there is, of two at once', [at(0, 9, take('l1', 3)), at(1, 8, take('l2', 3))]],
    ['a share that grows beyond it', [at(0, 1, take('l1', 3)), at(2, 3, take('l2', 2)), at(4, 5, resize('l1', 4))]],
    [
      'a share of a sale that was given away',
      [at(0, 1, take('l1', 5, 9)), at(2, 3, sale('l1')), at(20, 21, take('l2', 1, 99))],
    ],
    ['a share given away just before its time is over', [at(0, 1, take('l1', 5)), at(98, 99, take('l2', 1, 200))]],
    ['a decrement that was lost', [at(0, 1, take('l1', 2)), at(2, 3, count(5))]],
    ['a return that was lost', [at(0, 1, take('l1', 2)), at(2, 3, release('l1')), at(4, 5, count(3))]],
    [
      'a return that was counted twice',
      [at(0, 1, take('l1', 2)), at(2, 3, take('l2', 2)), at(4, 5, release('l1')), at(6, 7, count(5))],
    ],
    ['a claim that is not freed', [at(0, 1, take('l1', 2)), at(2, 3, shortage(3, 1))]],
    ['a refusal while there are enough', [at(0, 1, take('l1', 2)), at(2, 3, shortage(3, null))]],
    ['counts that go back', [at(0, 9, take('l1', 2)), at(1, 2, count(3)), at(3, 4, count(5))]],
    ['an end before its time that is counted', [at(0, 1, take('l1', 2)), at(50, 51, count(5))]],
    [
      'a share that is over for one and not for the other',
      [at(0, 1, take('l1', 2, 9)), at(20, 21, count(5)), at(22, 23, sale('l1'))],
    ],
    ['less over than can be', [at(0, 1, take('l1', 2, 9)), at(2, 3, take('l2', 2, 9)), at(20, 21, count(2))]],
  ];
  it.each(planted)('%s', (_name, history) => {
    expect(findViolations(history, { capacities })).toMatchObject([{ subject: PLACES }]);
  });
});

/** What an area that counts right answers to overlapping operations; each has its effect between call and answer. */
function generateCounts(
  random: Random,
  { subject, capacity, length }: { subject: string; capacity: number; length: number },
) {
  const shares = new Map<string, { quantity: number; deadline_ms: number }>();
  let time_ms = 0;
  const free = () => [...shares.values()].reduce((left, { quantity }) => left - quantity, capacity);
  return Array.from({ length }, (_, index): RecordedOperation => {
    time_ms += random.integer(1, TTL_MS / 10);
    for (const [lockId, { deadline_ms }] of shares) {
      if (time_ms >= deadline_ms && random.integer(0, 2) === 0) shares.delete(lockId);
    }
    const [lockId] = random.sample([...shares.keys()], 1);
    const dice = random.integer(1, 100);
    const quantity = random.integer(1, 4);
    let action: RecordedAction = count(free());
    if (dice <= 45) {
      const id = `${subject} ${index}`;
      action = free() >= quantity ? take(id, quantity, time_ms + TTL_MS) : shortage(quantity, free());
      if (action.kind === 'take') shares.set(id, action);
    } else if (dice <= 65 && lockId) {
      action = release(lockId);
      shares.delete(lockId);
    } else if (dice <= 80 && lockId) {
      const share = shares.get(lockId)!;
      const more = quantity - share.quantity;
      action = more > free() ? shortage(more, free()) : resize(lockId, quantity);
      if (action.kind === 'resize') shares.set(lockId, { ...share, quantity });
    }
    const [before, after] = [random.integer(0, TTL_MS / 5), random.integer(0, TTL_MS / 5)];
    return op(time_ms - before, time_ms + after, action, subject);
  });
}

describe('a history of 100,000 overlapping operations that count', () => {
  const random = createRandom();
  const areas = Array.from({ length: 100 }, (_, index) => ({ subject: `area ${index}`, capacity: 12, length: 1_000 }));
  const all = new Map(areas.map(({ subject, capacity }) => [subject, capacity]));
  const histories = areas.map((area) => generateCounts(random, area));

  it('is explained within 30 seconds', () => {
    const begun_ms = threadTime_ms();
    expect(findViolations(histories.flat(), { capacities: all })).toEqual([]);
    expect(threadTime_ms() - begun_ms).toBeLessThan(30_000);
  });

  it('gives away a capacity that is exceeded, and a count that was lost', () => {
    const fewer = new Map(areas.map(({ subject, capacity }) => [subject, capacity - 1]));
    expect(findViolations(histories.flat(), { capacities: fewer })).toHaveLength(areas.length);
    const wrong = histories.slice(0, 5).map((operations) => {
      const planted = operations.find((each) => each.action.kind === 'count' && isTaken(operations, each))!;
      return operations.map((each) => (each === planted ? { ...each, action: count(12) } : each));
    });
    expect(findViolations(wrong.flat(), { capacities: all })).toHaveLength(5);
  });
});

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
    const found = findViolations(history).map(({ subject }) => subject);
    expect(found).toEqual(planted.map((operations) => operations[0]!.subject));
  });
});

/** Whether somebody had places during the whole operation, beyond doubt. */
function isTaken(operations: readonly RecordedOperation[], { invoked_ms, returned_ms }: RecordedOperation): boolean {
  return operations.some(({ action, returned_ms: takenAt_ms }) => {
    if (action.kind !== 'take' || takenAt_ms >= invoked_ms || action.deadline_ms <= returned_ms) return false;
    const end = operations.find((other) => other.action.kind === 'release' && other.action.lockId === action.lockId);
    return !end || end.invoked_ms > returned_ms;
  });
}

/** Whether somebody held the seat during the whole operation, beyond doubt. */
function isHeld(operations: readonly RecordedOperation[], { invoked_ms, returned_ms }: RecordedOperation): boolean {
  return operations.some(({ action, returned_ms: lockedAt_ms }) => {
    if (action.kind !== 'lock' || lockedAt_ms >= invoked_ms || action.deadline_ms <= returned_ms) return false;
    const end = operations.find((other) => other.action.kind === 'release' && other.action.lockId === action.lockId);
    return !end || end.invoked_ms > returned_ms;
  });
}
