import { Signal } from '../../../src/platform/events/signal.ts';
import { watchSeatMap } from './buyer.ts';
import type { TestClient } from './client.ts';
import type { SeatMapMirror } from './seat-map-mirror.ts';

/** How long it may be quiet: beyond it the map, or who waits for it, is taken for stuck. */
const QUIET_MS = 60_000;
const NEVER = new AbortController().signal;

/** A seat map that somebody has open: it takes every message as it comes, while others look at it. */
export class OpenMap {
  readonly mirror: SeatMapMirror;
  readonly #changed = new Signal();
  #failure: unknown = null;

  /** Resolves with the snapshot in place. The map ends with its client. */
  static async open(client: TestClient, showId: string): Promise<OpenMap> {
    return new OpenMap(await watchSeatMap(client, showId));
  }

  constructor(mirror: SeatMapMirror) {
    this.mirror = mirror;
    void this.#follow();
  }

  /** Resolves once the map is so. Rejects when a message did not fit, or none has come for a minute. */
  async until(isSo: (mirror: SeatMapMirror) => boolean): Promise<void> {
    while (!isSo(this.mirror)) await this.changed(this.changes);
  }

  /** How many messages have come: take it before looking, for `changed`. */
  get changes(): number {
    return this.#changed.count;
  }

  /** Resolves once more than `seen` messages have come. */
  async changed(seen: number): Promise<void> {
    if (this.changes > seen) return;
    if (this.#failure) throw this.#failure;
    await this.#changed.next(seen, QUIET_MS, NEVER);
    if (this.changes === seen) throw new Error(`the map stays at version ${this.mirror.version}`);
  }

  async #follow(): Promise<void> {
    try {
      for (;;) {
        await this.mirror.next(10 * QUIET_MS);
        this.#changed.raise();
      }
    } catch (error) {
      this.#failure = error;
      this.#changed.raise();
    }
  }
}
