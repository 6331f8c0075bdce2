import type { ApiError, BoxOffice, OpenAllotmentRefusal, OpenedAllotment, Outcome } from '@seatwire/client/box-office';
import { OpenedPart } from '../opened-part.ts';

export interface MapCodeDeps {
  boxOffice: Pick<BoxOffice, 'openAllotment'>;
  showId: string;
  /** The words about it are different. */
  onChange(): void;
  /** Other seats and places are open than before. */
  onOpened(): void;
}

/** What came of entering a code: what it opens; null: nothing, it is for what is held with it. */
export type CodeOutcome = Outcome<OpenedAllotment | null, OpenAllotmentRefusal>;

/** The promo code that the buyer enters, and what came of it. */
export class MapCode extends OpenedPart<OpenedAllotment> {
  readonly #deps: MapCodeDeps;
  /** Of the last one that was entered. */
  #asked = 0;
  /** What was typed and is not entered yet. */
  draft = '';
  isBusy = false;
  /** Nothing was typed when it was to be entered. */
  isMissing = false;
  /** Why the last one was not taken; null: it was, or none was entered. */
  refusal: OpenAllotmentRefusal | null = null;
  error: ApiError | null = null;

  constructor(deps: MapCodeDeps) {
    super();
    this.#deps = deps;
  }

  type(text: string): void {
    this.draft = text;
    if (this.refusal === null && this.error === null && !this.isMissing) return;
    this.isMissing = false;
    this.refusal = null;
    this.error = null;
    this.#deps.onChange();
  }

  /** There is nothing to be entered: that is said, and nothing asked. */
  miss(): void {
    this.isMissing = true;
    this.refusal = null;
    this.error = null;
    this.#deps.onChange();
  }

  /** In place of the one that was entered; blanks take it off. Does not reject. */
  async enter(text: string | null): Promise<CodeOutcome> {
    const code = text?.trim() ?? '';
    this.#asked += 1;
    this.isMissing = false;
    this.refusal = null;
    this.error = null;
    if (code === '') {
      this.#take(null, null);
      return { ok: true, value: null };
    }
    return await this.#look(code);
  }

  /** Others may have taken some of it since. */
  async refresh(): Promise<void> {
    if (this.code !== null && this.part !== null) await this.#look(this.code);
  }

  async #look(code: string): Promise<CodeOutcome> {
    const { boxOffice, showId, onChange } = this.#deps;
    const asked = this.#asked;
    this.isBusy = true;
    onChange();
    const came = await boxOffice.openAllotment({ showId, code });
    // Another one was entered meanwhile.
    if (asked !== this.#asked) return came;
    this.isBusy = false;
    if (came.ok || opensNothing(came.refusal)) {
      this.draft = '';
      this.#take(code, came.ok ? came.value : null);
      return came.ok ? came : { ok: true, value: null };
    }
    this.refusal = came.refusal;
    this.error = came.error;
    // What it was is closed again; without an answer nothing is known to have changed.
    if (came.refusal !== null && code === this.code) this.#take(null, null);
    onChange();
    return came;
  }

  #take(code: string | null, part: OpenedAllotment | null): void {
    this.open(code, part);
    this.isBusy = false;
    this.#deps.onOpened();
    this.#deps.onChange();
  }
}

/** It is a right code, and for what is held with it. */
function opensNothing(refusal: OpenAllotmentRefusal | null): boolean {
  return refusal?.__typename === 'CodeNotApplicableError' && refusal.reason === 'OPENS_NOTHING';
}
