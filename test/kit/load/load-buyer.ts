import { setTimeout as delay } from 'node:timers/promises';
import { type BoxOffice, createBoxOffice, guestToken } from '../../../packages/client/src/box-office/box-office.ts';
import type { Outcome, SeatLock } from '../../../packages/client/src/box-office/outcome.ts';
import { createSeatMap, type SeatMap, type SeatMapState } from '../../../packages/client/src/seat-map.ts';
import type { Random } from '../basics/random.ts';
import type { LoadRecord, Step } from './load-figures.ts';

/** How often a buyer tries again when others were quicker, or the box office is busy. */
const ATTEMPTS = 5;
const MOST_SEATS = 4;

export interface LoadStage {
  url: string;
  showId: string;
  /** In the plan's order, where neighbours stand side by side. */
  seatIds: readonly string[];
  /** How many one lock may have. */
  seatsPerLock: number;
  think_ms: number;
  payingPercent: number;
  record: LoadRecord;
  /** When all go home. */
  signal: AbortSignal;
}

/**
 * One person with a browser: opens the map, looks, takes seats that are free on it (or lets the best be chosen), and pays, gives them back, or
 * just closes the page. Whoever is in the middle of it when the signal comes gives back what is held.
 */
export class LoadBuyer {
  readonly #stage: LoadStage;
  readonly #random: Random;
  readonly #office: BoxOffice;
  readonly #map: SeatMap;
  /** What is to be given back when all go home. */
  #held: SeatLock | null = null;
  #unpaidId: string | null = null;

  constructor(stage: LoadStage, random: Random) {
    const { url, showId } = stage;
    this.#stage = stage;
    this.#random = random;
    this.#office = createBoxOffice({ url, token: guestToken({ url, storage: null }) });
    this.#map = createSeatMap({ url, showId, followShow: true });
  }

  /** Until the person has gone. */
  async visit(): Promise<void> {
    try {
      await this.#openMap();
      await this.#think();
      const lock = await this.#takeSeats();
      if (lock === null) return;
      this.#held = lock;
      await this.#think();
      await this.#decide(lock);
    } catch (error) {
      if (!this.#stage.signal.aborted) throw error;
    } finally {
      await this.#leaveNothing();
      this.#map.close();
    }
  }

  /** It tries until it is open; what kept it from that is counted. */
  async #openMap(): Promise<void> {
    const began_ms = performance.now();
    let last: SeatMapState['lastError'] = null;
    const stopListening = this.#map.subscribe(() => {
      const { lastError } = this.#map.getState();
      if (lastError !== null && lastError !== last) this.#refused('open', lastError.serverCode ?? lastError.code);
      last = lastError;
    });
    await this.#until(() => this.#map.getState().version !== null || this.#map.status === 'closed');
    stopListening();
    if (this.#map.getState().version !== null) this.#stage.record.done('open', performance.now() - began_ms);
  }

  /** Null: there was nothing, or others were always quicker. */
  async #takeSeats(): Promise<SeatLock | null> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const count = Math.min(this.#random.integer(1, MOST_SEATS), this.#stage.seatsPerLock);
      const seatIds = this.#freeSeats(count);
      if (seatIds.length === 0) break;
      const began_ms = performance.now();
      const { showId } = this.#stage;
      const isChosen = this.#random.integer(1, 3) === 1;
      const lock = isChosen
        ? await this.#asked('lock', () => this.#office.lockBestAvailable({ showId, quantity: count }))
        : await this.#asked('lock', () => this.#office.lockSeats({ showId, seatIds }));
      if (lock !== null) {
        this.#held = lock;
        await this.#seeTaken(lock, began_ms);
        return lock;
      }
      await this.#think(0.2);
    }
    this.#stage.record.foundNothing += 1;
    return null;
  }

  /** From any place of the plan on, the next ones that the buyer's own map shows free. */
  #freeSeats(count: number): string[] {
    const { seatIds } = this.#stage;
    const from = this.#random.integer(0, seatIds.length - 1);
    const found: string[] = [];
    for (let step = 0; step < seatIds.length && found.length < count; step += 1) {
      const seatId = seatIds[(from + step) % seatIds.length]!;
      if (this.#map.seatState(seatId) === 'AVAILABLE') found.push(seatId);
    }
    return found;
  }

  /** From the request to the moment at which the open map of the same person, as anybody's, shows it. */
  async #seeTaken(lock: SeatLock, began_ms: number): Promise<void> {
    const seatIds = lock.seats.map(({ seatId }) => seatId);
    const isSeen = await this.#until(() => seatIds.every((seatId) => this.#map.seatState(seatId) !== 'AVAILABLE'));
    if (isSeen) this.#stage.record.done('see', performance.now() - began_ms);
  }

  async #decide(lock: SeatLock): Promise<void> {
    if (this.#random.integer(1, 100) <= this.#stage.payingPercent) {
      await this.#buy(lock);
    } else if (this.#random.integer(1, 2) === 1) {
      await this.#giveBack(lock);
    } else {
      // The page is closed: the hold runs out by itself.
      this.#held = null;
    }
  }

  async #buy(lock: SeatLock): Promise<void> {
    const customer = { name: 'Lena Load', email: `lena.${lock.id.replace(/\W/g, '-')}@load.example` };
    const booking = await this.#patiently('book', () => this.#office.createBooking({ lockId: lock.id, customer }));
    if (booking === null) return;
    this.#held = null;
    this.#unpaidId = booking.id;
    await this.#think();
    const bookingId = booking.id;
    const paid = await this.#patiently('pay', () => this.#office.payBooking({ bookingId, paymentToken: 'tok_ok' }));
    if (paid === null) return;
    this.#unpaidId = null;
    this.#stage.record.ticketsSold += lock.seats.length;
  }

  async #giveBack(lock: SeatLock): Promise<void> {
    this.#held = null;
    await this.#asked('release', () => this.#office.releaseLock({ lockId: lock.id }));
  }

  async #leaveNothing(): Promise<void> {
    if (this.#held !== null) await this.#giveBack(this.#held);
    const bookingId = this.#unpaidId;
    if (bookingId !== null) await this.#asked('release', () => this.#office.cancelBooking({ bookingId }));
  }

  /** Whoever holds seats does not go away because the box office is busy. */
  async #patiently<Value>(step: Step, ask: () => Promise<Outcome<Value, Refusal>>): Promise<Value | null> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const value = await this.#asked(step, ask);
      if (value !== null) return value;
      await this.#think(0.2);
    }
    return null;
  }

  async #asked<Value>(step: Step, ask: () => Promise<Outcome<Value, Refusal>>): Promise<Value | null> {
    const { record } = this.#stage;
    const began_ms = performance.now();
    const outcome = await ask();
    if (outcome.ok) {
      record.done(step, performance.now() - began_ms);
      return outcome.value;
    }
    const { refusal, error } = outcome;
    this.#refused(step, refusal?.__typename ?? error?.serverCode ?? error?.code ?? 'UNKNOWN');
    const wait_s = error?.retryAfterSeconds ?? refusal?.retryAfterSeconds ?? null;
    if (wait_s !== null) {
      await delay(Math.min(wait_s * 1_000, MOST_PATIENCE_MS), undefined, this.#ending).catch(() => {});
    }
    return null;
  }

  #refused(step: Step, reason: string): void {
    this.#stage.record.refused(step, reason);
  }

  /** Half as long to half as long again, or a part of that. */
  async #think(part = 1): Promise<void> {
    const wait_ms = (this.#stage.think_ms * part * this.#random.integer(50, 150)) / 100;
    await delay(wait_ms, undefined, this.#ending);
  }

  /** True when it has come about; false when all go home before. */
  async #until(hasCome: () => boolean): Promise<boolean> {
    const { signal } = this.#stage;
    return await new Promise((resolve) => {
      const finish = () => {
        stopListening();
        signal.removeEventListener('abort', finish);
        resolve(hasCome());
      };
      const stopListening = this.#map.subscribe(() => {
        if (hasCome()) finish();
      });
      signal.addEventListener('abort', finish);
      if (hasCome() || signal.aborted) finish();
    });
  }

  get #ending(): { signal: AbortSignal } {
    return { signal: this.#stage.signal };
  }
}

interface Refusal {
  readonly __typename: string;
  readonly retryAfterSeconds?: number | null;
}

const MOST_PATIENCE_MS = 10_000;
