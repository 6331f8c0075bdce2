import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createMemoryMutex } from '../../src/embedded/memory-mutex.ts';
import { createSeatingService } from '../../src/modules/seating/seating.service.ts';
import type { ShowPageRequest } from '../../src/modules/shows/show-page.ts';
import { createShowsService, type ShowsService } from '../../src/modules/shows/shows.service.ts';
import { createRedisKeys } from '../../src/platform/redis/keys.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';

const ORGANISER: Principal = { id: 'organiser', role: 'organiser', email: null };
const SHOWS = 20_000;
/** By one statement, which a busy machine answers in time, too. */
const FILLED_AT_ONCE = 5_000;
const HOUR_MS = 60 * 60 * 1000;
const original = pg.Client.prototype.query;

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

describe('a list of shows by time, of so many that reading all of them would be felt', () => {
  let test: TestDatabase;
  let shows: ShowsService;
  beforeAll(async () => {
    test = await createTestDatabase();
    const { database } = test;
    const seating = createSeatingService({ database });
    shows = createShowsService({ database, mutex: createMemoryMutex(), keys: createRedisKeys(''), seating });
    const venue = { name: 'Town Hall', city: 'Erfurt', timezone: 'Europe/Berlin' };
    const { id: planId } = await seating.importSeatingPlan(ORGANISER, { venue, plan: hallPlan() });
    const { id } = await shows.createShow(ORGANISER, {
      planId,
      title: 'Evening concert',
      startsAt: new Date(Date.now() + HOUR_MS),
      currency: 'EUR',
      priceTiers: [
        { name: 'Upstairs', category: 'Balcony', price: 1_500 },
        { name: 'Downstairs', category: 'Stalls', price: 2_500 },
      ],
    });
    // One an hour, half of them over.
    for (let first = 1; first <= SHOWS; first += FILLED_AT_ONCE) {
      await database.query(
        `INSERT INTO shows (id, plan_id, organiser_id, title, starts_at, currency, status)
         SELECT 'show_' || lpad(n::text, 26, '0'), plan_id, organiser_id, title, now() + (n - $2::int / 2) * interval '1 hour',
                currency, 'ON_SALE'
           FROM shows, generate_series($3::int, $4::int) AS n
          WHERE id = $1`,
        [id, SHOWS, first, first + FILLED_AT_ONCE - 1],
      );
    }
    await database.query('ANALYZE shows');
  });
  afterAll(() => test?.[Symbol.asyncDispose]());

  /** How PostgreSQL reads the shows of a page: the plans of the statements that were really sent for it. */
  async function readingsOf(request: ShowPageRequest): Promise<PlanNode[]> {
    const sent: { text: string; values: unknown[] }[] = [];
    const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args) {
      const [statement, values] = args as unknown[];
      if (typeof statement === 'string') sent.push({ text: statement, values: Array.isArray(values) ? values : [] });
      else {
        const { text, values: own } = statement as { text: string; values?: unknown[] };
        sent.push({ text, values: own ?? (Array.isArray(values) ? values : []) });
      }
      return Reflect.apply(original, this, args);
    });
    try {
      const { edges } = await shows.listShows(ORGANISER, request);
      expect(edges.length).toBeGreaterThan(0);
    } finally {
      spy.mockRestore();
    }
    const readings: PlanNode[] = [];
    for (const { text, values } of sent.filter(({ text }) => /FROM "public"\."shows"/.test(text))) {
      const [row] = await test.database.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
        values,
      );
      readings.push(...nodesOf(row!['QUERY PLAN'][0]!.Plan));
    }
    return readings;
  }

  const hours = (count: number) => new Date(Date.now() + count * HOUR_MS);

  it.each<[string, () => Promise<ShowPageRequest> | ShowPageRequest]>([
    ['the first page', () => ({ first: 50 })],
    ['the last page', () => ({ last: 50 })],
    ['the earliest', () => ({ first: 50, orderBy: 'EARLIEST_FIRST' })],
    ['the latest', () => ({ first: 50, orderBy: 'LATEST_FIRST' })],
    ['shows with a frequent word', () => ({ first: 50, filter: { text: 'concert' } })],
    [
      'shows of a week to come',
      () => ({ first: 50, filter: { startsAfter: hours(1_000), startsBefore: hours(1_168) } }),
    ],
    [
      'shows of a week that is over',
      () => ({ first: 50, filter: { startsAfter: hours(-1_168), startsBefore: hours(-1_000) } }),
    ],
    ['shows on sale from a day on', () => ({ first: 50, filter: { status: ['ON_SALE'], startsAfter: hours(5_000) } })],
    [
      'the page after a cursor',
      async () => ({ first: 50, after: (await shows.listShows(ORGANISER, { first: 50 })).pageInfo.endCursor }),
    ],
  ])('reads %s by the index in its order, and hardly more shows than the page has', async (_what, request) => {
    const readings = await readingsOf(await request());
    const scans = readings.filter((node) => node['Relation Name'] === 'shows');
    expect(scans.length).toBeGreaterThan(0);
    for (const scan of scans) {
      expect(scan).toMatchObject({ 'Index Name': 'shows_starts_at_id' });
      expect(scan['Node Type']).toMatch(/^Index/);
      expect(scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0)).toBeLessThan(SHOWS / 40);
    }
    expect(readings.filter((node) => /Sort/.test(node['Node Type']) && scansBelow(node))).toEqual([]);
  });
});

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

function scansBelow(node: PlanNode): boolean {
  return nodesOf(node).some((below) => below['Relation Name'] === 'shows');
}
