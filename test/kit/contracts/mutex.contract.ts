import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Mutex } from '../../../src/platform/mutex/mutex.ts';

export interface MutexHarness extends AsyncDisposable {
  mutex: Mutex;
  /** A name that no other test has. */
  name: string;
  /** Lets time pass, without waiting for it. */
  advance(ms: number): Promise<void>;
}

/** Far longer than any test may take: a wait that should end by an event, not by its time. */
const LONG_MS = 60_000;

/** What every mutex does. `open` returns one that nobody holds. */
export function mutexContract(open: () => Promise<MutexHarness>): void {
  it('is held by one at a time', async () => {
    await using harness = await open();
    const leases = await Promise.all(Array.from({ length: 20 }, () => harness.mutex.acquire(harness.name)));
    expect(leases.filter((lease) => lease !== null)).toHaveLength(1);
    expect(leases.find((lease) => lease !== null)?.name).toBe(harness.name);
  });

  it('knows names apart', async () => {
    await using harness = await open();
    expect(await harness.mutex.acquire(harness.name)).not.toBeNull();
    expect(await harness.mutex.acquire(`${harness.name}2`)).not.toBeNull();
  });

  it('is free after its release, and gives a greater fencing token', async () => {
    await using harness = await open();
    const first = await harness.mutex.acquire(harness.name);
    expect(await first?.release()).toBe(true);
    const second = await harness.mutex.acquire(harness.name);
    expect(second?.fencingToken).toBeGreaterThan(first?.fencingToken ?? Number.POSITIVE_INFINITY);
    expect(Number.isSafeInteger(second?.fencingToken)).toBe(true);
  });

  it('gives a fencing token above one that others have seen', async () => {
    await using harness = await open();
    const first = await harness.mutex.acquire(harness.name);
    await first?.release();
    const above = (first?.fencingToken ?? 0) + 1_000_000_000;
    const second = await harness.mutex.acquire(harness.name, { above });
    expect(second?.fencingToken).toBeGreaterThan(above);
    await second?.release();
    const third = await harness.mutex.acquire(harness.name, { above: 1 });
    expect(third?.fencingToken).toBeGreaterThan(second?.fencingToken ?? Number.POSITIVE_INFINITY);
  });

  it('is held for five seconds unless told otherwise', async () => {
    await using harness = await open();
    const first = await harness.mutex.acquire(harness.name);
    await harness.advance(4_000);
    expect(await harness.mutex.acquire(harness.name)).toBeNull();
    await harness.advance(1_000);
    const second = await harness.mutex.acquire(harness.name, { lease_ms: 20_000 });
    expect(second?.fencingToken).toBeGreaterThan(first?.fencingToken ?? Number.POSITIVE_INFINITY);
    await harness.advance(15_000);
    expect(await harness.mutex.acquire(harness.name)).toBeNull();
  });

  it('can be renewed, from now', async () => {
    await using harness = await open();
    const lease = await harness.mutex.acquire(harness.name, { lease_ms: 5_000 });
    await harness.advance(4_000);
    expect(await lease?.renew()).toBe(true);
    await harness.advance(4_000);
    expect(await lease?.renew(20_000)).toBe(true);
    await harness.advance(15_000);
    expect(await harness.mutex.acquire(harness.name)).toBeNull();
  });

  it('is not taken back, renewed or freed by a holder who lost it', async () => {
    await using harness = await open();
    const lost = await harness.mutex.acquire(harness.name);
    await harness.advance(5_000);
    expect(await lost?.renew()).toBe(false);
    const held = await harness.mutex.acquire(harness.name);
    expect(held).not.toBeNull();
    expect(await lost?.renew()).toBe(false);
    expect(await lost?.release()).toBe(false);
    expect(await harness.mutex.acquire(harness.name)).toBeNull();
    expect(await held?.release()).toBe(true);
    expect(await held?.release()).toBe(false);
  });

  it('is handed to one who waits, when it is freed', async () => {
    await using harness = await open();
    const first = await harness.mutex.acquire(harness.name, { lease_ms: LONG_MS });
    const waiting = harness.mutex.acquire(harness.name, { wait_ms: LONG_MS });
    expect(await harness.mutex.acquire(harness.name)).toBeNull();
    await first?.release();
    expect(await waiting).not.toBeNull();
  });

  it('is handed to one who waits, when the lease ends', async () => {
    await using harness = await open();
    await harness.mutex.acquire(harness.name, { lease_ms: LONG_MS });
    const waiting = harness.mutex.acquire(harness.name, { wait_ms: LONG_MS });
    await harness.advance(LONG_MS);
    expect(await waiting).not.toBeNull();
  });

  it('is waited for no longer than asked', async () => {
    await using harness = await open();
    await harness.mutex.acquire(harness.name, { lease_ms: LONG_MS });
    const before = performance.now();
    expect(await harness.mutex.acquire(harness.name, { wait_ms: 60 })).toBeNull();
    expect(performance.now() - before).toBeGreaterThan(55);
  });

  it('lets every one of many waiters have it in turn', async () => {
    await using harness = await open();
    let holders = 0;
    const tokens = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const lease = await harness.mutex.acquire(harness.name, { wait_ms: LONG_MS, lease_ms: LONG_MS });
        holders += 1;
        expect(holders).toBe(1);
        holders -= 1;
        await lease?.release();
        return lease?.fencingToken;
      }),
    );
    expect(new Set(tokens).size).toBe(10);
  });

  it('comes to one who waits among many who come and go', async () => {
    await using harness = await open();
    const stopped = new AbortController();
    const crowd = Array.from({ length: 8 }, async () => {
      while (!stopped.signal.aborted) {
        const lease = await harness.mutex.acquire(harness.name, { wait_ms: LONG_MS, lease_ms: LONG_MS });
        await lease?.release();
        await setImmediate();
      }
    });
    const leases: unknown[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const lease = await harness.mutex.acquire(harness.name, { wait_ms: LONG_MS, lease_ms: LONG_MS });
      leases.push(lease);
      await lease?.release();
    }
    stopped.abort();
    await Promise.all(crowd);
    expect(leases).not.toContain(null);
  });

  it('can be given up while waiting', async () => {
    await using harness = await open();
    const first = await harness.mutex.acquire(harness.name, { lease_ms: LONG_MS });
    const controller = new AbortController();
    const waiting = harness.mutex.acquire(harness.name, { wait_ms: LONG_MS, signal: controller.signal });
    const reason = new Error('stopping');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(harness.mutex.acquire(harness.name, { signal: controller.signal })).rejects.toBe(reason);
    await first?.release();
    expect(await harness.mutex.acquire(harness.name)).not.toBeNull();
  });

  it('is not left held by one who gave up in the middle', async () => {
    await using harness = await open();
    const controller = new AbortController();
    const taking = harness.mutex.acquire(harness.name, { signal: controller.signal });
    controller.abort(new Error('stopping'));
    await expect(taking).rejects.toThrow('stopping');
    expect(await harness.mutex.acquire(harness.name)).not.toBeNull();
  });
}
