import { isId, newId } from '../../platform/ids.ts';
import type { Mutex } from '../../platform/mutex/mutex.ts';
import { readClock } from '../../platform/postgres/clock.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import { InvalidInputError, NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { assertCan, can, visibleDrafts } from '../identity/rights.ts';
import type { TicketType } from '../pricing/ticket-type.ts';
import type { LoadedPlan, SeatingService } from '../seating/seating.service.ts';
import { KnownShows } from './known-shows.ts';
import { isSoldAtDoor, salesState } from './sales.ts';
import type { PriceTier, Show } from './show.ts';
import { ShowChanger } from './show-changer.ts';
import { type CreateShowInput, showIssues, type UpdateShowInput } from './show-input.ts';
import { changedLimits, HIGHEST_LIMITS, NO_SHOW_LIMITS, type ServerLimits, showLimitIssues } from './show-limits.ts';
import { filterOf, pageQuery, type ShowFilter, type ShowPage, type ShowPageRequest } from './show-page.ts';
import { countShows, readShowOfTicketType, readShowOfTier, readShowPage, readShowVersions } from './show-reader.ts';
import { insertShow } from './show-writer.ts';
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
  /** The ticket type of a show that the caller may know of, or null. */
  getVisibleTicketType(principal: Principal | null, typeId: string): Promise<TicketType | null>;
  /** A ticket type of the show, by what this node knows of it; null: it has none of that id. */
  ticketTypeOf(showId: string, typeId: string): Promise<TicketType | null>;
  /**
   * The show if its seats can be locked now. Throws NotFoundError with `path` where there is none, or the caller may not know of
   * it; ShowNotOnSaleError.
   */
  getShowOnSale(principal: Principal, id: string, path: string): Promise<Show>;
  /**
   * The show if its organiser can sell at the box office now. Throws NotFoundError as `getShowOnSale`, ForbiddenError, ShowNotOnSaleError (a
   * draft, closed, cancelled).
   */
  getShowAtDoor(principal: Principal, id: string, path: string): Promise<Show>;
  /**
   * Why seats of the show could not be had, by its state as it is in the database now: StaleShowError when it is on sale, with
   * other prices than those that the caller knew; `atDoor`: at the box office. Throws NotFoundError.
   */
  whyNotHad(id: string, atDoor?: boolean): Promise<ShowNotOnSaleError | StaleShowError>;
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
  /**
   * To CANCELLED, from any other state and for good; bookings stay, and nothing can be held from then on. What is held ends by
   * `CancellationsService`. `also`: what is written down with it, in the same transaction; of one that is CANCELLED already, in one of its own. Throws NotFoundError.
   */
  cancelShow(principal: Principal, input: { showId: string }, also?: (tx: Querier) => Promise<void>): Promise<Show>;
  /**
   * Changes title, times, prices (ticket types, fees and taxes included), seat rules and limits per buyer: locks that run stay. Prices of a published show change while it is paused and nobody holds its seats: what is
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
  /** What no show may exceed; without, what any server may allow. */
  mostLimits?: ServerLimits;
}

export function createShowsService(deps: ShowsServiceDeps): ShowsService {
  return new Shows(deps);
}

class Shows implements ShowsService {
  readonly #database: Database;
  readonly #seating: SeatingService;
  readonly #known: KnownShows;
  readonly #changer: ShowChanger;
  readonly #mostLimits: ServerLimits;

  constructor({ database, mutex, keys, seating, mostLimits = HIGHEST_LIMITS }: ShowsServiceDeps) {
    this.#database = database;
    this.#seating = seating;
    this.#known = new KnownShows(database);
    this.#changer = new ShowChanger({ database, mutex, keys, shows: this.#known, mostLimits });
    this.#mostLimits = mostLimits;
  }

  getShow(id: string): Promise<Show | null> {
    return this.#known.get(id);
  }

  async getVisibleShow(principal: Principal | null, id: string): Promise<Show | null> {
    const show = await this.#known.get(id);
    return show && can(principal, 'show.read', show) ? show : null;
  }

  async getVisibleTier(principal: Principal | null, tierId: string): Promise<PriceTier | null> {
    const showId = isId('tier', tierId) ? await readShowOfTier(this.#database, tierId) : null;
    const show = showId === null ? null : await this.getVisibleShow(principal, showId);
    return show?.priceTiers.find(({ id }) => id === tierId) ?? null;
  }

  async getVisibleTicketType(principal: Principal | null, typeId: string): Promise<TicketType | null> {
    const showId = isId('tickettype', typeId) ? await readShowOfTicketType(this.#database, typeId) : null;
    const show = showId === null ? null : await this.getVisibleShow(principal, showId);
    return show?.ticketTypes.find(({ id }) => id === typeId) ?? null;
  }

  async ticketTypeOf(showId: string, typeId: string): Promise<TicketType | null> {
    const typeIn = (show: Show | null) => show?.ticketTypes.find(({ id }) => id === typeId) ?? null;
    // Another node may have added it within this second.
    return typeIn(await this.#known.get(showId)) ?? typeIn(await this.#known.getFresh(showId, 'id'));
  }

  async getShowOnSale(principal: Principal, id: string, path: string): Promise<Show> {
    const known = await this.#known.get(id);
    if (!known) throw new NotFoundError('Show', path);
    if (salesState(known, new Date()) === 'ON_SALE') return known;
    // Another node may have put it on sale within this second, or this one's clock may be wrong.
    const show = await this.#known.getFresh(id, path);
    if (!can(principal, 'show.read', show)) throw new NotFoundError('Show', path);
    const now = await readClock(this.#database);
    if (salesState(show, now) !== 'ON_SALE') throw new ShowNotOnSaleError(show, now);
    return show;
  }

  async getShowAtDoor(principal: Principal, id: string, path: string): Promise<Show> {
    const show = await this.#known.getFresh(id, path);
    if (!can(principal, 'show.read', show)) throw new NotFoundError('Show', path);
    assertCan(principal, 'show.sell', show);
    if (!isSoldAtDoor(show)) throw new ShowNotOnSaleError(show);
    return show;
  }

  async whyNotHad(id: string, atDoor = false): Promise<ShowNotOnSaleError | StaleShowError> {
    const show = await this.#known.getFresh(id, 'input.showId');
    const now = await readClock(this.#database);
    const isOnSale = atDoor ? isSoldAtDoor(show) : salesState(show, now) === 'ON_SALE';
    return isOnSale ? new StaleShowError() : new ShowNotOnSaleError(show, now);
  }

  async planOf(show: Show): Promise<LoadedPlan> {
    const plan = await this.#seating.getPlan(show.plan.id);
    if (!plan) throw new Error(`${show.id} has no plan ${show.plan.id}`);
    return plan;
  }

  async listShows(principal: Principal | null, request: ShowPageRequest): Promise<ShowPage> {
    const query = pageQuery(request, { drafts: visibleDrafts(principal), now: new Date() });
    return readShowPage(this.#database, query, request);
  }

  async countShows(principal: Principal | null, filter: ShowFilter | null | undefined, max: number): Promise<number> {
    return countShows(this.#database, filterOf(filter, { drafts: visibleDrafts(principal) }), max);
  }

  async createShow(principal: Principal, input: CreateShowInput, id: string = newId('show')): Promise<Show> {
    assertCan(principal, 'show.create', null);
    const plan = await this.#seating.getPlan(input.planId);
    if (!plan) throw new NotFoundError('Seating plan', 'input.planId');
    const limits = changedLimits(NO_SHOW_LIMITS, input.limits);
    const issues = [...showIssues(input, plan.categories), ...showLimitIssues(limits, this.#mostLimits)];
    if (issues.length > 0) throw new InvalidInputError(issues);
    await this.#database.transaction((tx) => insertShow(tx, { id, organiserId: principal.id, input }));
    return this.#known.getFresh(id, 'input.showId');
  }

  publishShow(principal: Principal, { showId }: { showId: string }): Promise<Show> {
    return this.#changer.changeStatus(principal, showId, 'ON_SALE');
  }

  pauseShow(principal: Principal, { showId }: { showId: string }): Promise<Show> {
    return this.#changer.changeStatus(principal, showId, 'PAUSED');
  }

  closeShow(principal: Principal, { showId }: { showId: string }): Promise<Show> {
    return this.#changer.changeStatus(principal, showId, 'CLOSED');
  }

  cancelShow(
    principal: Principal,
    { showId }: { showId: string },
    also?: (tx: Querier) => Promise<void>,
  ): Promise<Show> {
    return this.#changer.changeStatus(principal, showId, 'CANCELLED', also);
  }

  updateShow(principal: Principal, input: UpdateShowInput): Promise<Show> {
    return this.#changer.updateShow(principal, input);
  }

  forget(id: string): void {
    this.#known.forget(id);
  }

  versionsOf(ids: readonly string[]): Promise<Map<string, number>> {
    return readShowVersions(this.#database, ids);
  }

  renew(): void {
    this.#known.forgetAll();
  }
}
