import { idOf, newId } from '../../platform/ids.ts';
import { type Database, violatedUniqueConstraint } from '../../platform/postgres/database.ts';
import { pause } from '../../platform/timing/pause.ts';
import { DomainError, type InputIssue, InvalidInputError, ServiceUnavailableError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import type { BookingsService } from '../bookings/bookings.service.ts';
import { can } from '../identity/rights.ts';
import { continueMap } from '../inventory/map-heads.ts';
import type { LocksService } from '../locks/locks.service.ts';
import type { PaymentsService } from '../payments/payments.service.ts';
import type { SeatBlockingService } from '../seat-map/seat-blocking.service.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import type { SeatingService } from '../seating/seating.service.ts';
import { DEMO_ORGANISER_ID } from '../shows/demo.ts';
import { type CreateShowInput, showIssues } from '../shows/show-input.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { MAX_CATEGORIES, SANDBOX_VENUE, type SandboxHall, sandboxHall } from './sandbox-hall.ts';
import { existing, listSandboxShows, noteShow } from './sandbox-rows.ts';

export type SandboxSeatState = 'LOCKED' | 'BOOKED' | 'BLOCKED';

export interface SandboxShowInput {
  key?: string | null | undefined;
  title?: string | null | undefined;
  seats?: number | null | undefined;
  prices?: readonly number[] | null | undefined;
  currency?: string | null | undefined;
  startsInSeconds?: number | null | undefined;
  salesStartInSeconds?: number | null | undefined;
  salesEndInSeconds?: number | null | undefined;
  states?: readonly { seatId: string; state: SandboxSeatState }[] | null | undefined;
}

interface WantedShow {
  key: string;
  hall: SandboxHall;
  prices: readonly number[];
  input: SandboxShowInput;
}

export interface SandboxShowsDeps {
  database: Database;
  seating: SeatingService;
  shows: ShowsService;
  locks: LocksService;
  bookings: BookingsService;
  payments: PaymentsService;
  seatBlocking: SeatBlockingService;
  seatMap: SeatMapService;
}

/** Who does what nobody in particular does. */
export const SANDBOX_ADMIN: Principal = { id: DEMO_ORGANISER_ID, role: 'admin', email: null };
const DEFAULTS = { seats: 20, price: 2_500, currency: 'EUR', startsInSeconds: 30 * 24 * 60 * 60 };
const CUSTOMER = { name: 'Sandbox', email: 'sandbox@shop.example', phone: null, locale: null };
/** Until the seats are as was asked for. */
const SETTLED_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 25;

/** Makes shows for tests of shops, by what makes them for everybody: each step is checked, and told, as usual. */
export class SandboxShows {
  readonly #deps: SandboxShowsDeps;
  readonly #remove: (showId: string) => Promise<unknown>;
  /** The keys of shows that are being made without one of their own. */
  readonly #chosen = new Set<string>();

  /** `remove`: of a show that could not be made in whole. */
  constructor(deps: SandboxShowsDeps, remove: (showId: string) => Promise<unknown>) {
    this.#deps = deps;
    this.#remove = remove;
  }

  async create(caller: Principal | null, input: SandboxShowInput): Promise<Show> {
    const given = input.key ?? null;
    if (given !== null) return await this.#create(caller, input, given);
    const key = await this.#chooseKey();
    try {
      return await this.#create(caller, input, key);
    } finally {
      this.#chosen.delete(key);
    }
  }

  async #create(caller: Principal | null, input: SandboxShowInput, key: string): Promise<Show> {
    const { database, shows } = this.#deps;
    const id = idOf('show', `sandbox ${key}`);
    if (await shows.getShow(id)) throw taken(key);
    const prices = input.prices ?? [DEFAULTS.price];
    const hall = sandboxHall({ seats: input.seats ?? DEFAULTS.seats, categories: prices.length });
    const show = this.#showOf({ key, hall, prices, input });
    const issues = [...issuesOf(input, hall), ...issuesOfShow(show, input, hall)];
    if (issues.length > 0) throw new InvalidInputError(issues);
    await this.#importHall(hall);
    const organiser = caller && can(caller, 'show.create', null) ? caller : SANDBOX_ADMIN;
    const before = await noteShow(database, id);
    await this.#make(organiser, { id, key, show });
    try {
      await database.transaction((tx) => continueMap(tx, id, before));
      await shows.publishShow(organiser, { showId: id });
      await this.#setStates(id, input.states ?? []);
      return await this.#openSales(organiser, id, input);
    } catch (error) {
      // Such as a show that has begun meanwhile: whoever is told of an error may ask again with that key.
      await this.#remove(id);
      if (!(error instanceof DomainError) || isOfEveryResult(error)) throw error;
      throw new InvalidInputError([
        { path: 'input', message: `could not be made so: ${error.message}`, code: 'OTHER' },
      ]);
    }
  }

  /** The first that is free: the same in each run that makes the same shows. */
  async #chooseKey(): Promise<string> {
    const taken = new Set((await listSandboxShows(this.#deps.database, null)).map(({ id }) => id));
    let number = 1;
    while (this.#chosen.has(String(number)) || taken.has(idOf('show', `sandbox ${number}`))) number += 1;
    this.#chosen.add(String(number));
    return String(number);
  }

  async #importHall({ planId, plan }: SandboxHall): Promise<void> {
    const { seating } = this.#deps;
    if (await seating.getPlanMeta(planId)) return;
    try {
      await seating.importSeatingPlan(SANDBOX_ADMIN, { venue: SANDBOX_VENUE, plan }, planId);
    } catch (error) {
      // Another request has made one like it at the same moment.
      if (violatedUniqueConstraint(error) !== 'seating_plans_pkey') throw error;
    }
  }

  #showOf({ key, hall, prices, input }: WantedShow): CreateShowInput {
    return {
      planId: hall.planId,
      title: input.title ?? `Sandbox show ${key}`,
      startsAt: inSeconds(input.startsInSeconds ?? DEFAULTS.startsInSeconds),
      currency: input.currency ?? DEFAULTS.currency,
      priceTiers: hall.categories.map((category, index) => ({
        id: idOf('tier', `sandbox ${key} ${index + 1}`),
        name: category,
        category,
        price: prices[index]!,
      })),
    };
  }

  async #make(
    organiser: Principal,
    { id, key, show }: { id: string; key: string; show: CreateShowInput },
  ): Promise<void> {
    try {
      await this.#deps.shows.createShow(organiser, show, id);
    } catch (error) {
      if (violatedUniqueConstraint(error) === 'shows_pkey') throw taken(key);
      throw error;
    }
  }

  /** Held, sold and blocked by others than whoever asks. */
  async #setStates(showId: string, states: NonNullable<SandboxShowInput['states']>): Promise<void> {
    const { locks, seatBlocking, bookings, payments, seatMap } = this.#deps;
    const of = (wanted: SandboxSeatState) => states.flatMap(({ seatId, state }) => (state === wanted ? [seatId] : []));
    const blocked = of('BLOCKED');
    if (blocked.length > 0)
      await seatBlocking.blockSeats(SANDBOX_ADMIN, { showId, seatIds: blocked, reason: 'Sandbox' });
    const { seatsPerLock, seatsPerBuyer } = locks.buyerLimits;
    const atOnce = Math.min(seatsPerLock, seatsPerBuyer);
    for (const state of ['LOCKED', 'BOOKED'] as const) {
      for (const seatIds of chunks(of(state), atOnce)) {
        const buyer: Principal = { id: newId('guest'), role: 'customer', email: null };
        const lock = await locks.lockSeats(buyer, { showId, seatIds });
        if (state === 'LOCKED') continue;
        const booking = await bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
        if (booking.status === 'PENDING_PAYMENT') {
          await payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_ok' });
        }
      }
    }
    // The seat service books seats when it hears of the payment.
    const sold = of('BOOKED');
    const deadline = performance.now() + SETTLED_WITHIN_MS;
    while (sold.length > 0 && performance.now() < deadline) {
      const now = await seatMap.statesOf(showId, sold);
      if (sold.every((seatId) => now.get(seatId) === 'BOOKED')) return;
      await pause(LOOK_EVERY_MS);
    }
    if (sold.length > 0) throw new ServiceUnavailableError('The seats are still being booked.', 1);
  }

  /** Seats are held and sold while sales are open: their times are set afterwards. */
  async #openSales(organiser: Principal, showId: string, input: SandboxShowInput): Promise<Show> {
    const { shows } = this.#deps;
    const { salesStartInSeconds: start, salesEndInSeconds: end } = input;
    if (start == null && end == null) return existing(await shows.getShow(showId), 'Sandbox show', 'input');
    return await shows.updateShow(organiser, {
      showId,
      ...(start == null ? {} : { salesStartAt: inSeconds(start) }),
      ...(end == null ? {} : { salesEndAt: inSeconds(end) }),
    });
  }
}

function inSeconds(seconds: number): Date {
  return new Date(Date.now() + seconds * 1000);
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

function taken(key: string): InvalidInputError {
  const message = `there is a show of the key "${key}": take another one, or remove it by sandboxReset`;
  return new InvalidInputError([{ path: 'input.key', message, code: 'DUPLICATE' }]);
}

function isOfEveryResult(error: DomainError): boolean {
  return error instanceof InvalidInputError || error instanceof ServiceUnavailableError;
}

/** What the show would be refused for once it is there: nothing of it is made then. By the names that are used here. */
function issuesOfShow(show: CreateShowInput, input: SandboxShowInput, { categories }: SandboxHall): InputIssue[] {
  const { salesStartInSeconds: start, salesEndInSeconds: end } = input;
  const times = {
    salesStartAt: start == null ? null : inSeconds(start),
    salesEndAt: end == null ? null : inSeconds(end),
  };
  const issues = showIssues(
    { ...show, ...times },
    categories.map((name) => ({ name, color: null })),
  );
  return issues.map(({ path, message, ...issue }) => ({
    ...issue,
    path: sandboxPath(path),
    message: message.replace(/(starts|salesStart)At/, '$1InSeconds'),
  }));
}

function sandboxPath(path: string): string {
  return path
    .replace(
      /^input\.(startsAt|salesStartAt|salesEndAt)$/,
      (_, name: string) => `input.${name.replace(/At$/, 'InSeconds')}`,
    )
    .replace(/^input\.priceTiers\.(\d+)\..*/, 'input.prices.$1');
}

function issuesOf({ prices, states }: SandboxShowInput, { seatIds }: SandboxHall): InputIssue[] {
  const issues: InputIssue[] = [];
  if (prices && (prices.length < 1 || prices.length > MAX_CATEGORIES)) {
    issues.push({
      path: 'input.prices',
      message: `must be 1 to ${MAX_CATEGORIES} prices`,
      ...(prices.length < 1 ? { code: 'REQUIRED' } : { code: 'TOO_MANY', maximum: MAX_CATEGORIES }),
    });
  }
  const seen = new Set<string>();
  for (const [index, { seatId }] of (states ?? []).entries()) {
    const path = `input.states.${index}.seatId`;
    if (!seatIds.has(seatId))
      issues.push({ path, message: `is no seat of a hall of ${seatIds.size}: A-1, A-2, …`, code: 'UNKNOWN' });
    else if (seen.has(seatId)) issues.push({ path, message: 'is given twice', code: 'DUPLICATE' });
    seen.add(seatId);
  }
  return issues;
}
