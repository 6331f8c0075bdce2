import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Entered, LoadGate, type LoadGateOptions, type Work } from './load-gate.ts';
import { outsideSlot, Slot } from './slot.ts';

const [BOOK, LOCK, MAP, LIST] = [0, 1, 2, 3] as const;
const KIND = {};
const never = () => () => undefined;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function gateOf(options: Partial<LoadGateOptions> = {}): LoadGate {
  return new LoadGate({ importances: 4, least: 2, most: 2, patience_ms: 10_000, maxWaiting: 1_000, ...options });
}

const work = (importance: number, more: Partial<Work> = {}): Work => ({
  importance,
  kind: KIND,
  caller: 'one',
  deadline_ms: null,
  onceGone: never,
  ...more,
});

async function slotOf(entered: Entered | Promise<Entered>): Promise<Slot> {
  const got = await entered;
  if (!(got instanceof Slot)) throw new Error(JSON.stringify(got));
  return got;
}

/** A node that takes so long for each, and callers who ask as often as told, whether they are answered or not. */
function openLoop(gate: LoadGate, { hold_ms, perMs }: { hold_ms: number; perMs: readonly number[] }) {
  const served = perMs.map(() => 0);
  const shed = perMs.map(() => 0);
  const due = perMs.map(() => 0);
  const waits: number[] = [];
  const ask = async (importance: number): Promise<void> => {
    const since_ms = performance.now();
    const entered = await gate.enter(work(importance));
    if (!(entered instanceof Slot)) {
      shed[importance]! += 1;
      return;
    }
    waits.push(performance.now() - since_ms);
    await new Promise((resolve) => setTimeout(resolve, hold_ms));
    served[importance]! += 1;
    entered.leave(true);
  };
  return {
    served,
    shed,
    waits,
    async run(ms: number) {
      for (let passed = 0; passed < ms; passed += 1) {
        for (const [importance, rate] of perMs.entries()) {
          for (due[importance]! += rate; due[importance]! >= 1; due[importance]! -= 1) void ask(importance);
        }
        await vi.advanceTimersByTimeAsync(1);
      }
    },
  };
}

describe('the gate', () => {
  it('lets in at once while there is room, and the most important of those that wait next', async () => {
    const gate = gateOf();
    const first = await slotOf(gate.enter(work(LIST)));
    const second = await slotOf(gate.enter(work(LIST)));
    const order: number[] = [];
    for (const importance of [LIST, MAP, LOCK, BOOK]) {
      void Promise.resolve(gate.enter(work(importance))).then(async (entered) => {
        order.push(importance);
        (entered as Slot).leave(true);
      });
    }
    expect(gate.waiting).toBe(4);
    first.leave(true);
    second.leave(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(order).toEqual([BOOK, LOCK, MAP, LIST]);
    expect(gate.running).toBe(0);
  });

  it('lets callers of the same importance take turns', async () => {
    const gate = gateOf({ least: 1, most: 1 });
    const slot = await slotOf(gate.enter(work(LOCK)));
    const order: string[] = [];
    for (const caller of ['many', 'many', 'many', 'few']) {
      void Promise.resolve(gate.enter(work(LOCK, { caller }))).then((entered) => {
        order.push(caller);
        (entered as Slot).leave(true);
      });
    }
    slot.leave(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(order).toEqual(['many', 'few', 'many', 'many']);
  });

  it('refuses nobody of 500 who come at once and wait for their answers, though it takes seconds', async () => {
    const gate = gateOf({ least: 20, most: 20 });
    let answered = 0;
    let refused = 0;
    const callers = Array.from({ length: 500 }, async () => {
      for (let time = 0; time < 3; time += 1) {
        const entered = await gate.enter(work(LOCK));
        if (!(entered instanceof Slot)) {
          refused += 1;
          continue;
        }
        await new Promise((resolve) => setTimeout(resolve, 200));
        answered += 1;
        entered.leave(true);
      }
    });
    await vi.advanceTimersByTimeAsync(16_000);
    await Promise.all(callers);
    expect({ answered, refused }).toEqual({ answered: 1_500, refused: 0 });
  });

  it('refuses the least important first when five times as much comes as can be served, and soon', async () => {
    const gate = gateOf({ least: 20, most: 20 });
    // 2,000 a second can be served, 10,000 come: 500 bookings, 1,000 locks, the rest maps and lists.
    const load = openLoop(gate, { hold_ms: 10, perMs: [0.5, 1, 4, 4.5] });
    await load.run(3_000);
    expect(gate.isOverloaded).toBe(true);
    load.waits.length = 0;
    const before = { served: [...load.served], shed: [...load.shed] };
    await load.run(5_000);
    const served = load.served.map((count, importance) => count - before.served[importance]!);
    const shed = load.shed.map((count, importance) => count - before.shed[importance]!);
    expect(shed[BOOK]).toBe(0);
    expect(served[BOOK]).toBeGreaterThan(2_400);
    expect(shed[LOCK]! / (shed[LOCK]! + served[LOCK]!)).toBeLessThan(0.05);
    expect(served[MAP]).toBeGreaterThan(0);
    expect(shed[LIST]).toBeGreaterThan(served[LIST]!);
    expect(Math.max(...load.waits)).toBeLessThanOrEqual(150);
  });

  it('says when to try again, later the more is asked for', async () => {
    const gate = gateOf({ least: 1, most: 1 });
    const load = openLoop(gate, { hold_ms: 10, perMs: [0, 0.5, 0, 0] });
    await load.run(4_000);
    const told: number[] = [];
    for (let time = 0; time < 200; time += 1) {
      // What would wait is none of it.
      const shed = await Promise.race([gate.enter(work(LIST)), null]);
      if (shed && !(shed instanceof Slot) && shed !== 'gone') told.push(shed.retryAfter_s);
    }
    expect(told.length).toBeGreaterThan(0);
    for (const retryAfter_s of told) expect(retryAfter_s).toSatisfy((value: number) => value >= 4 && value <= 15);
  });

  it('does nothing for those who go while they wait, or whose time is over', async () => {
    const gate = gateOf({ least: 1, most: 1 });
    const slot = await slotOf(gate.enter(work(LOCK)));
    let go = () => {};
    const gone = gate.enter(
      work(LOCK, {
        onceGone: (tell) => {
          go = tell;
          return never;
        },
      }),
    );
    const late = gate.enter(work(LOCK, { deadline_ms: performance.now() + 100 }));
    go();
    expect(await gone).toBe('gone');
    await vi.advanceTimersByTimeAsync(101);
    expect(await late).toMatchObject({ reason: 'late' });
    expect(gate.waiting).toBe(0);
    slot.leave(true);
    expect(gate.running).toBe(0);
    expect(gate.enter(work(LOCK, { deadline_ms: performance.now() + 100 }))).toBeInstanceOf(Slot);
  });

  it('refuses what has waited for as long as anybody may', async () => {
    const shed: number[] = [];
    const gate = gateOf({ least: 1, most: 1, patience_ms: 1_000, onShed: (importance) => shed.push(importance) });
    await slotOf(gate.enter(work(LOCK)));
    const waiting = gate.enter(work(BOOK));
    await vi.advanceTimersByTimeAsync(1_100);
    expect(await waiting).toMatchObject({ reason: 'busy', retryAfter_s: 1 });
    expect(shed).toEqual([BOOK]);
  });

  it('has the least important give way to what is more important when as many wait as may', async () => {
    const gate = gateOf({ least: 1, most: 1, maxWaiting: 2 });
    const slot = await slotOf(gate.enter(work(LOCK)));
    const [map, list] = [gate.enter(work(MAP)), gate.enter(work(LIST))];
    const lock = gate.enter(work(LOCK));
    expect(await list).toMatchObject({ reason: 'busy' });
    expect(await gate.enter(work(LIST))).toMatchObject({ reason: 'busy' });
    slot.leave(true);
    (await slotOf(lock)).leave(true);
    (await slotOf(map)).leave(true);
    expect(gate.running).toBe(0);
  });

  it('gives the slot of those who wait for somebody else to others, and counts none of that as work', async () => {
    const gate = gateOf({ least: 1, most: 1 });
    const slot = await slotOf(gate.enter(work(BOOK)));
    const provider = Promise.withResolvers<string>();
    const paying = slot.run(() => outsideSlot(() => provider.promise));
    const other = await slotOf(gate.enter(work(LOCK)));
    expect(gate.running).toBe(1);
    provider.resolve('paid');
    expect(await paying).toBe('paid');
    expect(gate.running).toBe(2);
    slot.leave(true);
    other.leave(true);
    expect(gate.running).toBe(0);
    expect(await outsideSlot(async () => 'without a slot')).toBe('without a slot');
  });

  it('refuses and delays nothing when it is switched off', () => {
    const gate = gateOf({ patience_ms: 0 });
    for (let count = 0; count < 100; count += 1) expect(gate.enter(work(LIST))).toBeInstanceOf(Slot);
  });
});
