import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveSource } from '../../platform/streaming/live-source.ts';
import type { OutboundSocket } from '../../platform/websocket/outbound-socket.ts';
import { SocketSubscriber } from './socket-subscriber.ts';

const PATIENCE_MS = 30_000;

let taken: number;
let drain: (() => void) | null;
let closed: unknown[];
let caughtUp: number;
let subscriber: SocketSubscriber;

beforeEach(() => {
  vi.useFakeTimers();
  taken = 0;
  drain = null;
  closed = [];
  caughtUp = 0;
  const out = {
    get taken() {
      return taken;
    },
    onceDrained(listener: () => void) {
      drain = listener;
      return () => {
        drain = null;
      };
    },
    close: (...how: unknown[]) => closed.push(how),
  } as Partial<OutboundSocket> as OutboundSocket;
  const source = { start: { had: 1, seen: 1 }, release: () => undefined } as Partial<
    LiveSource<{ version: number }>
  > as LiveSource<{ version: number }>;
  const channel = { enter: () => undefined, leave: () => undefined, payloadOf: String };
  const owner = { caller: 'address 192.0.2.1', ofSocket: [] };
  subscriber = new SocketSubscriber({ protocol: { subscriptions: {} }, out, id: '1' }, { source, channel, owner });
});
afterEach(() => {
  vi.useRealTimers();
});

const lag = () => subscriber.lag(() => (caughtUp += 1));
const TOO_SLOW = [4413, 'Messages were not read.'];

describe('a subscriber that lags', () => {
  it('is closed when nothing was read for half a minute', () => {
    lag();
    vi.advanceTimersByTime(PATIENCE_MS - 1);
    expect(closed).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(closed).toEqual([TOO_SLOW]);
  });

  it('is waited for as long as it reads on, be it slowly', () => {
    lag();
    for (let period = 0; period < 6; period += 1) {
      taken += 4 * 1024;
      vi.advanceTimersByTime(PATIENCE_MS);
    }
    expect(closed).toEqual([]);
    taken += 4 * 1024 - 1;
    vi.advanceTimersByTime(PATIENCE_MS);
    expect(closed).toEqual([TOO_SLOW]);
  });

  it('catches up once when it has read all, and may lag again', () => {
    lag();
    lag();
    drain?.();
    vi.advanceTimersByTime(PATIENCE_MS);
    expect([caughtUp, closed]).toEqual([1, []]);
    lag();
    vi.advanceTimersByTime(PATIENCE_MS);
    expect(closed).toEqual([TOO_SLOW]);
  });

  it('is not closed for it any more when it has ended', async () => {
    lag();
    await subscriber.return();
    vi.advanceTimersByTime(PATIENCE_MS);
    expect([closed, drain]).toEqual([[], null]);
  });
});
