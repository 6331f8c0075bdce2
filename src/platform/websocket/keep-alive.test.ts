import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { KeepAlive, type WatchedSocket } from './keep-alive.ts';

const PERIOD_MS = 12_000;

/** A peer that answers pings, or does not. */
class Peer {
  readyState: number = WebSocket.OPEN;
  pings = 0;
  isCutOff = false;
  answers = true;
  /** A message of `written` bytes, of which the kernel has taken some. */
  readonly raw = { _bytesDispatched: 0, writableLength: 0, _handle: { writeQueueSize: 0 } };

  leave(bytes: number, written = this.raw._bytesDispatched): void {
    const writableLength = bytes > 0 ? written : 0;
    Object.assign(this.raw, { _bytesDispatched: written, writableLength, _handle: { writeQueueSize: bytes } });
  }

  ping(): void {
    this.pings += 1;
    if (this.answers) keepAlive.pongReceived(this as unknown as WatchedSocket);
  }

  terminate(): void {
    this.isCutOff = true;
    this.readyState = WebSocket.CLOSED;
  }
}

let keepAlive: KeepAlive;
beforeEach(() => {
  vi.useFakeTimers();
  keepAlive = new KeepAlive(PERIOD_MS);
});
afterEach(() => {
  keepAlive.stop();
  vi.useRealTimers();
});

function add(count: number): Peer[] {
  const peers = Array.from({ length: count }, () => new Peer());
  for (const peer of peers) keepAlive.add(peer as unknown as WatchedSocket);
  return peers;
}

describe('the keep-alive', () => {
  it('pings each once in a period, a few at a time', () => {
    const peers = add(24);
    vi.advanceTimersByTime(PERIOD_MS / 12);
    expect(peers.filter(({ pings }) => pings === 1)).toHaveLength(2);
    vi.advanceTimersByTime(PERIOD_MS - PERIOD_MS / 12);
    expect(peers.every(({ pings }) => pings === 1)).toBe(true);
    vi.advanceTimersByTime(PERIOD_MS);
    expect(peers.every(({ pings, isCutOff }) => pings === 2 && !isCutOff)).toBe(true);
  });

  it('cuts off who has not answered within a period, and leaves the others and those who have gone alone', () => {
    const [well, dead, gone] = add(3) as [Peer, Peer, Peer];
    dead.answers = false;
    gone.readyState = WebSocket.CLOSED;
    vi.advanceTimersByTime(2 * PERIOD_MS);
    expect([well.isCutOff, dead.isCutOff, gone.pings]).toEqual([false, true, 0]);
    vi.advanceTimersByTime(PERIOD_MS);
    expect([well.pings, dead.pings]).toEqual([3, 1]);
  });

  it('waits for who still reads what was sent before the ping, but not for ever', () => {
    const [reads, stuck] = add(2) as [Peer, Peer];
    for (const peer of [reads, stuck]) {
      peer.answers = false;
      peer.leave(1_000_000, 1_000_000);
    }
    for (let left = 900_000; left > 0; left -= 300_000) {
      vi.advanceTimersByTime(PERIOD_MS);
      reads.leave(left);
    }
    expect([reads.isCutOff, stuck.isCutOff]).toEqual([false, false]);
    vi.advanceTimersByTime(PERIOD_MS);
    expect([reads.isCutOff, stuck.isCutOff]).toEqual([false, true]);
    // The kernel has the rest, and the answer does not come.
    reads.leave(0);
    vi.advanceTimersByTime(3 * PERIOD_MS);
    expect(reads.isCutOff).toBe(false);
    vi.advanceTimersByTime(PERIOD_MS);
    expect([reads.isCutOff, reads.pings]).toEqual([true, 1]);
  });
});
