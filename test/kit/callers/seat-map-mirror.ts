import type { SeatState, WatchSeatMapSubscription } from '../../../src/generated/graphql/graphql.ts';
import type { TestSubscription } from './client.ts';

export type SeatMapMessage = WatchSeatMapSubscription['seatMap'];

/** A whole map at one moment, sorted. */
export interface MapImage {
  version: number;
  /** Every seat that is not AVAILABLE. */
  unavailable: [string, SeatState][];
  /** How many places of each area can be locked. */
  areas: [string, number][];
}

/**
 * A seat map as a frontend keeps it: put together from nothing but a subscription's messages. Throws when a delta does
 * not apply to the version that the mirror has.
 */
export class SeatMapMirror {
  version = -1;
  cursor = '';
  /** Every seat that is not AVAILABLE. */
  readonly unavailable = new Map<string, SeatState>();
  /** How many places of each area can be locked. */
  readonly areas = new Map<string, number>();
  /** All messages, the first at the front. */
  readonly messages: SeatMapMessage[] = [];
  readonly #subscription: TestSubscription<WatchSeatMapSubscription>;

  /** `from`: what this map was before, when the subscription goes on after a cursor. */
  constructor(subscription: TestSubscription<WatchSeatMapSubscription>, from?: SeatMapMirror) {
    this.#subscription = subscription;
    if (!from) return;
    this.version = from.version;
    this.cursor = from.cursor;
    for (const [seatId, state] of from.unavailable) this.unavailable.set(seatId, state);
    for (const [areaId, available] of from.areas) this.areas.set(areaId, available);
  }

  stateOf(seatId: string): SeatState {
    return this.unavailable.get(seatId) ?? 'AVAILABLE';
  }

  /** Takes the next message. */
  async next(timeout_ms?: number): Promise<SeatMapMessage> {
    const { seatMap: message } = await this.#subscription.next(timeout_ms);
    this.messages.push(message);
    if (message.__typename === 'SeatMapSnapshot') {
      this.unavailable.clear();
      this.areas.clear();
      this.#put(message.seats);
    } else {
      if (message.previousVersion !== this.version) {
        throw new Error(`a delta of version ${message.previousVersion} came to version ${this.version}`);
      }
      if (message.version <= message.previousVersion) throw new Error(`a delta goes back to ${message.version}`);
      this.#put(message.changes);
    }
    for (const { areaId, available } of message.areas) this.areas.set(areaId, available);
    this.version = message.version;
    this.cursor = message.cursor;
    return message;
  }

  /** Takes messages until all these seats are in that state. */
  async untilAll(seatIds: readonly string[], state: SeatState): Promise<void> {
    while (this.messages.length === 0 || seatIds.some((seatId) => this.stateOf(seatId) !== state)) await this.next();
  }

  /** Takes messages until it is at that version, or later. */
  async untilVersion(version: number): Promise<void> {
    while (this.version < version) await this.next();
  }

  /** Sorted, for comparison with another view of the same map. */
  image(): MapImage {
    const [unavailable, areas] = [[...this.unavailable].sort(byId), [...this.areas].sort(byId)];
    return { version: this.version, unavailable, areas };
  }

  #put(changes: readonly { seatId: string; state: SeatState }[]): void {
    for (const { seatId, state } of changes) {
      if (state === 'AVAILABLE') this.unavailable.delete(seatId);
      else this.unavailable.set(seatId, state);
    }
  }
}

export function byId([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
