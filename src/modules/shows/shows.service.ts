import { createLoadingCache } from '../../platform/caching/loading-cache.ts';
import { isId, newId } from '../../platform/ids.ts';
import type { Mutex } from '../../platform/mutex/mutex.ts';
import { readClock } from '../../platform/postgres/clock.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { RedisUnavailableError } from '../../platform/redis/connection.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import { IllegalStateError, InvalidInputError, NotFoundError, ServiceUnavailableError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { assertCan, can, visibleDrafts } from '../identity/rights.ts';
import { lockHead } from '../inventory/write-seat-events.ts';
import type { LoadedPlan, SeatingService } from '../seating/seating.service.ts';
import { endOfSales, salesState } from './sales.ts';
import { changedRules } from './seat-rules.ts';
import { type PriceTier, SHOW_TRANSITIONS, type Show, type ShowStatus } from './show.ts';
import { statusEvent, writeShowEvents } from './show-events.ts';
import {
  type CreateShowInput,
  priceChangeIssues,
  showIssues,
  type UpdateShowInput,
  updateIssues,
} from './show-input.ts';
import { type ShowLease, withShowMutex } from './show-mutex.ts';
import { filterOf, pageQuery, type ShowFilter, type ShowPage, type ShowPageRequest } from './show-page.ts';
import { countShows, readShow, readShowOfTier, readShowPage, readShowVersions } from './show-reader.ts';
import { assertCanDoToShow } from './show-rights.ts';
import { insertShow, lockShow, priceObstacle, rewritePrices, rewriteShow, rewriteStatus } from './show-writer.ts';
import { ShowNotOnSaleError } from './shows.errors.ts';
import { StaleShowError } from './stale-show.ts';

export type { Show } from './show.ts';

export interface ShowsService {
  /** The show, or null; at most a second old, drafts included (see `getVisibleShow`). */
  getShow(id: string): Promise<Show | null>;
  /** The show, or null when the caller may not know of it: a draft is its organiser's. */
  getVisibleShow(principal: Principal | null, id: string): Promise<Show | null>;
  /** The price tier of a show that the caller may know of, or null. */
  getVisibleTier(principal: Principal | null, tierId: string): Promise<PriceTier | null>;
  /**
   * The show if its seats can be locked now. Throws NotFoundError with `path` where there is none, or the caller may not know of
   * it; ShowNotOnSaleError.
   */
  getShowOnSale(principal: Principal, id: string, path: string): Promise<Show>;
  /**
   * Why seats of the show could not be had, by its state as it is in the database now: StaleShowError when it is on sale, with
   * other prices than those that the caller knew. Throws NotFoundError.
   */
  whyNotHad(id: string): Promise<ShowNotOnSaleError | StaleShowError>;
  /** The show's plan with its seats. */
  planOf(show: Show): Promise<LoadedPlan>;
  /** A page of the shows that the caller may know of, those to come before those that have begun. Throws InvalidInputError. */
  listShows(principal: Principal | null, request: ShowPageRequest): Promise<ShowPage>;
  /** How many there are of them, counted up to `max + 1`, for organisers. */
  countShows(principal: Principal | null, filter: ShowFilter | null | undefined, max: number): Promise<number>;
  /** Makes a DRAFT. Throws InvalidInputError with every problem, NotFoundError (plan). `id` is for seeding. */
  createShow(principal: Principal, input: CreateShowInput, id?: string): Promise<Show>;
  /**
   * DRAFT or PAUSED to ON_SALE; a show that is on sale stays so. Throws NotFoundError, IllegalStateError (also when the time of its
   * sales is over: it would sell nothing).
   */
  publishShow(principal: Principal, input: { showId: string }): Promise<Show>;
  /** ON_SALE to PAUSED; a paused show stays so. Holds and bookings go on. Throws NotFoundError, IllegalStateError. */
  pauseShow(principal: Principal, input: { showId: string }): Promise<Show>;
  /** ON_SALE or PAUSED to CLOSED: sales are over for good. Throws NotFoundError, IllegalStateError. */
  closeShow(principal: Principal, input: { showId: string }): Promise<Show>;
  /** To CANCELLED, from any other state and for good; bookings stay. Throws NotFoundError. */
  cancelShow(principal: Principal, input: { showId: string }): Promise<Show>;
  /**
   * Changes title, times, prices and seat rules. Prices of a published show change while it is paused and nobody holds its seats: what is
   * held is sold at the price it was held at. Throws NotFoundError, InvalidInputError, IllegalStateError.
   */
  updateShow(principal: Principal, input: UpdateShowInput): Promise<Show>;
  /** The show was changed: this node forgets what it has read of it. */
  forget(id: string): void;
  /** The versions of those of the shows that there are, as they are in the database now. */
  versionsOf(ids: readonly string[]): Promise<Map<string, number>>;
  /** Forgets the shows that this node has read. */
  renew(): void;
}

export interface ShowsServiceDeps {
  database: Database;
  mutex: Mutex;
  keys: RedisKeys;
  seating: SeatingService;
}

/** How old a show may be that is read from the process: what another node changed is seen after at most this. */
const SHOW_CACHE_TTL_MS = 1_000;
/** Of a few thousand usual shows. */
const MAX_CACHED_SHOW_BYTES = 16 * 1024 * 1024;
const SHOW_BYTES = 2_048;
const PRICE_TIER_BYTES = 512;

export function createShowsService({ database, mutex, keys, seating }: ShowsServiceDeps): ShowsService {
  const cache = createLoadingCache({
    load: (id) => readShow(database, id),
    // Texts of shows and tiers are short (see show-input.ts); tiers may be many.
    weigh: ({ priceTiers }) => SHOW_BYTES + PRICE_TIER_BYTES * priceTiers.length,
    maxWeight: MAX_CACHED_SHOW_BYTES,
    ttl_ms: SHOW_CACHE_TTL_MS,
  });

  const getShow = async (id: string) => (isId('show', id) ? cache.get(id) : null);

  async function getFreshShow(id: string, path: string): Promise<Show> {
    cache.invalidate(id);
    const show = await getShow(id);
    if (!show) throw new NotFoundError('Show', path);
    return show;
  }

  /** One change of the show at a time. */
  async function change(principal: Principal, showId: string, work: (show: Show, lease: ShowLease) => Promise<Show>) {
    // Before they could make its organiser wait.
    assertCanDoToShow(principal, 'show.update', await getShow(showId), 'input.showId');
    try {
      return await withShowMutex({ database, mutex, keys, showId }, async (lease) => {
        const show = await getFreshShow(showId, 'input.showId');
        assertCanDoToShow(principal, 'show.update', show, 'input.showId');
        return work(show, lease);
      });
    } catch (error) {
      if (!(error instanceof RedisUnavailableError)) throw error;
      throw new ServiceUnavailableError('Shows can not be changed just now.');
    }
  }

  function changeStatus(principal: Principal, showId: string, status: ShowStatus): Promise<Show> {
    return change(principal, showId, async (show, lease) => {
      if (show.status === status) return show;
      if (!SHOW_TRANSITIONS[show.status].includes(status)) throw illegalTransition(show, status);
      if (status === 'ON_SALE') refuseOverSales(show, await readClock(database));
      const changed = await database.transaction(async (tx) => {
        await lease.guard(tx);
        const isFirst = await rewriteStatus(tx, show, status);
        if (isFirst) {
          await writeShowEvents(tx, showId, { types: [statusEvent(show.status, status)], actor: principal.id });
        }
        return isFirst;
      });
      const after = await getFreshShow(showId, 'input.showId');
      // Whoever came first may have done the same.
      if (!changed && after.status !== status) throw beingChanged();
      return after;
    });
  }

  async function update(show: Show, input: UpdateShowInput, { lease, actor }: { lease: ShowLease; actor: string }) {
    if (show.status === 'CANCELLED') throw new IllegalStateError('A show that is CANCELLED can not be changed.');
    const after = {
      ...show,
      title: input.title ?? show.title,
      startsAt: input.startsAt ?? show.startsAt,
      salesStartAt: input.salesStartAt === undefined ? show.salesStartAt : input.salesStartAt,
      salesEndAt: input.salesEndAt === undefined ? show.salesEndAt : input.salesEndAt,
      seatRules: changedRules(show.seatRules, input.seatRules),
    };
    const given = input.priceTiers ?? [];
    const issues = [...updateIssues(after), ...priceChangeIssues(given, show)];
    if (issues.length > 0) throw new InvalidInputError(issues);
    const tierOf = new Map(show.priceTiers.map((tier) => [tier.id, tier]));
    const prices = given.filter(({ id, name, price }) => {
      const tier = tierOf.get(id)!;
      return (name ?? tier.name) !== tier.name || (price ?? tier.price.amount) !== tier.price.amount;
    });
    const hasNewPrices = prices.some(
      ({ id, price }) => (price ?? tierOf.get(id)!.price.amount) !== tierOf.get(id)!.price.amount,
    );
    if (prices.length === 0 && isSame(show, after)) return show;
    await database.transaction(async (tx) => {
      await lease.guard(tx);
      // Of seats that are being held at this moment it would not know: whoever holds some has the head first.
      if (hasNewPrices) await lockHead(tx, show.id);
      await lockShow(tx, show.id);
      if (hasNewPrices) refuseHeldPrices(await priceObstacle(tx, show.id));
      if (!(await rewriteShow(tx, show, after))) throw beingChanged();
      if (prices.length > 0) await rewritePrices(tx, show.id, prices);
      await writeShowEvents(tx, show.id, { types: ['show.updated'], actor });
    });
    return getFreshShow(show.id, 'input.showId');
  }

  async function getVisibleShow(principal: Principal | null, id: string): Promise<Show | null> {
    const show = await getShow(id);
    return show && can(principal, 'show.read', show) ? show : null;
  }

  return {
    getShow,
    getVisibleShow,
    async getVisibleTier(principal, tierId) {
      const showId = isId('tier', tierId) ? await readShowOfTier(database, tierId) : null;
      const show = showId === null ? null : await getVisibleShow(principal, showId);
      return show?.priceTiers.find(({ id }) => id === tierId) ?? null;
    },
    async getShowOnSale(principal, id, path) {
      const known = await getShow(id);
      if (!known) throw new NotFoundError('Show', path);
      if (salesState(known, new Date()) === 'ON_SALE') return known;
      // Another node may have put it on sale within this second, or this one's clock may be wrong.
      const show = await getFreshShow(id, path);
      if (!can(principal, 'show.read', show)) throw new NotFoundError('Show', path);
      const now = await readClock(database);
      if (salesState(show, now) !== 'ON_SALE') throw new ShowNotOnSaleError(show, now);
      return show;
    },
    async whyNotHad(id) {
      const show = await getFreshShow(id, 'input.showId');
      const now = await readClock(database);
      return salesState(show, now) === 'ON_SALE' ? new StaleShowError() : new ShowNotOnSaleError(show, now);
    },
    async planOf(show) {
      const plan = await seating.getPlan(show.plan.id);
      if (!plan) throw new Error(`${show.id} has no plan ${show.plan.id}`);
      return plan;
    },
    async listShows(principal, request) {
      const query = pageQuery(request, { drafts: visibleDrafts(principal), now: new Date() });
      return readShowPage(database, query, request);
    },
    countShows: (principal, filter, max) =>
      countShows(database, filterOf(filter, { drafts: visibleDrafts(principal) }), max),
    async createShow(principal, input, id = newId('show')) {
      assertCan(principal, 'show.create', null);
      const plan = await seating.getPlan(input.planId);
      if (!plan) throw new NotFoundError('Seating plan', 'input.planId');
      const issues = showIssues(input, plan.categories);
      if (issues.length > 0) throw new InvalidInputError(issues);
      await database.transaction((tx) => insertShow(tx, { id, organiserId: principal.id, input }));
      return getFreshShow(id, 'input.showId');
    },
    publishShow: (principal, { showId }) => changeStatus(principal, showId, 'ON_SALE'),
    pauseShow: (principal, { showId }) => changeStatus(principal, showId, 'PAUSED'),
    closeShow: (principal, { showId }) => changeStatus(principal, showId, 'CLOSED'),
    cancelShow: (principal, { showId }) => changeStatus(principal, showId, 'CANCELLED'),
    updateShow: (principal, input) =>
      change(principal, input.showId, (show, lease) => update(show, input, { lease, actor: principal.id })),
    forget: (id) => cache.invalidate(id),
    versionsOf: (ids) => readShowVersions(database, ids),
    renew: () => cache.clear(),
  };
}

function isSame(one: Show, other: Show): boolean {
  const factsOf = ({ title, startsAt, salesStartAt, salesEndAt, seatRules }: Show) =>
    JSON.stringify([title, startsAt, salesStartAt, salesEndAt, seatRules]);
  return factsOf(one) === factsOf(other);
}

function refuseHeldPrices(obstacle: Awaited<ReturnType<typeof priceObstacle>>): void {
  if (obstacle === 'ON_SALE') {
    throw new IllegalStateError('Prices can change in a draft, and while sales are paused. Pause the show first.');
  }
  if (obstacle === 'HELD') {
    throw new IllegalStateError('Seats are held at the present prices. Try again when nobody holds seats any more.');
  }
  // A node may still sell at the prices that it has read a moment ago.
  if (obstacle === 'JUST_PAUSED')
    throw new ServiceUnavailableError('The show was paused a moment ago: try again in two seconds.', 2);
}

function beingChanged(): ServiceUnavailableError {
  return new ServiceUnavailableError('The show is being changed by someone else.', 1);
}

/** Whoever puts a show on sale whose sales are over has mistaken a date, or the show, and would hear of it from nobody. */
function refuseOverSales(show: Show, now: Date): void {
  const end = endOfSales(show);
  if (now < end) return;
  const what = show.salesEndAt === null ? 'The show has begun' : 'Its sales have ended';
  throw new IllegalStateError(
    `${what} (${end.toISOString()}): nothing would be sold. Set salesEndAt to a later time first, or mend startsAt.`,
  );
}

function illegalTransition(show: Show, status: ShowStatus): IllegalStateError {
  return new IllegalStateError(`A show that is ${show.status} can not become ${status}.`);
}
