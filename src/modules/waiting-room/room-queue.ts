import type { Database } from '../../platform/postgres/database.ts';
import { readChanged, readLeft, readRoom } from './entry-reader.ts';
import type { Entry, Room } from './room.ts';

/** Of more changes at once everything is read anew. */
const MAX_CHANGES = 20_000;

export interface QueueNews {
  /** What was admitted or has ended since the look before; null: so much that whoever follows entries reads them anew. */
  changed: readonly Entry[] | null;
  /** The draw was held since then. */
  isDrawn: boolean;
}

/** A room and who has left it in between, as a node knows them: what positions are worked out from, without asking. */
export class RoomQueue {
  readonly showId: string;
  readonly #database: Database;
  #room: Room | null = null;
  /** Later places than the last one called, of who left before their turn; in order. */
  #left: number[] = [];
  #readAt_ms = Number.NEGATIVE_INFINITY;
  #looking: Promise<QueueNews> | null = null;

  constructor(database: Database, showId: string) {
    this.#database = database;
    this.showId = showId;
  }

  /** As it was at the last look; null: there is none. */
  get room(): Room | null {
    return this.#room;
  }

  /** How long ago that was, by the node's clock. */
  get age_ms(): number {
    return performance.now() - this.#readAt_ms;
  }

  /** How many are before it and wait, and itself. Null unless it waits and has a place. */
  positionOf({ status, place }: Pick<Entry, 'status' | 'place'>): number | null {
    if (status !== 'WAITING' || place === null || !this.#room) return null;
    return Math.max(1, place - this.#room.calledPlace - countBelow(this.#left, place));
  }

  /** The next look reads everything anew. */
  forget(): void {
    this.#room = null;
    this.#readAt_ms = Number.NEGATIVE_INFINITY;
  }

  /** Reads what is new. Those who ask meanwhile share the answer. `room`: as it was read just now, for several rooms at once. */
  look(room?: Room | null): Promise<QueueNews> {
    this.#looking ??= this.#look(room).finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #look(read?: Room | null): Promise<QueueNews> {
    const readAt_ms = performance.now();
    const before = this.#room;
    const room = read === undefined ? await readRoom(this.#database, this.showId) : read;
    const news = room ? await this.#catchUp(before, room) : { changed: null, isDrawn: false };
    this.#room = room;
    this.#readAt_ms = readAt_ms;
    return news;
  }

  async #catchUp(before: Room | null, room: Room): Promise<QueueNews> {
    const { showId } = this;
    const isDrawn = before !== null && before.drawnAt === null && room.drawnAt !== null;
    if (before && before.revision === room.revision && !isDrawn) return { changed: [], isDrawn };
    // A lower revision than before: PostgreSQL has lost commits.
    const isAhead = before !== null && before.revision < room.revision;
    // Of who left while the draw was under way nobody was told the place.
    const changed =
      isAhead && !isDrawn
        ? await readChanged(this.#database, { showId, since: before.revision, max: MAX_CHANGES })
        : null;
    if (changed === null || changed.length === MAX_CHANGES) {
      this.#left = await readLeft(this.#database, showId, room.calledPlace);
      return { changed: null, isDrawn };
    }
    const gone = changed.flatMap(({ admittedAt, place }) => (admittedAt === null && place !== null ? [place] : []));
    const left = [...this.#left, ...gone].filter((place) => place > room.calledPlace);
    // Entries are read after the room, so what comes next may be among them already.
    this.#left = [...new Set(left)].sort((one, other) => one - other);
    return { changed, isDrawn };
  }
}

/** How many of the numbers, which are in order, are below the limit. */
export function countBelow(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
