import { OpenedPart } from '../../../packages/map/src/opened-part.ts';
import type { OpenedAllotment, Outcome } from '../api/box-office-types.ts';
import type { PurchaseDeps } from './purchase-deps.ts';

export interface EnteredCodeDeps extends Pick<PurchaseDeps, 'showId' | 'boxOffice'> {
  /** Other seats and places are open by it than before. */
  onOpened(): void;
}

/** A promo code that was entered before anything is held, and what it opens. The tab keeps it over a reload. */
export class EnteredCode extends OpenedPart<OpenedAllotment> {
  readonly #deps: EnteredCodeDeps;

  constructor(deps: EnteredCodeDeps) {
    super();
    this.#deps = deps;
  }

  take(code: string, part: OpenedAllotment | null): void {
    this.#keep(code, part);
  }

  forget(): void {
    this.#keep(null, null);
  }

  /** What this tab has kept is opened again, or what such a code opens that has been applied. Does not reject. */
  async restore(code = readStored(this.#key)): Promise<void> {
    if (code !== null) await this.#look(code);
  }

  /** Others may have taken some of it since. Does not reject. */
  async refresh(): Promise<void> {
    if (this.code !== null && this.part !== null) await this.#look(this.code);
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

  #keep(code: string | null, part: OpenedAllotment | null): void {
    this.open(code, part);
    this.#store();
    this.#deps.onOpened();
  }

  get #key(): string {
    return `seatwire.code.${this.#deps.showId}`;
  }

  #store(): void {
    try {
      if (this.code === null) sessionStorage.removeItem(this.#key);
      else sessionStorage.setItem(this.#key, this.code);
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
