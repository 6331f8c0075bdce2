import { describe, expect, it } from 'vitest';
import type { SeatChange } from '../../../src/modules/inventory/seat-state.ts';
import { type Cooldown, UNCHARGED_FOR_MS } from '../../../src/modules/limits/cooldown.ts';
import type { HoldOrigin } from '../../../src/modules/limits/hold-origin.ts';
import type { AcquireRequest, SeatLockStore } from '../../../src/modules/locks/seat-lock-store.ts';
import {
  held,
  install,
  LATE_BELOW_MS,
  openWithMap,
  read,
  reasons,
  type SeatLockStoreHarness,
  SHOW,
  TTL_MS,
} from './seat-lock-store-calls.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What every seat lock store makes of holds that end unpaid. `open` returns an empty store. */
export function cooldownsContract(open: () => Promise<SeatLockStoreHarness>): void {
  describe('acquire with cool-downs', () => {
    const OF_OWNER: Cooldown = {
      counts: 'HOLDS',
      free: 1,
      first_ms: MINUTE_MS,
      max_ms: 3 * MINUTE_MS,
      forget_ms: HOUR_MS,
      most: 4,
    };
    const OF_ADDRESS: Cooldown = { ...OF_OWNER, counts: 'SEATS', free: 4, forget_ms: HOUR_MS / 4, most: 16 };
    const THERE: HoldOrigin = {
      address: '192.0.2.1',
      maxSeats: null,
      seat_ms: 0,
      budget_ms: 0,
      lasts_ms: TTL_MS + 2 * MINUTE_MS,
      cooldown: OF_ADDRESS,
    };
    type Asked = Partial<AcquireRequest>;
    /** Of anna, if of nobody else; without an origin, if there is none. */
    const take = (store: SeatLockStore, lockId: string, seatIds: string[], asked: Asked = {}) =>
      store.acquire({ showId: SHOW, lockId, ownerId: 'anna', seatIds, ttl_ms: TTL_MS, ...asked });
    const ofOwner: Asked = { cooldown: OF_OWNER };
    const fresh = (ownerId: string): Asked => ({ ownerId, cooldown: OF_OWNER, origin: THERE });
    const acquired = { outcome: 'ACQUIRED' };
    const cooling = (limit: 'EXPIRED_HOLDS' | 'ADDRESS_EXPIRED_SEATS', max: number, held: number) => ({
      outcome: 'LIMIT_EXCEEDED',
      limit,
      max,
      held,
    });
    const wait_ms = (outcome: object) => (outcome as { retryAfter_ms: number }).retryAfter_ms;
    function expectWait(outcome: object, expected_ms: number) {
      expect(wait_ms(outcome)).toBeGreaterThan(expected_ms - 20_000);
      expect(wait_ms(outcome)).toBeLessThanOrEqual(expected_ms);
    }

    it('takes one hold that runs out for nothing, and lets its owner wait after each further one, twice as long up to a most', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      expect(await take(store, 'lock_1', ['1', '2'], ofOwner)).toMatchObject(acquired);
      await harness.advance(TTL_MS + 100);
      let lock = 2;
      for (const [held, pause_ms] of [
        [2, 1],
        [3, 2],
        [4, 3],
        [4, 3],
      ] as const) {
        expect(await take(store, `lock_${lock}`, ['1', '2'], ofOwner)).toMatchObject(acquired);
        await harness.advance(TTL_MS + 100);
        lock += 1;
        const refused = await take(store, `lock_${lock}`, ['3'], ofOwner);
        expect(refused).toMatchObject(cooling('EXPIRED_HOLDS', 1, held));
        expectWait(refused, pause_ms * MINUTE_MS);
        // Others don't wait, nor does one who is not counted.
        expect(await take(store, `lock_b${lock}`, [`b${lock}`], { ...ofOwner, ownerId: 'ben' })).toMatchObject(
          acquired,
        );
        expect(await take(store, `lock_c${lock}`, [`c${lock}`], { ownerId: 'eva' })).toMatchObject(acquired);
        await store.release({ showId: SHOW, lockId: `lock_b${lock}`, seatIds: [`b${lock}`] });
        await harness.advance(wait_ms(refused));
      }
    });

    it('lets nobody take seats in the same moment in which theirs have run out', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      for (const lockId of ['lock_1', 'lock_2', 'lock_3']) {
        expect(await take(store, lockId, [lockId], ofOwner)).toMatchObject(acquired);
      }
      await harness.advance(TTL_MS + 100);
      const outcomes = await Promise.all(
        ['lock_1', 'lock_2', 'lock_3'].map((id) => take(store, `${id}1`, [id], ofOwner)),
      );
      for (const outcome of outcomes) expect(outcome).toMatchObject(cooling('EXPIRED_HOLDS', 1, 3));
    });

    it('forgets with time, and what nobody came back from for half an hour', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      for (const lockId of ['lock_1', 'lock_2']) await take(store, lockId, [lockId], ofOwner);
      await harness.advance(TTL_MS + UNCHARGED_FOR_MS + 1_000);
      expect(await take(store, 'lock_3', ['3'], ofOwner)).toMatchObject(acquired);
      await harness.advance(TTL_MS + 100);
      expect(await take(store, 'lock_4', ['4'], ofOwner)).toMatchObject(acquired);
      await harness.advance(HOUR_MS);
      await install(store);
      // The first is forgotten, and so is the fourth, which nobody came back from.
      expect(await take(store, 'lock_5', ['5'], ofOwner)).toMatchObject(acquired);
      await harness.advance(TTL_MS + 100);
      expect(await take(store, 'lock_6', ['6'], ofOwner)).toMatchObject(acquired);
    });

    it.each([
      ['given back', 'AVAILABLE'],
      ['booked', 'BOOKED'],
    ] as const)('does not count what is %s in time', async (_how, state) => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      for (const [index, lockId] of ['lock_1', 'lock_2', 'lock_3'].entries()) {
        expect(await take(store, lockId, [lockId], fresh('anna'))).toMatchObject(acquired);
        const changes: SeatChange[] = [{ seatId: lockId, state }];
        await store.applyChange({ showId: SHOW, version: index + 1, changes, endedLockIds: [lockId] });
      }
      await harness.advance(TTL_MS + 100);
      expect(await take(store, 'lock_4', ['4'], fresh('anna'))).toMatchObject(acquired);
    });

    it('counts what is released as having run out', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      for (const lockId of ['lock_1', 'lock_2']) {
        await take(store, lockId, [lockId], ofOwner);
        await store.release({ showId: SHOW, lockId, seatIds: [lockId], hasRunOut: true });
      }
      await harness.advance(10);
      const refused = await take(store, 'lock_3', ['3'], ofOwner);
      expect(refused).toMatchObject(cooling('EXPIRED_HOLDS', 1, 2));
      expectWait(refused, MINUTE_MS);
      expect(await take(store, 'lock_4', ['lock_1', 'lock_2'], { ownerId: 'ben' })).toMatchObject(acquired);
    });

    it('does not count seats that are booked by now: their payment was decided late', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      for (const lockId of ['lock_1', 'lock_2']) await take(store, lockId, [lockId], fresh('anna'));
      await harness.advance(TTL_MS + 100);
      const changes = ['lock_1', 'lock_2'].map((seatId) => ({ seatId, state: 'BOOKED' as const }));
      await store.applyChange({ showId: SHOW, version: 1, changes, endedLockIds: ['lock_1', 'lock_2'] });
      expect(await take(store, 'lock_3', ['3'], fresh('anna'))).toMatchObject(acquired);
    });

    it('counts what is given back when it was nearly over, whoever tells of it', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      for (const lockId of ['lock_1', 'lock_2']) await take(store, lockId, [lockId, `${lockId}b`], fresh('anna'));
      await take(store, 'lock_3', ['3', '3b'], fresh('ben'));
      await harness.advance(TTL_MS - LATE_BELOW_MS + 1_000);
      const ended = ['lock_1', 'lock_1b', 'lock_2', 'lock_2b'].map((seatId) => ({
        seatId,
        state: 'AVAILABLE' as const,
      }));
      await store.applyChange({ showId: SHOW, version: 1, changes: ended, endedLockIds: ['lock_1', 'lock_2'] });
      // One of two: its lock goes on.
      const changes: SeatChange[] = [{ seatId: '3b', state: 'AVAILABLE' }];
      await store.applyChange({ showId: SHOW, version: 2, changes, endedLockIds: ['lock_3'] });
      await harness.advance(10);
      expect(await take(store, 'lock_4', ['4'], fresh('anna'))).toMatchObject(cooling('EXPIRED_HOLDS', 1, 2));
      expect(await take(store, 'lock_5', ['lock_1', '3b'], { ownerId: 'eva' })).toMatchObject(acquired);
      await harness.advance(LATE_BELOW_MS);
      // With the one that it has let run out.
      expect(await take(store, 'lock_6', ['6'], fresh('eva'))).toMatchObject(cooling('ADDRESS_EXPIRED_SEATS', 4, 6));
    });

    it('never counts what is paid, or being paid, seats and places', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      const areas = [{ areaId: 'floor', quantity: 6, more: 6 }];
      for (const lockId of ['lock_1', 'lock_2']) await take(store, lockId, [lockId], { ...fresh('anna'), areas });
      await take(store, 'lock_3', ['3'], fresh('anna'));
      for (const lockId of ['lock_1', 'lock_2']) await store.excuse({ showId: SHOW, lockId, ownerId: 'anna' });
      expect(await held(store, 'anna')).toEqual({ locks: 1, seats: 1 });
      // They are held as before.
      expect(await reasons(store, ['lock_1', '3'])).toEqual(['LOCKED_BY_OTHER', 'LOCKED_BY_OTHER']);
      await harness.advance(TTL_MS - LATE_BELOW_MS + 1_000);
      const changes = [{ seatId: 'lock_2', state: 'AVAILABLE' as const }];
      await store.applyChange({ showId: SHOW, version: 1, changes, endedLockIds: ['lock_2'] });
      await harness.advance(LATE_BELOW_MS);
      expect(await take(store, 'lock_4', ['4'], fresh('anna'))).toMatchObject(acquired);
      expect(await take(store, 'lock_5', ['5'], fresh('ben'))).toMatchObject(acquired);
    });

    it('counts an extended hold from its new deadline on', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      for (const lockId of ['lock_1', 'lock_2']) {
        await take(store, lockId, [lockId], fresh('anna'));
        const held = { showId: SHOW, lockId, ownerId: 'anna', seatIds: [lockId] };
        await store.extend({ ...held, ttl_ms: TTL_MS + 2 * MINUTE_MS });
      }
      await harness.advance(TTL_MS + MINUTE_MS);
      expect(await take(store, 'lock_3', ['3'], fresh('anna'))).toMatchObject(acquired);
      await harness.advance(MINUTE_MS + 100);
      expect(await take(store, 'lock_4', ['4'], fresh('anna'))).toMatchObject(cooling('EXPIRED_HOLDS', 1, 2));
    });

    it('begins anew for an owner who pays', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      for (const lockId of ['lock_1', 'lock_2', 'lock_3']) await take(store, lockId, [lockId], ofOwner);
      await harness.advance(TTL_MS - MINUTE_MS);
      await take(store, 'lock_4', ['4'], ofOwner);
      await harness.advance(MINUTE_MS + 100);
      expect(await take(store, 'lock_5', ['5'], ofOwner)).toMatchObject(cooling('EXPIRED_HOLDS', 1, 3));
      const changes = [{ seatId: '4', state: 'BOOKED' as const }];
      await store.applyChange({ showId: SHOW, version: 1, changes, endedLockIds: ['lock_4'] });
      expect(await take(store, 'lock_5', ['5'], ofOwner)).toMatchObject(acquired);
      expect(await take(store, 'lock_6', ['6'], ofOwner)).toMatchObject(acquired);
      await harness.advance(TTL_MS + 100);
      expect(await take(store, 'lock_7', ['7'], ofOwner)).toMatchObject(cooling('EXPIRED_HOLDS', 1, 2));
      await store.forgive({ showId: SHOW, ownerId: 'anna', address: null, seats: 1 });
      expect(await take(store, 'lock_7', ['7'], ofOwner)).toMatchObject(acquired);
    });

    it('begins anew for an owner who pays places alone', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      for (const lockId of ['lock_1', 'lock_2', 'lock_3']) await take(store, lockId, [lockId], ofOwner);
      await harness.advance(TTL_MS - LATE_BELOW_MS);
      const areas = [{ areaId: 'floor', quantity: 2, more: 2 }];
      await take(store, 'lock_4', [], { ...ofOwner, areas });
      await take(store, 'lock_5', [], { ...ofOwner, areas });
      await harness.advance(LATE_BELOW_MS + 100);
      expect(await take(store, 'lock_6', ['6'], ofOwner)).toMatchObject(cooling('EXPIRED_HOLDS', 1, 3));
      const ended = { showId: SHOW, changes: [], areas: [] };
      const givenBack = [{ lockId: 'lock_5', places: 2 }];
      await store.applyChange({ ...ended, version: 1, endedLockIds: ['lock_5'], endedPlaces: givenBack });
      expect(await take(store, 'lock_6', ['6'], ofOwner)).toMatchObject(cooling('EXPIRED_HOLDS', 1, 3));
      const booked = [{ lockId: 'lock_4', places: 2, areBooked: true }];
      await store.applyChange({ ...ended, version: 2, endedLockIds: ['lock_4'], endedPlaces: booked });
      expect(await take(store, 'lock_6', ['6'], ofOwner)).toMatchObject(acquired);
      expect(await read(store)).toEqual({ version: 2, seats: {} });
    });

    it('counts the seats that an address lets run out, over fresh sessions', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      let owner = 0;
      const takeAfresh = (seatIds: string[]) => {
        owner += 1;
        return take(store, `lock_${owner}`, seatIds, fresh(`guest ${owner}`));
      };
      // Four are free.
      expect(await takeAfresh(['1', '2'])).toMatchObject(acquired);
      expect(await takeAfresh(['3', '4'])).toMatchObject(acquired);
      await harness.advance(TTL_MS + 100);
      for (const [seats, held, pause_ms] of [
        [4, 8, 1],
        [4, 12, 2],
        [4, 16, 3],
        [4, 16, 3],
      ] as const) {
        const seatIds = Array.from({ length: seats }, (_, i) => `${i + 1}`);
        for (const seatId of seatIds) expect(await takeAfresh([seatId])).toMatchObject(acquired);
        await harness.advance(TTL_MS + 100);
        const refused = await takeAfresh(['9']);
        expect(refused).toMatchObject({ ...cooling('ADDRESS_EXPIRED_SEATS', 4, held), held: expect.any(Number) });
        const { held: counted } = refused as unknown as { held: number };
        // Some were forgotten on the way.
        expect(counted).toBeLessThanOrEqual(held);
        expect(counted).toBeGreaterThanOrEqual(held - 2);
        expectWait(refused, pause_ms * MINUTE_MS);
        const elsewhere = { ...fresh('else'), origin: { ...THERE, address: '192.0.2.2' } };
        expect(await take(store, `lock_e${owner}`, [`e${owner}`], elsewhere)).toMatchObject(acquired);
        await store.release({ showId: SHOW, lockId: `lock_e${owner}`, seatIds: [`e${owner}`] });
        await harness.advance(wait_ms(refused));
      }
    });

    it('takes as many off an address as it has paid', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      const seats = ['1', '2', '3', '4', '5', '6'];
      await take(store, 'lock_1', seats, fresh('ben'));
      await harness.advance(TTL_MS + 100);
      expect(await take(store, 'lock_2', ['7'], fresh('eva'))).toMatchObject(cooling('ADDRESS_EXPIRED_SEATS', 4, 6));
      const address = { address: THERE.address, cooldown: OF_ADDRESS };
      await store.forgive({ showId: SHOW, ownerId: 'eva', address, seats: 1 });
      expect(await take(store, 'lock_2', ['7'], fresh('eva'))).toMatchObject(cooling('ADDRESS_EXPIRED_SEATS', 4, 5));
      await store.forgive({ showId: SHOW, ownerId: 'eva', address, seats: 1 });
      expect(await take(store, 'lock_2', ['7'], fresh('eva'))).toMatchObject(acquired);
    });

    it('takes them off the address from which a payment was begun that is decided later, once', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      await take(store, 'lock_1', ['1', '2', '3', '4', '5', '6', '7'], fresh('ben'));
      await harness.advance(TTL_MS + 100);
      const address = { address: THERE.address, cooldown: OF_ADDRESS };
      await store.notePayer({ showId: SHOW, lockId: 'lock_e', address });
      const refused = async () => await take(store, 'lock_2', ['8'], fresh('eva'));
      expect(await refused()).toMatchObject(cooling('ADDRESS_EXPIRED_SEATS', 4, 7));
      const paid = { showId: SHOW, ownerId: 'eva', address: null };
      await store.forgive({ ...paid, lockId: 'lock_other', seats: 1 });
      expect(await refused()).toMatchObject(cooling('ADDRESS_EXPIRED_SEATS', 4, 7));
      for (let i = 0; i < 2; i += 1) await store.forgive({ ...paid, lockId: 'lock_e', seats: 2 });
      expect(await refused()).toMatchObject(cooling('ADDRESS_EXPIRED_SEATS', 4, 5));
    });

    it('refuses nobody what they hold already, and names conflicts before it', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      for (const lockId of ['lock_1', 'lock_2']) await take(store, lockId, [lockId], ofOwner);
      await harness.advance(TTL_MS - MINUTE_MS);
      await take(store, 'lock_3', ['3'], ofOwner);
      await take(store, 'lock_b', ['b'], { ownerId: 'ben' });
      await harness.advance(MINUTE_MS + 100);
      expect(await take(store, 'lock_4', ['4'], ofOwner)).toMatchObject(cooling('EXPIRED_HOLDS', 1, 2));
      expect(await take(store, 'lock_3', ['3'], ofOwner)).toMatchObject(acquired);
      expect(await take(store, 'lock_4', ['4', 'b'], ofOwner)).toMatchObject({ outcome: 'REFUSED' });
    });

    it('counts places of areas like seats', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      const areas = [{ areaId: 'floor', quantity: 6, more: 6 }];
      expect(await take(store, 'lock_1', [], { ...fresh('anna'), areas })).toMatchObject(acquired);
      await harness.advance(TTL_MS + 100);
      expect(await take(store, 'lock_2', ['2'], fresh('ben'))).toMatchObject(cooling('ADDRESS_EXPIRED_SEATS', 4, 6));
    });
  });
}
