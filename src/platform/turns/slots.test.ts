import { describe, expect, it, vi } from 'vitest';
import { NoSlotError, Slots } from './slots.ts';

describe('slots', () => {
  it('refuse who has waited for too long, and pass over them', async () => {
    vi.useFakeTimers();
    try {
      const slots = new Slots(1);
      const held = Promise.withResolvers<void>();
      const first = slots.hold(1, () => held.promise);
      const done: string[] = [];
      const hurried = slots.hold(1, async () => done.push('hurried'), { maxWait_ms: 1_000 });
      const refused = expect(hurried).rejects.toThrow(NoSlotError);
      const patient = slots.hold(1, async () => done.push('patient'), { maxWait_ms: 5_000 });
      const unbounded = slots.hold(1, async () => done.push('unbounded'));
      await vi.advanceTimersByTimeAsync(1_000);
      await refused;
      held.resolve();
      await Promise.all([first, patient, unbounded]);
      expect(done).toEqual(['patient', 'unbounded']);
      expect(vi.getTimerCount()).toBe(0);
      // The slot is free again.
      expect(await slots.hold(1, async () => 'again', { maxWait_ms: 0 })).toBe('again');
    } finally {
      vi.useRealTimers();
    }
  });

  it('are more, or fewer, from when that is said', async () => {
    const slots = new Slots(1);
    const held = [0, 1, 2].map(() => Promise.withResolvers<void>());
    const begun: number[] = [];
    const work = held.map(({ promise }, index) =>
      slots.hold(1, async () => {
        begun.push(index);
        await promise;
      }),
    );
    expect(begun).toEqual([0]);
    slots.count = 2;
    await expect.poll(() => begun).toEqual([0, 1]);
    slots.count = 1;
    held[0]!.resolve();
    await work[0];
    expect(slots.waiting).toBe(1);
    held[1]!.resolve();
    held[2]!.resolve();
    await Promise.all(work);
    expect(begun).toEqual([0, 1, 2]);
  });
});
