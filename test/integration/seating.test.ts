import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlanRoute } from '../../src/modules/seating/plan-route.ts';
import { createSeatingService, type SeatingPlan } from '../../src/modules/seating/seating.service.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Database } from '../../src/platform/postgres/database.ts';
import { ForbiddenError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { issuesOf } from '../kit/checks/input-issues.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';

const ORGANISER: Principal = { id: 'organiser', role: 'organiser', email: null };
const VENUE = { name: 'Town Hall', city: 'Erfurt', timezone: 'Europe/Berlin' };

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test[Symbol.asyncDispose]());

async function countRows(): Promise<object | undefined> {
  const [counts] = await test.database.query<object>(
    `SELECT (SELECT count(*) FROM venues) AS venues, (SELECT count(*) FROM seating_plans) AS plans,
            (SELECT count(*) FROM plan_seats) AS seats`,
  );
  return counts;
}

describe('importSeatingPlan', () => {
  it('stores the plan with every seat, in order', async () => {
    const seating = createSeatingService({ database: test.database });
    const plan = hallPlan({ zones: 3, rows: 4, seats: 5 });
    const made = await seating.importSeatingPlan(ORGANISER, { venue: VENUE, plan });
    expect(made).toMatchObject({ name: 'Generated hall', seatCount: 60, venue: VENUE });

    const elsewhere = createSeatingService({ database: test.database });
    expect(await elsewhere.getPlanMeta(made.id)).toEqual(made);
    const loaded = await elsewhere.getPlan(made.id);
    expect(loaded).toMatchObject({ id: made.id, name: 'Generated hall', categories: plan.categories });
    expect(loaded?.zones).toEqual(plan.zones.map(({ name }) => ({ name, label: name, seatCount: 20 })));
    expect(loaded?.seats.map(({ id }) => id)).toEqual(
      plan.zones.flatMap((zone) => zone.rows.flatMap((row) => row.seats.map((seat) => seat.seat_guid))),
    );
    expect(loaded?.seatById.get('Z2-3-4')).toEqual({
      id: 'Z2-3-4',
      zone: 'Zone 2',
      zoneLabel: 'Zone 2',
      rowLabel: null,
      seatLabel: null,
      row: '3',
      number: '4',
      x: 1030,
      y: 20,
      category: 'Stalls',
      accessible: false,
      companion: false,
      segment: 6,
      place: 3,
    });
    expect(loaded?.segments[6]?.map(({ id }) => id)).toEqual(['Z2-3-1', 'Z2-3-2', 'Z2-3-3', 'Z2-3-4', 'Z2-3-5']);
    expect(loaded?.focalPoint).toBeNull();
  });

  it('keeps which seats are side by side, companions, and the focal point', async () => {
    const seating = createSeatingService({ database: test.database });
    const plan = hallPlan({ zones: 1, rows: 1, seats: 6 });
    const [row] = plan.zones[0]!.rows;
    Object.assign(row!.seats[1]!, { gap_after: true });
    Object.assign(row!.seats[2]!, { accessible: true });
    Object.assign(row!.seats[3]!, { companion: true });
    const { id } = await seating.importSeatingPlan(ORGANISER, {
      venue: VENUE,
      plan: { ...plan, focal_point: { x: 30, y: -50 } },
    });
    const loaded = await createSeatingService({ database: test.database }).getPlan(id);
    expect(loaded?.segments.map((segment) => segment.map(({ number }) => number).join(' '))).toEqual([
      '1 2',
      '3 4 5 6',
    ]);
    expect(loaded?.seats.map(({ accessible }) => accessible)).toEqual([false, false, true, false, false, false]);
    expect(loaded?.seats.map(({ companion }) => companion)).toEqual([false, false, false, true, false, false]);
    expect(loaded?.focalPoint).toEqual({ x: 30, y: -50 });
  });

  it('completes plans that were imported before it knew which seats are side by side, once', async () => {
    const seating = createSeatingService({ database: test.database });
    const plan = hallPlan({ zones: 2, rows: 2, seats: 4 });
    for (const seat of plan.zones[0]!.rows[0]!.seats.slice(2)) seat.position.x += 15;
    const { id } = await seating.importSeatingPlan(ORGANISER, { venue: VENUE, plan });
    const asImported = await createSeatingService({ database: test.database }).getPlan(id);
    await test.database.transaction(async (tx) => {
      await tx.query('ALTER TABLE plan_seats DISABLE TRIGGER plan_seats_immutable');
      await tx.query('UPDATE plan_seats SET segment = NULL, place = NULL WHERE plan_id = $1', [id]);
      await tx.query('ALTER TABLE plan_seats ENABLE TRIGGER plan_seats_immutable');
    });
    await Promise.all([seating, createSeatingService({ database: test.database })].map((it) => it.completePlans()));
    const completed = await createSeatingService({ database: test.database }).getPlan(id);
    expect(completed?.segments.map((segment) => segment.length)).toEqual([2, 2, 4, 4, 4]);
    expect(completed).toEqual(asImported);
    const change = test.database.query('UPDATE plan_seats SET segment = 9 WHERE plan_id = $1', [id]);
    await expect(change).rejects.toThrow('immutable');
  });

  it('takes a bowl of 20,000 seats', async () => {
    const seating = createSeatingService({ database: test.database });
    const plan = hallPlan({ zones: 20, rows: 20, seats: 51 });
    const { id } = await seating.importSeatingPlan(ORGANISER, { venue: VENUE, plan });
    const loaded = await seating.getPlan(id);
    expect(loaded?.seats).toHaveLength(20_400);
    expect(loaded?.seats.at(-1)?.id).toBe('Z20-20-51');
    expect(await seating.getPlan(id)).toBe(loaded);
  });

  it('keeps the venue of the same name and city, also when two imports meet', async () => {
    const seating = createSeatingService({ database: test.database });
    const venue = { name: 'Opera', city: 'Weimar', timezone: 'Europe/Berlin' };
    const importOne = () => seating.importSeatingPlan(ORGANISER, { venue, plan: hallPlan() });
    const plans = await Promise.all([importOne(), importOne(), importOne()]);
    expect(new Set(plans.map((plan) => plan.venue.id)).size).toBe(1);
    expect(new Set(plans.map((plan) => plan.id)).size).toBe(3);
    const other = await seating.importSeatingPlan(ORGANISER, { venue: { ...venue, city: 'Jena' }, plan: hallPlan() });
    expect(other.venue.id).not.toBe(plans[0]?.venue.id);
  });

  it('lists every problem and stores nothing', async () => {
    const seating = createSeatingService({ database: test.database });
    const before = await countRows();
    const plan = hallPlan();
    plan.zones[0]!.rows[0]!.seats[1]!.seat_guid = 'Z1-1-1';
    plan.zones[0]!.rows[0]!.seats[2]!.category = 'Box';
    const venue = { name: ' ', city: 'A\nB', timezone: '+02:00' };
    expect(await issuesOf(seating.importSeatingPlan(ORGANISER, { venue, plan }))).toEqual([
      'input.venue.name: must not be empty',
      'input.venue.city: must be plain text without control characters',
      'input.venue.timezone: must be an IANA time zone such as Europe/Berlin',
      'input.plan.zones.0.rows.0.seats.1.seat_guid: "Z1-1-1" is already used at input.plan.zones.0.rows.0.seats.0.seat_guid',
      `input.plan.zones.0.rows.0.seats.2.category: "Box" is not one of the plan's categories`,
    ]);
    expect(await countRows()).toEqual(before);
  });

  it('refuses another time zone for a venue that is there', async () => {
    const seating = createSeatingService({ database: test.database });
    await seating.importSeatingPlan(ORGANISER, { venue: VENUE, plan: hallPlan() });
    const before = await countRows();
    const venue = { ...VENUE, timezone: 'America/New_York' };
    expect(await issuesOf(seating.importSeatingPlan(ORGANISER, { venue, plan: hallPlan() }))).toEqual([
      'input.venue.timezone: "Town Hall" in Erfurt is there already, in Europe/Berlin',
    ]);
    expect(await countRows()).toEqual(before);
  });

  it('is not for customers', async () => {
    const seating = createSeatingService({ database: test.database });
    const customer: Principal = { id: 'guest_1', role: 'customer', email: null };
    await expect(seating.importSeatingPlan(customer, { venue: VENUE, plan: hallPlan() })).rejects.toThrow(
      ForbiddenError,
    );
  });
});

describe('plans that are kept in memory', () => {
  const SEATS = 20;

  /** How often a plan of that size, asked for in turn with others like it, is read from PostgreSQL. */
  async function readsOf(count: number, text: (at: string) => string): Promise<number> {
    let reads = 0;
    const counting: Database = {
      ...test.database,
      query: async (statement, values) => {
        if (String(statement).includes('plan_seats')) reads += 1;
        return await test.database.query(statement, values);
      },
    };
    const seating = createSeatingService({ database: counting, maxPlanBytes: 3 * SEATS * 800 });
    const ids: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const plan = hallPlan({ zones: 1, rows: 1, seats: SEATS });
      const [row] = plan.zones[0]!.rows;
      for (const seat of row!.seats) seat.seat_guid = text(seat.seat_guid);
      ids.push((await seating.importSeatingPlan(ORGANISER, { venue: VENUE, plan })).id);
    }
    for (let round = 0; round < 2; round += 1) {
      for (const id of ids) expect((await seating.getPlan(id))!.seats).toHaveLength(SEATS);
    }
    return reads;
  }

  it('are so many as their seats and texts leave room for', async () => {
    // Each is read once: all of them are kept.
    expect(await readsOf(3, (guid) => guid)).toBe(3);
    // Those of as many seats, and long texts: the first is gone when it is asked for again.
    expect(await readsOf(3, (guid) => guid.padEnd(200, 'x'))).toBe(6);
  });
});

describe('plans that are not there', () => {
  it.each(['plan_nonsense', newId('plan'), newId('show'), ''])('"%s" is null', async (id) => {
    const seating = createSeatingService({ database: test.database });
    expect(await seating.getPlan(id)).toBeNull();
    expect(await seating.getPlanMeta(id)).toBeNull();
    expect(await seating.planDocument(id)).toBeNull();
  });
});

describe('GET /plans/{planId}.json', () => {
  const plan = hallPlan();
  let stored: SeatingPlan;
  let url: string;
  const seatingOf = () => createSeatingService({ database: test.database });
  const server = createServer((request, response) => {
    createPlanRoute(seatingOf())(request, response).then((mine) => {
      if (!mine) response.writeHead(418).end();
    });
  });

  beforeAll(async () => {
    stored = await seatingOf().importSeatingPlan(ORGANISER, { venue: VENUE, plan });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${url}${path}`, { method, headers });

  it('serves the document byte for byte, cacheable for ever', async () => {
    const response = await get(`/plans/${stored.id}.json`, { 'accept-encoding': 'identity' });
    const text = await response.text();
    expect(text).toBe(JSON.stringify(plan));
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      etag: `W/"${createHash('sha256').update(text).digest('hex')}"`,
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'application/json; charset=utf-8',
      'content-length': `${Buffer.byteLength(text)}`,
      'access-control-allow-origin': '*',
      vary: 'accept-encoding',
    });
  });

  it('serves it compressed', async () => {
    const document = await seatingOf().planDocument(stored.id);
    expect(gunzipSync(document!.gzip).equals(document!.identity)).toBe(true);
    expect(brotliDecompressSync(document!.br).equals(document!.identity)).toBe(true);
    for (const encoding of ['br', 'gzip'] as const) {
      const response = await get(`/plans/${stored.id}.json`, { 'accept-encoding': encoding });
      expect(response.headers.get('content-encoding')).toBe(encoding);
      expect(response.headers.get('content-length')).toBe(`${document![encoding].length}`);
      expect(await response.json()).toEqual(plan);
    }
  });

  it('answers 304 to those who have it', async () => {
    const etag = (await get(`/plans/${stored.id}.json`)).headers.get('etag')!;
    for (const tag of [etag, etag.slice(2), `"other", ${etag}`, '*']) {
      const response = await get(`/plans/${stored.id}.json`, { 'if-none-match': tag });
      expect(response.status).toBe(304);
      expect(response.headers.get('etag')).toBe(etag);
    }
    expect((await get(`/plans/${stored.id}.json`, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('answers HEAD without a body', async () => {
    const response = await get(`/plans/${stored.id}.json`, { 'accept-encoding': 'identity' }, 'HEAD');
    expect(response.headers.get('content-length')).toBe(`${JSON.stringify(plan).length}`);
    expect(await response.text()).toBe('');
  });

  it('answers 404 in JSON to unknown plans, 405 to other methods, and nothing to other paths', async () => {
    for (const id of [newId('plan'), 'x', 'a%2Fb']) {
      const missing = await get(`/plans/${id}.json`);
      expect([missing.status, await missing.json()]).toEqual([404, { message: 'Seating plan not found.' }]);
    }
    const posted = await get(`/plans/${stored.id}.json`, {}, 'POST');
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    for (const path of ['/', '/plans', '/plans/a/b.json', `/x/plans/${stored.id}.json`]) {
      expect((await get(path)).status).toBe(418);
    }
  });
});
