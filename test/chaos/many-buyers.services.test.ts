import { afterAll, beforeAll, expect, it } from 'vitest';
import { hold, type NewHold } from '../../src/modules/inventory/holds.ts';
import { newId } from '../../src/platform/ids.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { inParallel } from '../kit/basics/in-parallel.ts';
import { createRandom, type Random } from '../kit/basics/random.ts';
import { createBooking, payBooking, queriedImage, storedImage } from '../kit/callers/buyer.ts';
import { OpenMap } from '../kit/callers/open-map.ts';
import { LockSeats } from '../kit/callers/operations.graphql.ts';
import { type Intent, Rush, type Wish } from '../kit/callers/rush.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { countSold, expectSoldOut, untilPublished } from '../kit/checks/sold-out-checks.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { ORGANISER } from '../kit/product/box-office.ts';
import { type Counter, openCounter } from '../kit/product/counter.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

/** Requests under way at once: what a proxy would let through to two nodes. */
const IN_FLIGHT = 100;
/** Buyers being served at once without HTTP: twice as many as the two counters have connections to PostgreSQL. */
const SERVED_AT_ONCE = 40;

/** Tells what is stuck: with a load of 20 on two cores the second takes five minutes. */
const PATIENTLY = { timeout: 900_000 };

const HASTY = { SEAT_LOCK_TTL_MS: '15000' };

/** How often a buyer who has got seats behaves so, in percent. */
const INTENTS: Record<Intent, number> = {
  pays: 55,
  'pays at the second try': 15,
  'lets go': 12,
  forgets: 4,
  cancels: 7,
  'gives back': 7,
};

function createWishes(count: number, { seatIds, random }: { seatIds: readonly string[]; random: Random }): Wish[] {
  const intents = Object.entries(INTENTS).flatMap(([intent, share]) => Array<Intent>(share).fill(intent as Intent));
  return Array.from({ length: count }, () => ({
    seatIds: random.sample(seatIds, random.integer(1, 4)),
    intent: intents[random.integer(0, intents.length - 1)]!,
  }));
}

describeWithServices('many buyers at two nodes', () => {
  let a: TestApp;
  let b: TestApp;
  let counters: [Counter, Counter];

  beforeAll(async () => {
    a = await startTestApp({ mode: 'services' });
    b = await startTestApp({ mode: 'services', beside: a });
    counters = [await openCounter(a), await openCounter(b)];
  });
  afterAll(async () => {
    for (const counter of counters ?? []) await counter[Symbol.asyncDispose]();
    await b?.[Symbol.asyncDispose]();
    await a?.[Symbol.asyncDispose]();
  });

  async function openMaps(showId: string): Promise<[OpenMap, OpenMap]> {
    return [await OpenMap.open(a.client(), showId), await OpenMap.open(b.client(), showId)];
  }

  /** The map that PostgreSQL has is what both nodes answer and what those see who have watched all along. */
  async function expectSameEverywhere(showId: string, maps: readonly OpenMap[]): Promise<void> {
    const stored = await storedImage(a.database, showId);
    for (const map of maps) {
      await map.until(({ version }) => version >= stored.version);
      expect(map.mirror.image()).toEqual(stored);
    }
    for (const app of [a, b]) expect(await queriedImage(app.client(), showId)).toEqual(stored);
  }

  it('give one seat to one of 1,000 and refuse the others in plain words', PATIENTLY, async () => {
    const showId = await openHallShow(a.organiser, { rows: 4, seats: 10 });
    const seatIds = ['Z1-2-5'];
    const maps = await openMaps(showId);
    const sessions = await inParallel(Array(1_000).fill(null), IN_FLIGHT, () =>
      counters[0].services.identity.startGuestSession(),
    );
    const buyers = sessions.map(({ token }, index) => (index % 2 === 0 ? a : b).client(token));
    const askAll = () =>
      inParallel(buyers, IN_FLIGHT, async (buyer) => {
        const { lockSeats: answer } = await buyer.data(LockSeats, { input: { showId, seatIds } });
        return { buyer, answer };
      });

    const answers = await askAll();
    const [given, ...more] = answers.filter(({ answer }) => answer.__typename === 'LockSeatsSuccess');
    expect(more).toEqual([]);
    if (given?.answer.__typename !== 'LockSeatsSuccess') throw new Error('nobody got the seat');
    for (const { answer } of answers) {
      if (answer === given.answer) continue;
      expect(answer).toMatchObject({
        __typename: 'SeatsUnavailableError',
        code: 'SEATS_UNAVAILABLE',
        message: 'Seat already locked by another user',
        conflicts: [{ seatId: seatIds[0], reason: 'LOCKED_BY_OTHER' }],
      });
    }

    await payBooking(given.buyer, (await createBooking(given.buyer, given.answer.lock.id)).id);
    for (const map of maps) await map.until((mirror) => mirror.stateOf(seatIds[0]!) === 'BOOKED');
    for (const { answer } of await askAll()) {
      expect(answer).toMatchObject({
        __typename: 'SeatsUnavailableError',
        message: 'Seat already booked',
        conflicts: [{ seatId: seatIds[0], reason: 'BOOKED' }],
      });
    }
    // Locked, then booked: a thousand refusals have left nothing.
    expect(maps[0].mirror.image()).toEqual({ version: 2, unavailable: [[seatIds[0], 'BOOKED']], areas: [] });
    await expectSameEverywhere(showId, maps);
    await expectConsistent(a.database, showId);
  });

  it('sell each of 1,252 seats once to 10,000, and leave none over', PATIENTLY, async () => {
    const random = createRandom();
    const showId = a.demoShowId;
    const { seatMap, shows } = counters[0].services;
    const seatIds = (await shows.planOf((await shows.getShow(showId))!)).seats.map((seat) => seat.id);
    expect(seatIds).toHaveLength(1_252);
    expect((await seatMap.readTruth(showId)).unavailable).toEqual([]);
    const maps = await openMaps(showId);
    // Holds taken here end sooner, so that seats which a buyer forgets can be sold within the test.
    await using hastyA = await openCounter(a, HASTY);
    await using hastyB = await openCounter(b, HASTY);
    const rush = new Rush({ showId, seatIds, counters: [hastyA, hastyB], maps, random });

    const begun_ms = performance.now();
    const cpu = process.cpuUsage();
    await inParallel(createWishes(10_000, { seatIds, random }), SERVED_AT_ONCE, (wish) => rush.serve(wish));
    const rush_ms = performance.now() - begun_ms;
    const busy_ms = process.cpuUsage(cpu).user / 1_000;
    await rush.settleUndecided();
    const left = seatIds.length - (await countSold(a.database, showId));
    // Late buyers take what comes back, seat by seat, as they see it come.
    while ((await countSold(a.database, showId)) < seatIds.length) {
      const seen = maps.map((map) => map.changes);
      const outcomes = await inParallel(rush.freeSeats(), SERVED_AT_ONCE, (seatId) =>
        rush.serve({ seatIds: [seatId], intent: 'pays' }),
      );
      await rush.settleUndecided();
      if (!outcomes.includes('pays')) await Promise.any(maps.map((map, index) => map.changed(seen[index]!)));
    }
    console.log(
      `10,000 buyers: ${Math.round(rush_ms)} ms (${Math.round(busy_ms)} ms of CPU), ${left} seats for late ones`,
      rush.tally,
    );

    await expectSoldOut(a.database, { showId, seatIds, sold: rush.sold });
    await expectSameEverywhere(showId, maps);
  });

  it('see 10,000 holds that end together end, each once', PATIENTLY, async () => {
    const shows = await openDemoHalls(8);
    const held = shows.map(({ id, seatIds }) => ({ id, locks: holdOneByOne(seatIds.slice(0, 1_250)) }));
    for (const { id, locks } of held) await hold(a.database, id, locks);
    const locks = held.flatMap((show) => show.locks);
    expect(locks).toHaveLength(10_000);
    for (const { id } of held) await eventually(() => counters[0].services.seatMap.rebuild(id));
    // Half of them are watched on each node.
    const maps = await inParallel(shows, 1, ({ id }, index) => OpenMap.open((index % 2 ? a : b).client(), id));
    for (const { mirror } of maps) expect(mirror).toMatchObject({ version: 1_250, unavailable: { size: 1_250 } });
    await untilPublished(a.database);

    const deadline = await endTogether(locks.map((lock) => lock.lockId));
    const late_ms = await Promise.all(
      maps.map(async (map) => {
        await map.until(({ unavailable }) => unavailable.size === 0);
        return Date.now() - deadline.getTime();
      }),
    );
    console.log(`10,000 holds: all announced ${Math.max(...late_ms)} ms after their deadline`);
    expect(Math.min(...late_ms)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...late_ms)).toBeLessThan(30_000);

    for (const [index, { id }] of shows.entries()) {
      await expectSameEverywhere(id, [maps[index]!]);
      // Those that end together share versions and events.
      expect(maps[index]!.mirror.version).toBeGreaterThan(1_250);
      expect(maps[index]!.mirror.version).toBeLessThan(2_500);
      await expectConsistent(a.database, id);
    }
    const ends = await a.database.query<{ lock: string }>(
      `SELECT lock FROM outbox,
              jsonb_array_elements_text(coalesce(payload::jsonb -> 'lock_ids', jsonb_build_array(payload ->> 'lock_id'))) AS lock
        WHERE type = 'seat.unlocked' AND payload ->> 'reason' = 'EXPIRED' AND key = ANY ($1)`,
      [shows.map(({ id }) => id)],
    );
    expect(ends.map(({ lock }) => lock).sort()).toEqual(locks.map(({ lockId }) => lockId).sort());
  });

  /** Shows in the demo's hall, on sale. */
  async function openDemoHalls(count: number): Promise<{ id: string; seatIds: string[] }[]> {
    const { services } = counters[0];
    const demo = (await services.shows.getShow(a.demoShowId))!;
    const { seats } = await services.shows.planOf(demo);
    const priceTiers = demo.priceTiers.map(({ name, category, price }) => ({ name, category, price: price.amount }));
    const input = { planId: demo.plan.id, title: 'Semifinal', startsAt: demo.startsAt, currency: 'EUR', priceTiers };
    return await inParallel(Array(count).fill(null), count, async () => {
      const { id } = await services.shows.createShow(ORGANISER, input);
      await services.shows.publishShow(ORGANISER, { showId: id });
      return { id, seatIds: seats.map((seat) => seat.id) };
    });
  }

  /** A lock of a buyer of its own on each of the seats. */
  function holdOneByOne(seatIds: readonly string[]): NewHold[] {
    return seatIds.map((seatId, index) => ({
      lockId: newId('lock'),
      ownerId: newId('guest'),
      places: { seatIds: [seatId] },
      token: index + 1,
      total: 1_000,
      ttl_ms: 600_000,
    }));
  }

  /** Gives all these locks the same deadline, soon. */
  async function endTogether(lockIds: readonly string[]): Promise<Date> {
    return await a.database.transaction(async (tx) => {
      const [deadline] = await tx.query<{ at: Date }>(
        `SELECT date_trunc('milliseconds', clock_timestamp()) + interval '2 seconds' AS at`,
      );
      await tx.query('UPDATE seat_locks SET expires_at = $2 WHERE id = ANY ($1)', [lockIds, deadline!.at]);
      return deadline!.at;
    });
  }
});
