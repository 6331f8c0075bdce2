import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FairTurns } from './fair-turns.ts';

let idle_ms = 0;
/** Of a caller who stays. */
const never = () => () => undefined;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  idle_ms = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

/** Time goes by in which this thread has nothing to do. */
async function idle(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1) {
    idle_ms += 1;
    await vi.advanceTimersByTimeAsync(1);
  }
}
/** Time goes by in which it works. */
const busy = (ms: number) => vi.advanceTimersByTimeAsync(ms);

const OFFICE = '192.0.2.1';
const CROWD = '192.0.2.2';

/** Turns of a node that knows both for long, and of which the first has just asked for something. */
async function turnsOfTwo(onRefused?: () => void): Promise<FairTurns> {
  const turns = new FairTurns({ perSecond_ms: 200, idle_ms: () => idle_ms, ...(onRefused ? { onRefused } : {}) });
  for (const caller of [OFFICE, CROWD]) turns.enter(caller, 0.5, () => {});
  await idle(3_000);
  turns.enter(OFFICE, 0.5, () => {});
  return turns;
}

/** Asks so many times, and writes down each turn that comes. */
function ask(turns: FairTurns, caller: string, { times = 1, ms = 0.5, name = caller } = {}): string[] {
  for (let time = 0; time < times; time += 1) turns.enter(caller, ms, () => begun.push(name));
  return begun;
}
let begun: string[] = [];
beforeEach(() => {
  begun = [];
});

describe('fair turns', () => {
  it('come at once for those who take less than their share', async () => {
    const turns = await turnsOfTwo();
    expect(ask(turns, CROWD, { times: 100 })).toHaveLength(100);
    expect(turns.waiting).toBe(0);
  });

  it('come at once, whatever is taken, while nobody else is there', async () => {
    const turns = await turnsOfTwo();
    await idle(1_001);
    expect(ask(turns, CROWD, { times: 10_000 })).toHaveLength(10_000);
  });

  it('make those who have taken more wait until the thread was idle as long as they took', async () => {
    const turns = await turnsOfTwo();
    turns.charge(CROWD, 300);
    ask(turns, CROWD, { times: 10, ms: 4 });
    expect([begun.length, turns.waiting]).toEqual([0, 10]);
    // The others are served meanwhile.
    ask(turns, OFFICE, { name: 'office' });
    expect(begun).toEqual(['office']);
    await idle(350);
    expect(begun.length).toBeGreaterThan(5);
    turns.enter(OFFICE, 0.5, () => {});
    const before = begun.length;
    ask(turns, CROWD, { times: 3, ms: 4 });
    await idle(5);
    expect(begun.length - before).toBeLessThanOrEqual(2);
  });

  it('come now and then also when the thread is never idle', async () => {
    const turns = await turnsOfTwo();
    turns.charge(CROWD, 300);
    ask(turns, CROWD, { times: 10_000, ms: 4 });
    for (let passed = 0; passed < 8_000; passed += 500) {
      await busy(500);
      turns.enter(OFFICE, 0.5, () => {});
    }
    // An eighth of the time, after what the 300 ms were remembered for.
    expect(begun.length).toBeGreaterThan(100);
    expect(begun.length).toBeLessThan(260);
  });

  it('come first for who has taken least', async () => {
    const turns = await turnsOfTwo();
    turns.charge(CROWD, 500);
    ask(turns, CROWD, { times: 5, ms: 4, name: 'crowd' });
    ask(turns, '192.0.2.3', { times: 2, ms: 4, name: 'newcomer' });
    await idle(600);
    expect(begun.slice(0, 2)).toEqual(['newcomer', 'newcomer']);
    expect(begun).toHaveLength(7);
  });

  it('make newcomers wait for one another, however many addresses they have', async () => {
    const turns = await turnsOfTwo();
    for (let n = 0; n < 1_000; n += 1) turns.enter(`2001:db8:0:${n}::/64`, 0.5, () => begun.push('new'));
    expect(begun).toHaveLength(1);
    expect(turns.waiting).toBe(999);
    await idle(100);
    expect(begun.length).toBeGreaterThan(90);
    expect(begun.length).toBeLessThan(210);
    // Those who are known go on at once.
    expect(ask(turns, CROWD).at(-1)).toBe(CROWD);
  });

  it('make what takes long at a stretch wait, whoever asks for it', async () => {
    const turns = await turnsOfTwo();
    ask(turns, CROWD, { times: 3, ms: 20 });
    expect(begun).toHaveLength(1);
    await idle(25);
    expect(begun).toHaveLength(2);
    await idle(25);
    expect(begun).toHaveLength(3);
  });

  it('can be given up while they have not come', async () => {
    const turns = await turnsOfTwo();
    turns.charge(CROWD, 300);
    const giveUp = turns.enter(CROWD, 0.5, () => begun.push('gone')) as () => void;
    ask(turns, CROWD);
    giveUp();
    giveUp();
    expect(turns.waiting).toBe(1);
    await idle(600);
    expect(begun).toEqual([CROWD]);
  });

  it('of what is part of something long come among those that wait, also to who takes little', async () => {
    const turns = await turnsOfTwo();
    turns.charge(CROWD, 300);
    ask(turns, CROWD, { times: 2 });
    expect(turns.enterLast('192.0.2.7', 0.1, () => begun.push('part'))).toBeTypeOf('function');
    expect(turns.waiting).toBe(3);
    await idle(600);
    expect(begun).toContain('part');
  });

  it('are asked of nobody when they are switched off', async () => {
    const turns = new FairTurns({ perSecond_ms: 0 });
    turns.charge(CROWD, 100_000);
    expect(turns.turn(CROWD, 100_000, never)).toBeNull();
  });

  it('are awaited as a promise', async () => {
    const turns = await turnsOfTwo();
    turns.charge(CROWD, 300);
    const done = vi.fn();
    const stay = vi.fn();
    void (turns.turn(CROWD, 0.5, () => stay) as Promise<boolean>).then(done);
    await busy(0);
    expect(done).not.toHaveBeenCalled();
    await idle(600);
    expect(done).toHaveBeenCalledExactlyOnceWith(true);
    expect(stay).toHaveBeenCalledOnce();
  });

  it('are left by who has gone', async () => {
    const turns = await turnsOfTwo();
    turns.charge(CROWD, 300);
    const listeners: (() => void)[] = [];
    const turn = turns.turn(CROWD, 0.5, (gone) => {
      listeners.push(gone);
      return () => undefined;
    });
    listeners[0]!();
    expect(await turn).toBe(false);
    expect(turns.waiting).toBe(0);
  });

  it('are refused to a caller of whom 1,024 wait, who is told when to come again', async () => {
    const turns = await turnsOfTwo();
    turns.charge(CROWD, 300);
    const entered = Array.from({ length: 1_024 }, () => turns.enter(CROWD, 2, () => {}));
    expect(entered.every((one) => typeof one === 'function')).toBe(true);
    // Twice what those that wait take.
    expect(turns.enter(CROWD, 2, () => {})).toEqual({ of: 'caller', retryAfter_s: 5 });
    expect(turns.turn(CROWD, 2, never)).toEqual({ of: 'caller', retryAfter_s: 5 });
    expect(turns.waiting).toBe(1_024);
    // Others may wait still, and those who give up make room once.
    expect(turns.enter('192.0.2.3', 2, () => {})).toBeTypeOf('function');
    for (const giveUp of [entered[0], entered[0]]) (giveUp as () => void)();
    expect(turns.enter(CROWD, 2, () => {})).toBeTypeOf('function');
    expect(turns.enter(CROWD, 2, () => {})).toMatchObject({ of: 'caller' });
    // So do those whose turns come.
    await idle(300);
    turns.enter(OFFICE, 0.5, () => {});
    expect(turns.waiting).toBeLessThan(1_024);
    expect(turns.enter(CROWD, 2, () => {})).toBeTypeOf('function');
  });

  it('are refused when 8,192 wait, but to those who take little', async () => {
    const onRefused = vi.fn();
    const turns = await turnsOfTwo(onRefused);
    turns.charge('192.0.2.9', 300);
    for (let n = 0; n < 9_000; n += 1) turns.enter(`2001:db8:0:${n}::/64`, 0.5, () => begun.push('new'));
    expect(turns.waiting).toBe(8_192);
    expect(onRefused).toHaveBeenCalledTimes(9_000 - 8_192);
    expect(onRefused).toHaveBeenCalledWith('turns');
    expect(turns.enter('192.0.2.3', 0.5, () => {})).toEqual({ of: 'everyone', retryAfter_s: 9 });
    expect(ask(turns, OFFICE, { name: 'office' })).toEqual(['office']);
    // As many as have begun make room.
    await idle(300);
    expect(begun.length).toBeGreaterThan(1);
    expect(turns.enter('192.0.2.3', 0.5, () => {})).toBeTypeOf('function');
  });

  it('come a few at a time when those who came first have gone: they may come back', async () => {
    const turns = await turnsOfTwo();
    turns.charge(CROWD, 300);
    ask(turns, CROWD, { times: 1_000, ms: 4 });
    let most = 0;
    for (let passed = 0; passed < 2_000 && turns.waiting > 0; passed += 1) {
      const before = begun.length;
      await busy(1);
      most = Math.max(most, begun.length - before);
    }
    expect(begun).toHaveLength(1_000);
    // Those that make up ten milliseconds.
    expect(most).toBe(3);
  });
});
