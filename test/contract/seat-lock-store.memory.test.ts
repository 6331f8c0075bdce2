import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createMemorySeatLockStore } from '../../src/embedded/locks/memory-seat-lock-store.ts';
import { seatLockStoreContract } from '../kit/contracts/seat-lock-store.contract.ts';
import { LATE_BELOW_MS } from '../kit/contracts/seat-lock-store-calls.ts';
import { ManualClock } from '../kit/product/clock.ts';

describe('the seat lock store in memory', () => {
  seatLockStoreContract(async () => {
    const clock = new ManualClock();
    return {
      store: createMemorySeatLockStore({ now: clock.now, lateBelow_ms: LATE_BELOW_MS }),
      advance: async (ms) => clock.advance(ms),
      [Symbol.asyncDispose]: async () => {},
    };
  });

  it('runs on a clock of its own', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const store = createMemorySeatLockStore();
    await store.installMap({
      showId: 'show_1',
      image: { version: 1, unavailable: [] },
      epoch: 1,
      locks: [],
      ttl_ms: 60_000,
    });
    vi.advanceTimersByTime(59_999);
    expect(await store.readMap('show_1')).toEqual({ version: 1, unavailable: [] });
    vi.advanceTimersByTime(1);
    expect(await store.readMap('show_1')).toBeNull();
  });
});
