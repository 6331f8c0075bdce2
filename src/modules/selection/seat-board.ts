import type { SeatLayout } from './seat-layout.ts';

/** Which seats of a layout are free, kept up to date change by change: searched many times, copied never. */
export class SeatBoard {
  readonly layout: SeatLayout;
  /** By slot: 1 where it is free. */
  readonly free: Uint8Array;
  /** By segment, how many of its seats are free. */
  readonly freeIn: Uint32Array;

  constructor(layout: SeatLayout) {
    this.layout = layout;
    this.free = new Uint8Array(layout.seats.length).fill(1);
    this.freeIn = new Uint32Array(layout.starts.length - 1);
    for (const segment of this.freeIn.keys()) {
      this.freeIn[segment] = layout.starts[segment + 1]! - layout.starts[segment]!;
    }
  }

  set(slot: number, isFree: boolean): void {
    const now = isFree ? 1 : 0;
    if (this.free[slot] === now) return;
    this.free[slot] = now;
    this.freeIn[this.layout.segments[slot]!]! += isFree ? 1 : -1;
  }

  /** Runs `work` as if these free slots were taken. */
  without<T>(slots: readonly number[], work: () => T): T {
    for (const slot of slots) this.set(slot, false);
    try {
      return work();
    } finally {
      for (const slot of slots) this.set(slot, true);
    }
  }
}
