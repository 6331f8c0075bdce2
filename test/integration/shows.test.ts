import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { seedDemo } from '../../prisma/seed.ts';
import { createMemoryMutex } from '../../src/embedded/memory-mutex.ts';
import { createAllotmentReader } from '../../src/modules/allotments/allotment-reader.ts';
import { createCodesService } from '../../src/modules/codes/codes.service.ts';
import { createIdempotency } from '../../src/modules/idempotency/idempotency.ts';
import { createSeatingService, type SeatingService } from '../../src/modules/seating/seating.service.ts';
import { DEMO_CONCERT_ID, DEMO_LATER_SHOW_ID, DEMO_SHOW_ID } from '../../src/modules/shows/demo.ts';
import { priceOf, tierOf } from '../../src/modules/shows/prices.ts';
import { SHOW_TRANSITIONS, type Show, type ShowStatus } from '../../src/modules/shows/show.ts';
import type { CreateShowInput } from '../../src/modules/shows/show-input.ts';
import { ShowNotOnSaleError } from '../../src/modules/shows/shows.errors.ts';
import { createShowsService, type ShowsService } from '../../src/modules/shows/shows.service.ts';
import { StaleShowError } from '../../src/modules/shows/stale-show.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Mutex } from '../../src/platform/mutex/mutex.ts';
import type { Database } from '../../src/platform/postgres/database.ts';
import { RedisUnavailableError } from '../../src/platform/redis/connection.ts';
import { createRedisKeys } from '../../src/platform/redis/keys.ts';
import { ForbiddenError, IllegalStateError, NotFoundError, ServiceUnavailableError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { issuesOf } from '../kit/checks/input-issues.ts';
import { NO_LIMITS } from '../kit/product/no-limits.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';

const ORGANISER: Principal = { id: 'organiser', role: 'organiser', email: null };
const CUSTOMER: Principal = { id: 'guest_1', role: 'customer', email: null };
const VENUE = { name: 'Town Hall', city: 'Erfurt', timezone: 'Europe/Berlin' };
const keys = createRedisKeys('');

function servicesOn(database: Database, mutex: Mutex = createMemoryMutex()) {
  const seating = createSeatingService({ database });
  const shows = createShowsService({ database, mutex, keys, seating });
  return {
    seating,
    shows,
    codes: createCodesService({
      ...{ database, shows, allotments: createAllotmentReader(database), limits: NO_LIMITS },
      idempotency: createIdempotency(database, []),
    }),
  };
}

let test: TestDatabase;
let seating: SeatingService;
let shows: ShowsService;
let planId: string;

beforeAll(async () => {
  test = await createTestDatabase();
  ({ seating, shows } = servicesOn(test.database));
  planId = (await seating.importSeatingPlan(ORGANISER, { venue: VENUE, plan: hallPlan() })).id;
});
afterAll(() => test[Symbol.asyncDispose]());

function showInput(more: Partial<CreateShowInput> = {}): CreateShowInput {
  return {
    planId,
    title: 'Evening concert',
    startsAt: new Date('2099-05-01T18:00:00Z'),
    currency: 'EUR',
    priceTiers: [
      { name: 'Upstairs', category: 'Balcony', price: 1_500 },
      { name: 'Downstairs', category: 'Stalls', price: 2_500 },
    ],
    ...more,
  };
}

const createShow = (more: Partial<CreateShowInput> = {}) => shows.createShow(ORGANISER, showInput(more));

describe('createShow', () => {
  it('makes a draft with its tiers and an empty seat map', async () => {
    const salesStartAt = new Date('2099-01-01T00:00:00Z');
    const made = await createShow({ salesStartAt, salesEndAt: new Date('2099-05-01T18:00:00Z') });
    expect(made).toMatchObject({
      title: 'Evening concert',
      status: 'DRAFT',
      currency: 'EUR',
      startsAt: new Date('2099-05-01T18:00:00Z'),
      salesStartAt,
      organiserId: 'organiser',
      plan: { id: planId, seatCount: 8, venue: VENUE },
      priceTiers: [
        { name: 'Upstairs', category: 'Balcony', price: { amount: 1_500, currency: 'EUR' } },
        { name: 'Downstairs', category: 'Stalls', price: { amount: 2_500, currency: 'EUR' } },
      ],
    });
    expect(await servicesOn(test.database).shows.getShow(made.id)).toEqual(made);
    expect(await test.database.query('SELECT version, epoch FROM seat_maps WHERE show_id = $1', [made.id])).toEqual([
      { version: 0, epoch: 0 },
    ]);
  });

  it('prices every seat of its plan', async () => {
    const show = await createShow({
      priceTiers: [
        { name: 'All', category: 'Stalls', price: 1_000_000_000_000 },
        { name: 'Free', category: 'Balcony', price: 0 },
      ],
    });
    const { seatById } = await shows.planOf(show);
    expect(priceOf(show, seatById.get('Z1-1-1')!)).toEqual({ amount: 1_000_000_000_000, currency: 'EUR' });
    expect(tierOf(show, seatById.get('Z1-2-1')!)).toMatchObject({ name: 'Free', price: { amount: 0 } });
  });

  it.each<[string, Partial<CreateShowInput>, string[]]>([
    ['title', { title: ' ' }, ['input.title: must not be empty']],
    ['a title that can not be seen', { title: '\u200b' }, ['input.title: must not be empty']],
    ['long title', { title: 'x'.repeat(201) }, ['input.title: must have at most 200 characters']],
    ['line breaks', { title: 'Concert\r\nBcc: x' }, ['input.title: must be plain text without control characters']],
    ['currency', { currency: 'eur' }, ['input.currency: must be an ISO 4217 code in upper case, such as EUR']],
    [
      'unpriced categories',
      { priceTiers: [] },
      ['input.priceTiers: must price category "Stalls"', 'input.priceTiers: must price category "Balcony"'],
    ],
    [
      'tiers',
      {
        priceTiers: [
          { name: '', category: 'Stalls', price: 1.5 },
          { name: '\u200b', category: 'Stalls', price: -1 },
          { name: 'C', category: 'Box', price: 2 ** 53 },
        ],
      },
      [
        'input.priceTiers.0.name: must not be empty',
        'input.priceTiers.0.price: must be a whole number of minor units, 0 to 1000000000000',
        'input.priceTiers.1.name: must not be empty',
        'input.priceTiers.1.category: "Stalls" is already priced at input.priceTiers.0',
        'input.priceTiers.1.price: must be a whole number of minor units, 0 to 1000000000000',
        `input.priceTiers.2.category: "Box" is not one of the plan's categories`,
        'input.priceTiers.2.price: must be a whole number of minor units, 0 to 1000000000000',
        'input.priceTiers: must price category "Balcony"',
      ],
    ],
    [
      'dates',
      { salesStartAt: new Date('2099-06-01T00:00:00Z'), salesEndAt: new Date('2099-05-15T00:00:00Z') },
      ['input.salesStartAt: must be before startsAt', 'input.salesEndAt: must be after salesStartAt'],
    ],
  ])('lists problems of %s by path, and makes nothing', async (_name, more, issues) => {
    const [before] = await test.database.query('SELECT count(*) FROM shows');
    expect(await issuesOf(createShow(more))).toEqual(issues);
    expect(await test.database.query('SELECT count(*) FROM shows')).toEqual([before]);
  });

  it.each([newId('plan'), 'plan_nonsense', ''])('does not find plan "%s"', async (unknown) => {
    const error = await createShow({ planId: unknown }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ path: 'input.planId' });
  });
});

describe('status', () => {
  const statuses = Object.keys(SHOW_TRANSITIONS) as ShowStatus[];

  async function showIn(status: ShowStatus): Promise<Show> {
    const { id } = await createShow();
    // Triggers do not fire here: a show can't go everywhere from DRAFT.
    await test.database.transaction(async (tx) => {
      await tx.query(`SET LOCAL session_replication_role = 'replica'`);
      await tx.query('UPDATE shows SET status = $2::show_status WHERE id = $1', [id, status]);
    });
    return (await servicesOn(test.database).shows.getShow(id))!;
  }

  const operations = [
    ['publishShow', 'ON_SALE'],
    ['pauseShow', 'PAUSED'],
  ] as const;

  it.each(operations.flatMap(([operation, to]) => statuses.map((from) => [operation, from, to] as const)))(
    '%s of a show that is %s',
    async (operation, from, to) => {
      const { id } = await showIn(from);
      const legal = from === to || SHOW_TRANSITIONS[from].includes(to);
      const changed = shows[operation](ORGANISER, { showId: id });
      if (legal) expect((await changed).status).toBe(to);
      else await expect(changed).rejects.toThrow(new IllegalStateError(`A show that is ${from} can not become ${to}.`));
      const [row] = await test.database.query<{ status: string }>('SELECT status FROM shows WHERE id = $1', [id]);
      expect(row?.status).toBe(legal ? to : from);
    },
  );

  it.each<[string, Partial<CreateShowInput>, string]>([
    ['has begun', { startsAt: new Date('2020-05-01T18:00:00Z') }, 'The show has begun (2020-05-01T18:00:00.000Z)'],
    ['is not sold any more', { salesEndAt: new Date('2020-04-01T18:00:00Z') }, 'Its sales have ended (2020-04-01'],
  ])(
    'publishShow tells who puts on sale, or on again, what %s, and takes it with a later end of sales',
    async (...row) => {
      const [, times, message] = row;
      const { id: showId } = await createShow(times);
      const publish = () => shows.publishShow(ORGANISER, { showId });
      const refusal = async () => {
        const error = await publish().catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(IllegalStateError);
        return (error as Error).message;
      };
      expect(await refusal()).toContain(message);
      expect(await refusal()).toContain('Set salesEndAt to a later time first');
      expect((await shows.getShow(showId))?.status).toBe('DRAFT');
      await shows.updateShow(ORGANISER, { showId, salesEndAt: new Date('2099-05-01T18:00:00Z') });
      expect((await publish()).status).toBe('ON_SALE');

      await shows.updateShow(ORGANISER, { showId, salesEndAt: new Date('2020-04-01T18:00:00Z') });
      // It is on sale by its status, and stays so.
      expect((await publish()).status).toBe('ON_SALE');
      await shows.pauseShow(ORGANISER, { showId });
      expect(await refusal()).toContain('Its sales have ended (2020-04-01');
    },
  );

  it('is seen at once where it was changed', async () => {
    const { id } = await createShow();
    expect((await shows.getShow(id))?.status).toBe('DRAFT');
    await shows.publishShow(ORGANISER, { showId: id });
    expect((await shows.getShow(id))?.status).toBe('ON_SALE');
  });

  it('does not find unknown shows', async () => {
    for (const showId of [newId('show'), 'show_nonsense']) {
      const error = await shows.publishShow(ORGANISER, { showId }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(NotFoundError);
      expect(error).toMatchObject({ path: 'input.showId' });
    }
  });

  it('changes under the mutex of the show', async () => {
    const { id } = await createShow();
    const names: string[] = [];
    const inner = createMemoryMutex();
    const mutex: Mutex = {
      acquire: (name, options) => {
        names.push(name);
        return inner.acquire(name, options);
      },
    };
    await servicesOn(test.database, mutex).shows.publishShow(ORGANISER, { showId: id });
    expect(names).toEqual([`distributed_lock:show:{${id}}`]);
    expect(await inner.acquire(names[0]!)).not.toBeNull();
  });

  it('is left as it is when the mutex is not to be had', async () => {
    const { id } = await createShow();
    const held: Mutex = { acquire: async () => null };
    const away: Mutex = { acquire: () => Promise.reject(new RedisUnavailableError('refused')) };
    for (const mutex of [held, away]) {
      const refused = servicesOn(test.database, mutex).shows.publishShow(ORGANISER, { showId: id });
      await expect(refused).rejects.toBeInstanceOf(ServiceUnavailableError);
    }
    expect((await shows.getShow(id))?.status).toBe('DRAFT');
  });

  it('is not for customers', async () => {
    const { id } = await createShow();
    await expect(shows.publishShow(CUSTOMER, { showId: id })).rejects.toThrow(NotFoundError);
    await shows.publishShow(ORGANISER, { showId: id });
    await expect(shows.pauseShow(CUSTOMER, { showId: id })).rejects.toThrow(ForbiddenError);
  });
});

describe('getShowOnSale', () => {
  it('gives shows whose seats can be had, and says why others can not', async () => {
    const { id } = await createShow();
    const onSale = (who: Principal) => shows.getShowOnSale(who, id, 'input.showId');
    await expect(onSale(ORGANISER)).rejects.toBeInstanceOf(ShowNotOnSaleError);
    // A draft is not there for anybody else.
    await expect(onSale(CUSTOMER)).rejects.toMatchObject({ code: 'NOT_FOUND', path: 'input.showId' });
    await shows.publishShow(ORGANISER, { showId: id });
    expect((await onSale(CUSTOMER)).id).toBe(id);
    await shows.pauseShow(ORGANISER, { showId: id });
    await expect(onSale(CUSTOMER)).rejects.toBeInstanceOf(ShowNotOnSaleError);
    const unknown = shows.getShowOnSale(CUSTOMER, 'show_x', 'input.showId');
    await expect(unknown).rejects.toMatchObject({ code: 'NOT_FOUND', path: 'input.showId' });
  });

  it('tells the reason from the database when asked why a lock was refused', async () => {
    const { id } = await createShow();
    await shows.publishShow(ORGANISER, { showId: id });
    await servicesOn(test.database).shows.pauseShow(ORGANISER, { showId: id });
    expect(await shows.whyNotHad(id)).toMatchObject({
      status: 'PAUSED',
      message: 'Sales for this show are paused.',
    });
    await shows.publishShow(ORGANISER, { showId: id });
    expect(await shows.whyNotHad(id)).toBeInstanceOf(StaleShowError);
  });
});

describe('listShows', () => {
  let venueId: string;
  const titles: string[] = [];

  // Seven shows in a venue of their own; three begin at the same time, one is a draft.
  beforeAll(async () => {
    const venue = { ...VENUE, name: 'Listed hall' };
    const plan = await seating.importSeatingPlan(ORGANISER, { venue, plan: hallPlan() });
    venueId = plan.venue.id;
    for (const [index, day] of [1, 2, 3, 3, 3, 4, 5].entries()) {
      const title = `Show ${index}`;
      titles.push(title);
      const show = await createShow({ planId: plan.id, title, startsAt: new Date(`2098-01-0${day}T20:00:00Z`) });
      if (index !== 5) await shows.publishShow(ORGANISER, { showId: show.id });
      if (index === 6) await shows.pauseShow(ORGANISER, { showId: show.id });
    }
  });

  const titlesOf = ({ edges }: { edges: { node: Show }[] }) => edges.map(({ node }) => node.title);
  const list = (request: object, principal: Principal | null = ORGANISER) =>
    shows.listShows(principal, { filter: { venueId }, ...request });

  it('walks forward and backward over every show once', async () => {
    const forward: string[] = [];
    for (let after: string | null = null; ; ) {
      const page = await list({ first: 2, after });
      forward.push(...titlesOf(page));
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(forward.toSorted()).toEqual(titles);
    expect([...forward.slice(0, 2), ...forward.slice(5)]).toEqual(['Show 0', 'Show 1', 'Show 5', 'Show 6']);

    const backward: string[] = [];
    for (let before: string | null = null; ; ) {
      const page = await list({ last: 3, before });
      backward.unshift(...titlesOf(page));
      if (!page.pageInfo.hasPreviousPage) break;
      before = page.pageInfo.startCursor;
    }
    expect(backward).toEqual(forward);
  });

  describe('of shows that have begun and others', () => {
    let hall: string;
    const DAYS = [-400, -3, -2, -2, 1, 1, 5];
    const ORDER = ['1 a', '1 b', '5 a', '-2 b', '-2 a', '-3 a', '-400 a'];
    const day = (offset: number) => new Date(Math.floor(Date.now() / 1_000) * 1_000 + offset * 86_400_000);

    beforeAll(async () => {
      const plan = await seating.importSeatingPlan(ORGANISER, {
        venue: { ...VENUE, name: 'Past hall' },
        plan: hallPlan(),
      });
      hall = plan.venue.id;
      const moments = new Map<number, Date>();
      for (const offset of DAYS) {
        const startsAt = moments.get(offset) ?? day(offset);
        const title = `${offset} ${moments.has(offset) ? 'b' : 'a'}`;
        moments.set(offset, startsAt);
        await createShow({ planId: plan.id, title, startsAt });
      }
    });

    const page = (request: object) => shows.listShows(ORGANISER, { filter: { venueId: hall }, ...request });
    async function walk(size: number): Promise<[string[], string[]]> {
      const [forward, backward]: [string[], string[]] = [[], []];
      for (let after: string | null = null; ; ) {
        const { edges, pageInfo } = await page({ first: size, after });
        forward.push(...edges.map(({ node }) => node.title));
        after = pageInfo.endCursor;
        if (!pageInfo.hasNextPage) break;
      }
      for (let before: string | null = null; ; ) {
        const { edges, pageInfo } = await page({ last: size, before });
        backward.unshift(...edges.map(({ node }) => node.title));
        before = pageInfo.startCursor;
        if (!pageInfo.hasPreviousPage) break;
      }
      return [forward, backward];
    }

    it.each([1, 2, 3, 7, 100])('puts those to come first and those past last, in pages of %i', async (size) => {
      const [forward, backward] = await walk(size);
      expect(forward).toEqual(ORDER);
      expect(backward).toEqual(ORDER);
    });

    it('keeps its order through a walk, whatever begins meanwhile', async () => {
      const { edges, pageInfo } = await page({ first: 1 });
      expect(edges[0]!.node.title).toBe('1 a');
      vi.setSystemTime(day(3));
      try {
        const rest = await page({ first: 100, after: pageInfo.endCursor });
        expect(rest.edges.map(({ node }) => node.title)).toEqual(ORDER.slice(1));
        const anew = await page({ first: 100 });
        expect(anew.edges.map(({ node }) => node.title).slice(0, 3)).toEqual(['5 a', '1 b', '1 a']);
      } finally {
        vi.useRealTimers();
      }
    });

    it('goes on from cursors of earlier releases in their order', async () => {
      const { edges } = await page({ first: 100 });
      const former = edges.find(({ node }) => node.title === '-3 a')!.node;
      const after = Buffer.from(`${former.startsAt.getTime()} ${former.id}`).toString('base64url');
      const rest = await page({ first: 100, after });
      expect(rest.edges.map(({ node }) => node.title)).toEqual(['-2 a', '-2 b', '1 a', '1 b', '5 a']);
    });

    it('can be filtered by time, and counts what there is up to a bound', async () => {
      const filter = { venueId: hall, startsAfter: new Date(), startsBefore: day(2) };
      const { edges } = await shows.listShows(ORGANISER, { filter });
      expect(edges.map(({ node }) => node.title)).toEqual(['1 a', '1 b']);
      expect(await shows.countShows(ORGANISER, filter, 100)).toBe(2);
      expect(await shows.countShows(ORGANISER, { venueId: hall }, 3)).toBe(4);
      expect(await shows.countShows(null, { venueId: hall }, 100)).toBe(0);
    });
  });

  it('walks by time alone, forward or in reverse, from either end', async () => {
    const inTime = ['Show 0', 'Show 1', 'Show 5', 'Show 6'];
    const outer = (walked: string[]) => [...walked.slice(0, 2), ...walked.slice(5)];
    const walk = async (orderBy: 'EARLIEST_FIRST' | 'LATEST_FIRST', now = new Date()) => {
      vi.setSystemTime(now);
      try {
        const [forward, backward]: [string[], string[]] = [[], []];
        for (let after: string | null = null; ; ) {
          const { pageInfo, ...page } = await list({ orderBy, first: 2, after });
          forward.push(...titlesOf(page));
          after = pageInfo.endCursor;
          if (!pageInfo.hasNextPage) break;
        }
        for (let before: string | null = null; ; ) {
          const { pageInfo, ...page } = await list({ orderBy, last: 3, before });
          backward.unshift(...titlesOf(page));
          before = pageInfo.startCursor;
          if (!pageInfo.hasPreviousPage) break;
        }
        expect(backward).toEqual(forward);
        expect(forward.toSorted()).toEqual(titles);
        return outer(forward);
      } finally {
        vi.useRealTimers();
      }
    };
    expect(await walk('EARLIEST_FIRST')).toEqual(inTime);
    expect(await walk('LATEST_FIRST')).toEqual(inTime.toReversed());
    // Some have begun then.
    const meanwhile = new Date('2098-01-03T21:00:00Z');
    expect(await walk('EARLIEST_FIRST', meanwhile)).toEqual(inTime);
    expect(await walk('LATEST_FIRST', meanwhile)).toEqual(inTime.toReversed());
  });

  it('finds shows by words of their title, venue and city', async () => {
    const found = async (text: string) => titlesOf(await list({ filter: { venueId, text } }));
    expect(await found('show 1')).toEqual(['Show 1']);
    expect(await found('  6\u00a0SHOW ')).toEqual(['Show 6']);
    expect(await found('listed 0')).toEqual(['Show 0']);
    expect(await found(`${VENUE.city} HALL 5`)).toEqual(['Show 5']);
    expect((await found('')).length).toBe(7);
    expect((await found(' ')).length).toBe(7);
    for (const nothing of ['Show 7', 'listed elsewhere', '%', '_', 'Show_1', '\\', 'Sh%w', "' OR 1=1"]) {
      expect([nothing, await found(nothing)]).toEqual([nothing, []]);
    }
    const special = await createShow({ title: '100 %_\\ live' });
    const ids = async (text: string) => (await list({ filter: { text } })).edges.map(({ node }) => node.id);
    for (const text of ['100 %', '%_\\', '\\ live']) expect([text, await ids(text)]).toEqual([text, [special.id]]);
    expect(await shows.countShows(ORGANISER, { venueId, text: 'show 1' }, 100)).toBe(1);
    await expect(found('a b c d e f')).rejects.toMatchObject({
      issues: [{ path: 'filter.text', message: 'must have at most 5 words' }],
    });
  });

  it('shows drafts to organisers only', async () => {
    for (const principal of [null, CUSTOMER]) {
      expect(titlesOf(await list({}, principal))).toHaveLength(6);
      expect(titlesOf(await list({ filter: { venueId, status: ['DRAFT'] } }, principal))).toEqual([]);
    }
    const draft = (await list({ filter: { venueId, status: ['DRAFT'] } })).edges[0]!.node;
    expect(await shows.getVisibleShow(ORGANISER, draft.id)).toEqual(draft);
    expect(await shows.getVisibleShow(CUSTOMER, draft.id)).toBeNull();
    expect(await shows.getVisibleShow(null, draft.id)).toBeNull();
  });

  it('filters by state and time', async () => {
    expect(titlesOf(await list({ filter: { venueId, status: ['PAUSED', 'DRAFT'] } }))).toEqual(['Show 5', 'Show 6']);
    const startsAfter = new Date('2098-01-02T20:00:00Z');
    const startsBefore = new Date('2098-01-03T20:00:00Z');
    expect(titlesOf(await list({ filter: { venueId, startsAfter, startsBefore } }))).toEqual(['Show 1']);
    expect(titlesOf(await list({ filter: { venueId: 'nowhere' } }))).toEqual([]);
  });

  it('can be limited to what the caller organises, drafts included, and counts the same', async () => {
    const other: Principal = { id: 'organiser_of_one', role: 'organiser', email: null };
    const own = await shows.createShow(other, showInput({ title: 'Of another' }));
    const filter = { mine: true };
    const countOf = (principal: Principal | null) => shows.countShows(principal, filter, 100);
    expect(titlesOf(await list({ filter }, other))).toEqual(['Of another']);
    expect(await countOf(other)).toBe(1);
    await shows.publishShow(other, { showId: own.id });
    const ofOrganiser = titlesOf(await list({ first: 100, filter }, ORGANISER));
    expect(ofOrganiser.length).toBeGreaterThan(6);
    expect(ofOrganiser).not.toContain('Of another');
    expect(titlesOf(await list({ first: 100, filter: { mine: false } }, ORGANISER))).toContain('Of another');
    const admin: Principal = { ...other, id: 'admin', role: 'admin' };
    const everything = titlesOf(await shows.listShows(admin, { first: 100 }));
    expect(titlesOf(await list({ first: 100, filter }, admin))).toEqual(everything);
    for (const principal of [null, CUSTOMER]) {
      expect(titlesOf(await list({ filter }, principal))).toEqual([]);
      expect(await countOf(principal)).toBe(0);
    }
  });

  it('refuses bad cursors and sizes', async () => {
    expect(await issuesOf(list({ first: 0, after: 'x', before: '' }))).toEqual([
      'after: is not a cursor that this API gave out',
      'before: is not a cursor that this API gave out',
      'first: must be 1 to 100',
    ]);
    expect(await issuesOf(list({ first: 1, last: 101 }))).toEqual([
      'last: must not be combined with first',
      'last: must be 1 to 100',
    ]);
    expect(await issuesOf(list({ after: Buffer.from('9999999999999999 show_x').toString('base64url') }))).toHaveLength(
      1,
    );
  });
});

describe('seedDemo', () => {
  it('also makes a concert with ticket types, taxes, a fee and a code, and a show that is sold later', async () => {
    await using fresh = await createTestDatabase();
    const services = servicesOn(fresh.database);
    const now = new Date();
    for (const _start of [1, 2]) expect(await seedDemo(services, 'all', now)).toBe(DEMO_SHOW_ID);
    const concert = (await services.shows.getShow(DEMO_CONCERT_ID))!;
    expect(concert.status).toBe('ON_SALE');
    const plan = await services.shows.planOf(concert);
    expect(plan.seats).toHaveLength(20_000);
    expect(plan.areas.map(({ capacity }) => capacity)).toEqual([2_000]);
    expect(await services.codes.codesOf(ORGANISER, concert)).toMatchObject([{ code: 'LIGHTHOUSE', percent: 10_000 }]);
    expect(concert.changeRules).toMatchObject({ returnFee: 500, exchangeFee: 250, keepsFees: true });
    for (const until of [concert.changeRules.returnsUntil, concert.changeRules.exchangesUntil]) {
      expect(Number(until)).toBeLessThan(Number(concert.startsAt));
    }
    expect(plan.seats.every((seat) => priceOf(concert, seat).amount > 0)).toBe(true);
    const later = await services.shows.getShow(DEMO_LATER_SHOW_ID);
    expect(later!.salesStartAt!.getTime()).toBeGreaterThan(now.getTime());
    await expect(services.shows.getShowOnSale(CUSTOMER, DEMO_LATER_SHOW_ID, 'id')).rejects.toThrow(ShowNotOnSaleError);
    expect(await fresh.database.query('SELECT id FROM seating_plans')).toHaveLength(2);
    expect(await fresh.database.query('SELECT id FROM shows')).toHaveLength(3);
  });

  it('puts the demo hall on sale, once, also when several nodes start together', async () => {
    await using fresh = await createTestDatabase();
    const nodes = [servicesOn(fresh.database), servicesOn(fresh.database), servicesOn(fresh.database)];
    expect(await Promise.all(nodes.map((node) => seedDemo(node, 'small')))).toEqual(Array(3).fill(DEMO_SHOW_ID));
    const { shows: demoShows } = servicesOn(fresh.database);
    const show = await demoShows.getShowOnSale(CUSTOMER, DEMO_SHOW_ID, 'id');
    expect(show.plan.seatCount).toBe(1252);
    expect((await demoShows.planOf(show)).seats.every((seat) => priceOf(show, seat).amount > 0)).toBe(true);
    expect(await fresh.database.query('SELECT id FROM seating_plans')).toHaveLength(1);
    expect(await fresh.database.query('SELECT id FROM venues')).toHaveLength(1);
  });

  it('leaves a show that an organiser paused alone', async () => {
    await using fresh = await createTestDatabase();
    const services = servicesOn(fresh.database);
    await seedDemo(services, 'small');
    await services.shows.pauseShow(ORGANISER, { showId: DEMO_SHOW_ID });
    await seedDemo(services, 'small');
    expect((await services.shows.getShow(DEMO_SHOW_ID))?.status).toBe('PAUSED');
  });
});
