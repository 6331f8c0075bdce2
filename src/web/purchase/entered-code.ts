import type { OpenedAllotment, Outcome } from '../api/box-office-types.ts';
import type { PurchaseDeps } from './purchase-deps.ts';

export interface EnteredCodeDeps extends Pick<PurchaseDeps, 'showId' | 'boxOffice'> {
  /** Other seats and places are open by it than before. */
  onOpened(): void;
}

/** A promo code that was entered before anything is held, and what it opens. The tab keeps it over a reload. */
export class EnteredCode {
  readonly #deps: EnteredCodeDeps;
  #code: string | null = null;
  #part: OpenedAllotment | null = null;
  #seatIds: ReadonlySet<string> = new Set();

  constructor(deps: EnteredCodeDeps) {
    this.#deps = deps;
  }

  /** What was entered, and is to be sent with what is held; null: none. */
  get code(): string | null {
    return this.#code;
  }

  /** The part of the house that it opens; null: none. */
  get part(): OpenedAllotment | null {
    return this.#part;
  }

  /** Whether it is open to who has the code, as far as it is free. */
  opens(seatId: string): boolean {
    return this.#seatIds.has(seatId);
  }

  /** How many places of the area it opens beside those that are free for everyone. */
  placesOf(areaId: string): number {
    return this.#part?.areas.find((area) => area.areaId === areaId)?.available ?? 0;
  }

  take(code: string, part: OpenedAllotment | null): void {
    this.#code = code;
    this.#part = part;
    this.#seatIds = new Set(part?.seatIds);
    this.#store();
    this.#deps.onOpened();
  }

  forget(): void {
    this.#code = null;
    this.#part = null;
    this.#seatIds = new Set();
    this.#store();
    this.#deps.onOpened();
  }

  /** What this tab has kept is opened again, or what such a code opens that has been applied. Does not reject. */
  async restore(code = readStored(this.#key)): Promise<void> {
    if (code !== null) await this.#look(code);
  }

  /** Others may have taken some of it since. Does not reject. */
  async refresh(): Promise<void> {
    if (this.#code !== null && this.#part !== null) await this.#look(this.#code);
  }

  /** Where there is no answer, what is known stays. */
  async #look(code: string): Promise<void> {
    const { boxOffice, showId } = this.#deps;
    let outcome: Outcome<OpenedAllotment>;
    try {
      outcome = await boxOffice.openAllotment({ showId, code });
    } catch {
      return;
    }
    if (outcome.ok) this.take(code, outcome.value);
    else if (outcome.refusal.reason === 'OPENS_NOTHING') this.take(code, null);
    else if (outcome.refusal.code === 'CODE_NOT_APPLICABLE') this.forget();
  }

  get #key(): string {
    return `seatwire.code.${this.#deps.showId}`;
  }

  #store(): void {
    try {
      if (this.#code === null) sessionStorage.removeItem(this.#key);
      else sessionStorage.setItem(this.#key, this.#code);
    } catch {
      // Nothing is kept then; the page works all the same.
    }
  }
}

function readStored(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}
