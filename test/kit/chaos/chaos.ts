import { setTimeout as delay } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import type { SeatRulesInput } from '../../../src/generated/graphql/graphql.ts';
import { loadTokenKey, signToken } from '../../../src/modules/identity/token-issuer.ts';
import type { Database } from '../../../src/platform/postgres/database.ts';
import type { Random } from '../basics/random.ts';
import { queriedImage, storedImage } from '../callers/buyer.ts';
import { createClient, type TestClient } from '../callers/client.ts';
import { ShowWatcher } from '../callers/show-watcher.ts';
import { expectBalanced, expectTopicsHoldOutbox, unfinished } from '../checks/books.ts';
import { type HistoryRecorder, now_ms } from '../checks/history.ts';
import { expectConsistent } from '../checks/ledger-checks.ts';
import { findViolations } from '../checks/linearizability.ts';
import { orphansMadeIn } from '../checks/orphans-made.ts';
import { type Installation, startInstallation } from '../product/installation.ts';
import { connectRedis } from '../servers/redis-harness.ts';
import { openHallShow } from '../shows/hall-show.ts';
import { createAllotmentOver } from '../shows/show-allotment.ts';
import { createCodeOver } from '../shows/show-code.ts';
import { AllowChanges } from './chaos.graphql.ts';
import { type Crowd, gatherCrowd } from './chaos-crowd.ts';
import { hirePromoter } from './chaos-promoter.ts';
import { type FaultRecord, faultTable, workTable } from './chaos-report.ts';
import { placesOf, type Sale, usesOf } from './chaos-sale.ts';
import { drawFaults, oneOfEachKind } from './faults.ts';

export interface ChaosOptions {
  random: Random;
  /**
   * Every fault happens once, and then again in another order as long as there is time. 0: one fault of each kind.
   */
  duration_ms: number;
  nodeCount?: number;
  buyerCount?: number;
  /** Only faults with these words in their name or kind. */
  only?: string;
}

export const LOCK_TTL_MS = 6_000;
/** Its area is sold out at times. */
const HALL = { zones: 2, rows: 10, seats: 20, standing: 24, beside: 14 };
/** The code that makes tickets of a show cheaper, for so many bookings; and the one that opens its allotment. */
const PROMO = { code: 'TENOFF', discount: { percent: 10 }, maxUses: 12 };
const OPENING = 'PRESS';
/** In the last row of the first zone. */
const ALLOTTED = Array.from({ length: 8 }, (_, seat) => `Z1-${HALL.rows}-${seat + 1}`);
/** Of the area beside; four are for everyone. */
const ALLOTTED_PLACES = { areaId: 'side', quantity: 10 };
/** What buyers may do with what they have bought. In the strict show exchanges cost something only where the other seat does. */
const CHANGE_RULES = { returnFee: 500, feeTaxRate: 19 };
const EXCHANGE_FEE = 150;
/** A further show opens when fewer seats are left. */
const FEW_SEATS = 60;
const BETWEEN_FAULTS_MS = { least: 500, greatest: 2_000 };
/** How long after a fault's end refusals and reads may still be behind: Kafka's groups meet again, locks expire. */
const AFTERMATH_MS = LOCK_TTL_MS + 2_000;
/** Of calm at the end, whose reads and refusals count, those for want of places as well: see `history.ts`. */
const CALM_MS = 12_000;
const FINISHED_WITHIN_MS = 90_000;
const OPENED_WITHIN_MS = 60_000;
const ORGANISER = { id: 'organiser', role: 'organiser', email: null, ttl_ms: 7 * 24 * 60 * 60 * 1000 } as const;
/** Who changes bookings otherwise. */
const STAFF = [ORGANISER.id, 'promoter'];
/** Nodes on one machine: rounding to milliseconds, and a clock that is being set. */
const CLOCK_SKEW_MS = 50;

/**
 * Buyers buy while parts are killed, paused, emptied and cut off; then all must have recovered, and the books must balance.
 * Resolves with what happened, as tables.
 */
export async function runChaos(options: ChaosOptions): Promise<string> {
  const { nodeCount = 2 } = options;
  await using installation = await startInstallation({ nodeCount, lockTtl_ms: LOCK_TTL_MS });
  try {
    return await sufferAndRecover(installation, options);
  } catch (error) {
    const folder = await installation.keepLogs();
    console.log(`what the nodes logged as errors:\n${installation.errors.join('\n')}\nall they logged is in ${folder}`);
    throw error;
  }
}

async function sufferAndRecover(
  installation: Installation,
  { random, duration_ms, buyerCount = 12, only = '' }: ChaosOptions,
): Promise<string> {
  // The buyers draw as they come to it: of their own, so that the seed gives the same faults.
  const faultRandom = random.fork();
  const market = await openMarket(installation);
  const promoter = await hirePromoter(installation, random.fork());
  market.showIds.push(...promoter.showIds);
  const urls = installation.nodes.map(({ url }) => url);
  const crowd = gatherCrowd({ urls, lockTtl_ms: LOCK_TTL_MS, sale: market.sale, random, buyerCount });
  const { history } = crowd;
  const promoting = promoter.promote(crowd.closing);
  promoting.catch(() => undefined);
  const watcher = new ShowWatcher({ urls, showId: market.sale().showId, random });

  const suffered = await sufferFaults({
    installation,
    history,
    random: faultRandom,
    duration_ms,
    only,
    signal: crowd.closing,
    market,
  });
  await Promise.all([crowd.goHome(), promoting]);
  await expectRecovered(installation, market, crowd);
  await promoter.expectDone(installation.database);
  await watcher.expectConverged(installation.database);
  expect(installation.errors, 'what the nodes logged as errors').toEqual([]);
  return `${faultTable(suffered)}\n\n${await workTable(installation.database, history)}`;
}

export interface Market {
  showIds: string[];
  /** How many places, and uses of codes, there are: by their subjects in histories. */
  capacities: Map<string, number>;
  /** Of them, that in which no choice may leave an orphan. */
  strictShowId: string;
  /** Of every three that come, one goes to the strict show. */
  sale(): Sale;
  /** Opens another show when the present one is nearly sold out, or it is not known any more what is left of what it counts. */
  replenish(commitsWereLost?: boolean): Promise<void>;
}

/** Its segments. */
const ROWS = Array.from({ length: HALL.zones * HALL.rows }, (_, index) => {
  const [zone, row] = [Math.floor(index / HALL.rows) + 1, (index % HALL.rows) + 1];
  return Array.from({ length: HALL.seats }, (_seat, seat) => `Z${zone}-${row}-${seat + 1}`);
});

export async function openMarket({ nodes, database }: Installation): Promise<Market> {
  const { token } = await signToken(await loadTokenKey(database, null), ORGANISER);
  const showIds: string[] = [];
  const capacities = new Map<string, number>();
  const open = async (seatRules: SeatRulesInput | null = null): Promise<Sale> => {
    await using organiser = createClient(nodes[0]!.url, token);
    const showId = await openHallShow(organiser, HALL, seatRules);
    await createCodeOver(organiser, { showId, ...PROMO });
    await allowChanges(organiser, showId, seatRules ? 0 : EXCHANGE_FEE);
    const { show } = await organiser.data<{ show: { seatMap: { seats: { seatId: string }[] } } }, object>(
      'query ($showId: ID!) { show(id: $showId) { seatMap { seats { seatId } } } }',
      { showId },
    );
    const seatIds = show.seatMap.seats.map(({ seatId }) => seatId);
    const ordinary: Sale = {
      ...{ showId, wanted: seatIds, standing: 'front', promoCode: PROMO.code },
      isChangeable: true,
    };
    // Where no single seat may be left, it would be one that nobody may take.
    const sale = seatRules ? ordinary : await withAllotment(organiser, ordinary);
    showIds.push(showId);
    capacities.set(placesOf(sale), HALL.standing).set(usesOf(sale), PROMO.maxUses);
    if (sale.allotted) capacities.set(placesOf(sale, sale.allotted.areaId), HALL.beside);
    return sale;
  };
  let sale = await open();
  const strict = await open({ orphanRule: 'STRICT' });
  strict.best = { zone: 'Zone 2', seatIds: strict.wanted.filter((seatId) => seatId.startsWith('Z2-')) };
  let visits = 0;
  return {
    showIds,
    capacities,
    strictShowId: strict.showId,
    sale() {
      visits += 1;
      return visits % 3 === 0 ? strict : sale;
    },
    async replenish(commitsWereLost = false) {
      // What hit the installation may not be over yet.
      const within = { timeout: OPENED_WITHIN_MS, interval: 500 };
      if (commitsWereLost || sale.wanted.length < FEW_SEATS) sale = await vi.waitFor(() => open(), within);
    },
  };
}

/** Up to its beginning. */
async function allowChanges(organiser: TestClient, showId: string, exchangeFee: number): Promise<void> {
  const until = new Date(Date.now() + 29 * 24 * 60 * 60 * 1000).toISOString();
  const input = { showId, changeRules: { returnsUntil: until, exchangesUntil: until, exchangeFee, ...CHANGE_RULES } };
  const { updateShow } = await organiser.data(AllowChanges, { input });
  if (updateShow.__typename !== 'UpdateShowSuccess') throw new Error(JSON.stringify(updateShow));
}

async function withAllotment(organiser: TestClient, sale: Sale): Promise<Sale> {
  const { showId } = sale;
  const terms = { name: 'Press', color: '#AA3300', access: 'CODE' as const };
  const allotmentId = await createAllotmentOver(organiser, {
    ...{ showId, ...terms, seatIds: ALLOTTED },
    areas: [ALLOTTED_PLACES],
  });
  await createCodeOver(organiser, { showId, code: OPENING, allotmentId });
  const wanted = sale.wanted.filter((seatId) => !ALLOTTED.includes(seatId));
  const { areaId, quantity } = ALLOTTED_PLACES;
  const publicPlaces = HALL.beside - quantity;
  return { ...sale, wanted, allotted: { code: OPENING, seatIds: ALLOTTED, areaId, publicPlaces } };
}

interface Suffering {
  installation: Installation;
  history: HistoryRecorder;
  random: Random;
  duration_ms: number;
  only: string;
  signal: AbortSignal;
  market: Market;
}

async function sufferFaults(suffering: Suffering): Promise<FaultRecord[]> {
  const { installation, history, random, duration_ms, only, signal, market } = suffering;
  const begun_ms = now_ms();
  const suffered: FaultRecord[] = [];
  for (let round = 1; ; round += 1) {
    const drawn = drawFaults(random, installation.nodes.length).filter(
      ({ name, kind }) => name.includes(only) || kind.includes(only),
    );
    if (drawn.length === 0) throw new Error(`no fault is called "${only}"`);
    for (const fault of duration_ms > 0 ? drawn : oneOfEachKind(drawn)) {
      await delay(random.integer(BETWEEN_FAULTS_MS.least, BETWEEN_FAULTS_MS.greatest));
      if (signal.aborted || (round > 1 && now_ms() - begun_ms > duration_ms)) break;
      const from_ms = now_ms();
      const lost = (await fault.suffer(installation)) ?? [];
      const to_ms = now_ms();
      for (const each of lost) history.cut(each);
      history.disturbed({ from_ms, to_ms }, AFTERMATH_MS);
      suffered.push({ name: fault.name, kind: fault.kind, lasted_ms: to_ms - from_ms, lost });
      console.log(
        `${Math.round((from_ms - begun_ms) / 1_000)} s: ${fault.name}, ${Math.round(to_ms - from_ms)} ms;${lost.map(({ from_ms: since_ms, to_ms: until_ms }) => ` commits of ${Math.round(until_ms - since_ms)} ms lost;`).join('')} ${history.size} seat operations so far`,
      );
      await market.replenish(lost.length > 0);
    }
    if (signal.aborted || now_ms() - begun_ms >= duration_ms) break;
  }
  if (!signal.aborted) await delay(AFTERMATH_MS + CALM_MS);
  return suffered;
}

/** Nothing is under way any more, everything runs, the books balance, and the history can be explained. */
export async function expectRecovered(
  { nodes, database, redis, kafka }: Installation,
  { showIds, capacities, strictShowId }: Pick<Market, 'showIds' | 'capacities' | 'strictShowId'>,
  { history, readBack }: Pick<Crowd, 'history' | 'readBack'>,
): Promise<void> {
  const waiting = { timeout: FINISHED_WITHIN_MS, interval: 500 };
  await vi.waitFor(async () => expect(await unfinished(database), 'what is still under way').toEqual({}), waiting);
  for (const { url } of nodes) {
    await vi.waitFor(async () => {
      const ready = await fetch(new URL('/ready', url));
      const { parts } = (await ready.json()) as { parts: Record<string, string> };
      expect(parts, url).toMatchObject({
        postgres: 'up',
        redis: 'up',
        kafka: 'up',
        outbox: '0 waiting',
        liveMap: 'up',
      });
    }, waiting);
  }
  // PostgreSQL holds no seat any more: see above.
  await vi.waitFor(async () => expect(await holdsIn(redis.url), 'seats that Redis holds').toEqual([]), waiting);
  for (const showId of showIds) {
    await expectConsistent(database, showId);
    for (const { url } of nodes) {
      await using client = createClient(url);
      await vi.waitFor(
        async () => expect(await queriedImage(client, showId)).toEqual(await storedImage(database, showId)),
        waiting,
      );
    }
  }
  await readBack();
  expect(history.unexplainedLosses(), 'what is not known any more, and was not made when commits were lost').toEqual(
    [],
  );
  await expectBalanced(database);
  // By what PostgreSQL still knows: of a commit that was lost it has neither the seats nor the event.
  const hall = { segments: ROWS, minimumRun: 2, staff: new Set([ORGANISER.id]) };
  expect(await orphansMadeIn(database, strictShowId, hall), 'orphans that buyers have made').toEqual([]);
  await expectAllotmentsWhole(database, showIds);
  await expectOfEachKind(database, strictShowId);
  await expectTopicsHoldOutbox(database, [kafka.url], history.cuts);
  for (const operations of history.histories()) {
    const found = findViolations(operations, { clockSkew_ms: CLOCK_SKEW_MS, capacities });
    expect(found, 'what no order of the operations explains').toEqual([]);
  }
}

/** Each seat of the allotments is sold, or has returned to them, and so has each place: none is held any more. */
async function expectAllotmentsWhole(database: Database, showIds: readonly string[]): Promise<void> {
  const wrong = await database.query(
    `SELECT a.show_id, seat, state.state FROM allotments a CROSS JOIN unnest($2::text[]) AS seat
       LEFT JOIN seat_states state ON state.show_id = a.show_id AND state.seat_id = seat AND state.allotment_id = a.id
      WHERE a.show_id = ANY ($1) AND coalesce(state.state NOT IN ('BLOCKED', 'BOOKED'), TRUE)`,
    [showIds, ALLOTTED],
  );
  expect(wrong, 'seats that are neither sold nor in their allotment').toEqual([]);
  const places = await database.query(
    `SELECT own.allotment_id, own.taken, sold.quantity FROM area_allotments own CROSS JOIN LATERAL (
       SELECT coalesce(sum(had.quantity), 0)::int AS quantity FROM allotted_holds had JOIN area_holds USING (lock_id, area_id)
        WHERE had.allotment_id = own.allotment_id AND had.area_id = own.area_id AND area_holds.state = 'BOOKED') AS sold
      WHERE own.show_id = ANY ($1) AND own.taken <> sold.quantity`,
    [showIds],
  );
  expect(places, 'places of allotments that are taken and not sold').toEqual([]);
}

/** Nothing that is checked was left out. */
async function expectOfEachKind(database: Database, strictShowId: string): Promise<void> {
  const [done] = await database.query<Record<string, number>>(
    `SELECT (SELECT count(*) FROM seat_locks WHERE show_id = $1)::int AS "locks where no orphans may be made",
            (SELECT count(*) FROM idempotency_keys WHERE operation = 'lockBestAvailable')::int AS "best seats asked for",
            (SELECT count(*) FROM seat_locks WHERE areas IS NOT NULL)::int AS "locks of places",
            (SELECT count(*) FROM bookings WHERE code_id IS NOT NULL)::int AS "bookings with a code",
            (SELECT count(*) FROM seat_locks WHERE seat_ids && $2::text[])::int AS "locks of an allotment's seats",
            (SELECT count(*) FROM seat_locks WHERE areas @> $3::jsonb)::int AS "locks of an allotment's places",
            (SELECT count(*) FROM booking_changes WHERE applied_at IS NOT NULL AND actor_id <> ALL ($4::text[]) AND lock_id IS NULL)::int
              AS "seats that buyers gave back",
            (SELECT count(*) FROM booking_changes WHERE applied_at IS NOT NULL AND actor_id <> ALL ($4::text[]) AND lock_id IS NOT NULL)::int
              AS "seats that buyers exchanged",
            (SELECT count(*) FROM booking_changes WHERE applied_at IS NOT NULL AND actor_id <> ALL ($4::text[]) AND charge > 0)::int
              AS "changes that buyers paid for"`,
    [strictShowId, ALLOTTED, JSON.stringify([{ areaId: ALLOTTED_PLACES.areaId }]), STAFF],
  );
  for (const [what, count] of Object.entries(done!)) expect(count, what).toBeGreaterThan(0);
}

async function holdsIn(redisUrl: string): Promise<string[]> {
  const redis = connectRedis([redisUrl]);
  return await redis.run((client) => client.keys('seat_lock:*')).finally(() => redis.close());
}
