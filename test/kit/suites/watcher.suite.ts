import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookSeats, lockSeats, payBooking, storedImage } from '../callers/buyer.ts';
import { ReleaseLock } from '../callers/operations.graphql.ts';
import { byId } from '../callers/seat-map-mirror.ts';
import { startScriptedSeatMap } from '../examples/scripted-seat-map.ts';
import { startTestApp, type TestApp } from '../product/app.ts';
import type { ProductProcess } from '../product/product-process.ts';
import { startTcpProxy, type TcpProxy } from '../servers/tcp-proxy.ts';

export interface WatcherOptions {
  url: string;
  showId: string;
  /** After which a silent connection is given up; the program's default without it. */
  silence_s?: number;
  token?: string;
}

/** An example that prints a show's seat map: what it says, across everything that may happen to its connection. */
export function watcherSuite(start: (options: WatcherOptions) => ProductProcess): void {
  let app: TestApp;
  let proxy: TcpProxy;
  let showId: string;

  const leadToApp = () => proxy.leadTo(Number(new URL(app.url).port));
  beforeAll(async () => {
    app = await startTestApp();
    proxy = await startTcpProxy();
    leadToApp();
    showId = app.demoShowId;
  });
  afterAll(async () => {
    await proxy?.[Symbol.asyncDispose]();
    await app?.[Symbol.asyncDispose]();
  });

  /** The watcher, with its snapshot, and what the map was then. Nobody may change the show meanwhile. */
  async function watch(options: Partial<WatcherOptions> = {}) {
    const begun = await storedImage(app.database, showId);
    const program = start({ url: `http://127.0.0.1:${proxy.port}/graphql`, showId, ...options });
    await program.line(new RegExp(`^version ${begun.version}, a snapshot: `));
    return { program, begun };
  }

  /** It ends up with what PostgreSQL has, by the changes that it has printed; its counts are right at each version. */
  async function expectComplete({ program, begun }: Awaited<ReturnType<typeof watch>>): Promise<void> {
    const stored = await storedImage(app.database, showId);
    await program.line(new RegExp(`^version ${stored.version}\\D`));
    await program.stop();
    const seats = new Map(begun.unavailable);
    let version = -1;
    for (const line of program.lines) {
      const [, seatId, state] = /^(\S+) (AVAILABLE|LOCKED|BOOKED|BLOCKED)$/.exec(line) ?? [];
      if (seatId && state === 'AVAILABLE') seats.delete(seatId);
      else if (seatId) seats.set(seatId, state as 'LOCKED');
      const [, at, counts] = /^version (\d+)(?:, a snapshot)?: (.*)$/.exec(line) ?? [];
      if (at === undefined) continue;
      expect(Number(at)).toBeGreaterThan(version);
      version = Number(at);
      const count = (wanted: string) => [...seats.values()].filter((is) => is === wanted).length;
      expect(counts).toBe(`${count('LOCKED')} locked, ${count('BOOKED')} booked, ${count('BLOCKED')} blocked`);
    }
    expect({ version, unavailable: [...seats].sort(byId), areas: begun.areas }).toEqual(stored);
  }

  const snapshots = ({ lines }: ProductProcess) => lines.filter((line) => line.includes('a snapshot')).length;

  it('prints each change of the map as it comes, and what is taken', async () => {
    const watched = await watch();
    const { program, begun } = watched;
    expect(program.lines[0]).toBe('connected');
    const buyer = await app.guest();
    const lock = await lockSeats(buyer, showId, ['A-1-1', 'A-1-2']);
    await program.line(new RegExp(`^version ${begun.version + 1}: 2 locked, `));
    expect(program.lines).toEqual(expect.arrayContaining(['A-1-1 LOCKED', 'A-1-2 LOCKED']));
    await buyer.data(ReleaseLock, { input: { lockId: lock.id } });
    await program.line(/^A-1-2 AVAILABLE$/);
    const booking = await bookSeats(buyer, showId, ['A-1-3']);
    await payBooking(buyer, booking.id);
    await program.line(/^A-1-3 BOOKED$/);
    await expectComplete(watched);
  });

  it('goes on by its cursor after its connection has broken, and misses nothing', async () => {
    const watched = await watch();
    const { program } = watched;
    const buyer = await app.guest();
    const lock = await lockSeats(buyer, showId, ['A-2-1', 'A-2-2']);
    await program.line(/^A-2-2 LOCKED$/);
    await proxy.refuse();
    await program.line(/^disconnected: .+; next attempt in \d+\.\d s$/);
    await buyer.data(ReleaseLock, { input: { lockId: lock.id } });
    await lockSeats(buyer, showId, ['A-2-2', 'A-2-3']);
    await proxy.heal();
    await program.line(/^connected, goes on after version \d+$/);
    await program.line(/^A-2-3 LOCKED$/);
    await program.line(/^A-2-1 AVAILABLE$/);
    await expectComplete(watched);
    expect(snapshots(program)).toBe(1);
  });

  it('notices that a link is dead that says nothing', async () => {
    const watched = await watch({ silence_s: 2 });
    proxy.forget();
    await lockSeats(await app.guest(), showId, ['A-3-1']);
    await watched.program.line(/^disconnected: /);
    await watched.program.line(/^A-3-1 LOCKED$/);
    await expectComplete(watched);
  });

  it('takes a snapshot when PostgreSQL may have lost commits, and when another node comes back', async () => {
    const watched = await watch();
    const { program, begun } = watched;
    await lockSeats(await app.guest(), showId, ['A-4-1']);
    await program.line(/^A-4-1 LOCKED$/);
    // As PostgreSQL leaves it when it has recovered: the node begins another epoch.
    await app.database.query('DELETE FROM history_witness');
    await app.restart();
    leadToApp();
    await program.line(new RegExp(`^version (?!${begun.version},)\\d+, a snapshot: `));
    await lockSeats(await app.guest(), showId, ['A-4-2']);
    await program.line(/^A-4-2 LOCKED$/);
    await expectComplete(watched);
    expect(snapshots(program)).toBe(2);
  });

  it.each([
    ['there is no such show', { showId: 'show_01k8000000e008002ymwrqw999' }],
    ['the token is not good', { token: 'nonsense' }],
  ])('ends when another attempt would not help: %s', async (_reason, options) => {
    const program = start({ url: `${app.url}/graphql`, showId, ...options });
    expect(await program.ended).toBe(1);
    expect(program.lines.at(-1)).toMatch(/^refused: /);
  });

  describe('with a server that does what nodes rarely do', () => {
    const snapshot = (version: number, seats: object[]) => ({
      ...{ __typename: 'SeatMapSnapshot', cursor: `cursor-${version}`, version, seats },
    });
    const delta = (previousVersion: number, version: number, changes: object[]) => ({
      ...{ __typename: 'SeatMapDelta', cursor: `cursor-${version}`, previousVersion, version, changes },
    });

    it('asks again for what does not follow, without a cursor that is refused, and takes 2 MB at once', async () => {
      // As large as that of a hall with some 40,000 seats, in fewer lines.
      const name = 'Balcony-'.padEnd(1_000, '-');
      const full = Array.from({ length: 2_000 }, (_, index) => ({ seatId: `${name}${index}`, state: 'BOOKED' }));
      expect(JSON.stringify(snapshot(9, full)).length).toBeGreaterThan(2_000_000);
      await using server = await startScriptedSeatMap([
        {
          events: [
            snapshot(1, [{ seatId: 'A', state: 'LOCKED' }]),
            delta(1, 2, [{ seatId: 'B', state: 'BLOCKED' }]),
            delta(4, 5, [{ seatId: 'C', state: 'BOOKED' }]),
          ],
        },
        { errors: [{ message: 'after: is no cursor of this map', extensions: { code: 'BAD_USER_INPUT' } }] },
        { errors: [{ message: 'A part is away.', extensions: { code: 'SERVICE_UNAVAILABLE' } }] },
        { events: [snapshot(9, full), delta(9, 10, [{ seatId: 'A', state: 'LOCKED' }])] },
      ]);
      const program = start({ url: server.url, showId: 'show_1' });
      await program.line(/^version 10: 1 locked, 2000 booked, 0 blocked$/);
      await program.stop();
      expect(server.cursors).toEqual([null, 'cursor-2', null, null]);
      expect(program.lines).toContain('version 2: 1 locked, 0 booked, 1 blocked');
      expect(program.lines).not.toContain('C BOOKED');
      expect(program.lines).toEqual(expect.arrayContaining(['A AVAILABLE', 'B AVAILABLE', `${name}1999 BOOKED`]));
      expect(program.lines.filter((line) => line.startsWith('disconnected: '))).toHaveLength(3);
    });
  });
}
