import { describe, expect, it } from 'vitest';
import { ApiError } from '../api-error.ts';
import type { BoxOffice } from './box-office-types.ts';
import type { FollowSink } from './follower.ts';
import { createLockStore } from './lock-store.ts';
import type { SeatLock } from './outcome.ts';

const LOCK = {
  id: 'lock_1',
  lockStatus: 'ACTIVE',
  expiresAt: new Date(Date.now() + 600_000).toISOString(),
} as SeatLock;
const LOST = { attempt: 1, nextAttemptAt: null } as const;

describe('a followed lock', () => {
  it('is not held any more once the server knows of none', async () => {
    const { store, sinks } = await holding();
    const refused = new ApiError({ code: 'NOT_FOUND', message: 'There is no such lock.', isFinal: true });
    sinks[0]!.changed({ ...LOST, status: 'closed', lastError: refused });
    expect(store.getState()).toMatchObject({ lock: null, isHeld: false, remainingSeconds: null });
    expect(store.getState().connection).toMatchObject({ state: 'notFound', hint: expect.any(String) });
  });

  it('stays held while the server can only not be reached', async () => {
    const { store, sinks } = await holding();
    const lost = new ApiError({ code: 'CONNECTION_LOST', message: 'The connection was lost.' });
    sinks[0]!.changed({ ...LOST, status: 'reconnecting', lastError: lost });
    expect(store.getState()).toMatchObject({ lock: { id: 'lock_1' }, isHeld: true });
  });

  it('can be followed by another one after that', async () => {
    const { store, sinks } = await holding();
    sinks[0]!.changed({
      ...LOST,
      status: 'closed',
      lastError: new ApiError({ code: 'NOT_FOUND', message: '', isFinal: true }),
    });
    await store.lockSeats(['A-1']);
    expect(store.getState()).toMatchObject({ lock: { id: 'lock_2' }, isHeld: true });
    expect(sinks).toHaveLength(2);
  });
});

async function holding() {
  const sinks: FollowSink<SeatLock>[] = [];
  const store = createLockStore(
    {
      now: () => Date.now(),
      heldLock: async () => null,
      lockSeats: async () => ({
        ok: true,
        value: { ...LOCK, id: `lock_${sinks.length + 1}` },
        refusal: null,
        error: null,
      }),
      followLock: (_id: string, sink: FollowSink<SeatLock>) => {
        sinks.push(sink);
        return { end: () => undefined, reconnect: () => undefined };
      },
    } as unknown as BoxOffice,
    'show_1',
  );
  store.subscribe(() => undefined);
  await store.lockSeats(['A-1']);
  expect(store.getState()).toMatchObject({ isHeld: true });
  return { store, sinks };
}
