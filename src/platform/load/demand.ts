const WINDOW_MS = 250;
/** So many windows in a row tell that it has begun, or ended: a second. */
const WINDOWS = 4;
/** So many times as many as are served have to come. */
const EXCESS = 1.25;
/** No more than that is told of, though one window may have more. */
const MAX_RATIO = 8;
/** Nobody asked for so long: what was found before says nothing any more. */
const FORGOTTEN_MS = 2_000;

/**
 * Whether more is asked for than can be served, and goes on to be: for a second there was always somebody waiting, and a quarter more
 * came than were served. Callers who wait for their answers before they ask for more, however many they are, are none of that: they wait
 * as long as it takes. Neither is a moment in which many come at once.
 */
export class Demand {
  #began_ms = Number.NEGATIVE_INFINITY;
  #arrived = 0;
  #served = 0;
  #fewestWaiting = Number.POSITIVE_INFINITY;
  /** Windows in a row that say otherwise than `isExcessive`. */
  #otherwise = 0;
  #ratio = 1;
  #isExcessive = false;

  get isExcessive(): boolean {
    return this.#isExcessive;
  }

  /** How many times as many come as are served, of late; at least 1. */
  get ratio(): number {
    return this.#ratio;
  }

  /** One more has come. */
  arrived(now_ms: number): void {
    this.look(now_ms);
    this.#arrived += 1;
  }

  /** One has been served. */
  served(now_ms: number): void {
    this.look(now_ms);
    this.#served += 1;
  }

  /** So many wait now: to be told when it has become fewer. */
  waiting(count: number): void {
    if (count < this.#fewestWaiting) this.#fewestWaiting = count;
  }

  /** To be called now and then while anybody waits. */
  look(now_ms: number): void {
    const since_ms = now_ms - this.#began_ms;
    if (since_ms < WINDOW_MS) return;
    if (since_ms > FORGOTTEN_MS && this.#fewestWaiting === 0) this.#isExcessive = false;
    else this.#conclude();
    this.#began_ms = now_ms;
    this.#arrived = 0;
    this.#served = 0;
    this.#fewestWaiting = Number.POSITIVE_INFINITY;
  }

  #conclude(): void {
    // Where nothing was served something has stood still, here or at a server: that tells nothing of how much is asked for.
    if (this.#served === 0) return;
    const ratio = Math.min(MAX_RATIO, this.#arrived / this.#served);
    this.#ratio = Math.max(1, this.#ratio + (ratio - this.#ratio) / WINDOWS);
    const isTooMuch = ratio > EXCESS;
    // What is refused at once leaves moments in which nobody waits.
    const isExcess = this.#isExcessive ? isTooMuch : isTooMuch && this.#fewestWaiting > 0;
    if (isExcess === this.#isExcessive) {
      this.#otherwise = 0;
      return;
    }
    this.#otherwise += 1;
    if (this.#otherwise < WINDOWS) return;
    this.#isExcessive = isExcess;
    this.#otherwise = 0;
  }
}
