import type { LiveTopic, Position, Reading } from '../../platform/streaming/live-source.ts';
import type { Room } from './room.ts';

/** A room as it is, and how many times its followers on this node had something new to read. */
export interface RoomNews {
  version: number;
  room: Room;
}

/** One room, as its followers on this node read it: all of them the same. */
export class RoomTopic implements LiveTopic<RoomNews> {
  readonly #listeners = new Set<() => void>();
  #news: RoomNews | null = null;
  #told = '';

  get version(): number {
    return this.#news?.version ?? 0;
  }

  put(room: Room): void {
    const told = toldOf(room);
    if (told === this.#told) return;
    this.#told = told;
    this.#news = { version: this.version + 1, room };
    for (const listener of this.#listeners) listener();
  }

  read({ had, seen }: Position): Reading<RoomNews> {
    if (!this.#news || (had !== null && seen >= this.version)) return { event: null, seen };
    return { event: this.#news, seen: this.version };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** What followers can see of it: what else changes with each tick is no news. */
function toldOf({ now, opensAt, drawAt, tickedAt: _ticked, pacedAt: _paced, rate, ...rest }: Room): string {
  return JSON.stringify([rest, opensAt, drawAt, now >= opensAt, Math.round(rate)]);
}
