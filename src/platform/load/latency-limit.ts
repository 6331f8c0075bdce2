export interface LatencyLimitOptions {
  /** So many may always be at work. */
  least: number;
  /** Never more than so many. */
  most: number;
}

/** One that has ended. */
export interface Sample {
  /** What takes about as long as it: those of one kind are compared with each other alone. */
  kind: object;
  latency_ms: number;
  /** How many were at work when it began or when it ended, itself among them: the larger. */
  beside: number;
}

interface Kind {
  /** How long one takes while few are at work: a mean. */
  rest_ms: number;
  samples: number;
  /** Which probe has been at it last. */
  probe: number;
}

interface Probe {
  readonly ends_ms: number;
  /** Samples that are still to be taken. */
  left: number;
}

const INITIAL = 50;
/** How much longer than at rest all may take before the limit goes down. */
const TOLERANCE = 2;
/** How far each window moves the limit towards what it has found. */
const SMOOTHING = 0.2;
/** One window never asks for less than this part of the limit: it may have been a single slow moment. */
const LEAST_GRADIENT = 0.5;
const WINDOW_MS = 200;
const WINDOW_SAMPLES = 10;
/** What one sample moves the mean of its kind by, at least. */
const LEAST_WEIGHT = 0.02;
/** In a probe, what was known of a kind before counts as so many samples. */
const REMEMBERED_SAMPLES = 5;
const PROBE_AFTER_MS = 30_000;
const PROBE_SAMPLES = 50;
const PROBE_MS = 1_000;

/**
 * Finds out how many operations may be at work at a time by how long they take: twice as long as at rest is taken for the beginning of
 * a queue. In each window `limit = limit × gradient + √limit`, smoothed, where the gradient is `2 × rest / latency`, between 0.5 and 1:
 * Netflix's Gradient2 (https://github.com/Netflix/concurrency-limits, Gradient2Limit; told in "Performance Under Load", 2018), with two
 * differences. Latencies are compared by kind, since a booking takes many times what a show takes, and the mix changes. And what is
 * normal is no long-term mean, which an overload of minutes would move up, and the limit with it: it is measured while few are at work,
 * and where that does not happen by itself, by holding all but few back for a moment, as Envoy's adaptive concurrency filter does.
 *
 * Pure: it is told the time.
 */
export class LatencyLimit {
  readonly #least: number;
  readonly #most: number;
  /** Those are at rest beside whom so many are at work at most. */
  readonly #atRest: number;
  readonly #kinds = new WeakMap<object, Kind>();
  #limit: number;
  #stretch = 1;
  #window = EMPTY;
  #probe: Probe | null = null;
  #probes = 0;
  #restMeasuredAt_ms = Number.NEGATIVE_INFINITY;

  constructor({ least, most }: LatencyLimitOptions) {
    this.#least = Math.max(1, least);
    this.#most = Math.max(this.#least, most);
    this.#atRest = Math.ceil(this.#least / 2);
    this.#limit = Math.min(Math.max(INITIAL, this.#least), this.#most);
  }

  /** How many may be at work. */
  get current(): number {
    return this.#probe ? this.#atRest : Math.floor(this.#limit);
  }

  /** The same, but for a probe: what is let in when it is over. */
  get settled(): number {
    return Math.floor(this.#limit);
  }

  /** To be called before `current` is gone by: a probe ends with its time, though nothing that is a sample ends meanwhile. */
  look(now_ms: number): void {
    if (this.#probe && now_ms >= this.#probe.ends_ms) this.#probe = null;
  }

  /** How many times as long as at rest all took, in the last window. */
  get stretch(): number {
    return this.#stretch;
  }

  note({ kind, latency_ms, beside }: Sample, now_ms: number): void {
    this.look(now_ms);
    if (this.#restMeasuredAt_ms === Number.NEGATIVE_INFINITY) this.#restMeasuredAt_ms = now_ms;
    const isAtRest = beside <= this.#atRest;
    const known = this.#kindOf(kind, isAtRest ? latency_ms : latency_ms / this.#stretch);
    if (isAtRest) {
      known.samples += 1;
      known.rest_ms += (latency_ms - known.rest_ms) * Math.max(1 / known.samples, LEAST_WEIGHT);
      this.#restMeasuredAt_ms = now_ms;
    }
    if (this.#probe) this.#probed(this.#probe, isAtRest);
    else this.#observe({ taken_ms: latency_ms, rest_ms: known.rest_ms, beside }, now_ms);
  }

  #kindOf(kind: object, rest_ms: number): Kind {
    const known = this.#kinds.get(kind) ?? { rest_ms, samples: 0, probe: this.#probes };
    this.#kinds.set(kind, known);
    if (known.probe !== this.#probes) {
      known.probe = this.#probes;
      known.samples = Math.min(known.samples, REMEMBERED_SAMPLES);
    }
    return known;
  }

  #observe({ taken_ms, rest_ms, beside }: { taken_ms: number; rest_ms: number; beside: number }, now_ms: number): void {
    const window = this.#window === EMPTY ? { ...EMPTY, began_ms: now_ms } : this.#window;
    window.taken_ms += taken_ms;
    window.rest_ms += rest_ms;
    window.count += 1;
    window.busiest = Math.max(window.busiest, beside);
    this.#window = window;
    if (window.count >= WINDOW_SAMPLES && now_ms - window.began_ms >= WINDOW_MS) this.#close(window, now_ms);
  }

  #close({ taken_ms, rest_ms, busiest }: typeof EMPTY, now_ms: number): void {
    this.#window = EMPTY;
    this.#stretch = Math.max(1, taken_ms / Math.max(rest_ms, Number.MIN_VALUE));
    // With half of it nobody has found out whether more would be too many.
    if (busiest < this.#limit / 2) return;
    const gradient = Math.min(1, Math.max(LEAST_GRADIENT, TOLERANCE / this.#stretch));
    const wanted = this.#limit * gradient + Math.sqrt(this.#limit);
    const moved = this.#limit + (wanted - this.#limit) * SMOOTHING;
    this.#limit = Math.min(this.#most, Math.max(this.#least, moved));
    if (now_ms - this.#restMeasuredAt_ms >= PROBE_AFTER_MS) this.#beginProbe(now_ms);
  }

  #beginProbe(now_ms: number): void {
    this.#probe = { ends_ms: now_ms + PROBE_MS, left: PROBE_SAMPLES };
    this.#probes += 1;
    this.#restMeasuredAt_ms = now_ms;
  }

  #probed(probe: Probe, isAtRest: boolean): void {
    if (isAtRest) probe.left -= 1;
    if (probe.left <= 0) this.#probe = null;
  }
}

const EMPTY = { began_ms: 0, taken_ms: 0, rest_ms: 0, count: 0, busiest: 0 };
