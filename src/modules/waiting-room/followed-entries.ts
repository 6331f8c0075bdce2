import type { Database } from '../../platform/postgres/database.ts';
import { readEntries } from './entry-reader.ts';
import type { Entry } from './room.ts';
import type { QueueNews, RoomQueue } from './room-queue.ts';

/** Read in one statement. */
const READ_AT_ONCE = 5_000;
/** A position is told again once it has got smaller by this share. */
const STEP = 0.1;

export interface FollowedEntry {
  /** What the node knows of it; null: it was not read yet. */
  entry: Entry | null;
  /** The follower has been told of it as it is now. */
  told(): void;
  /** Idempotent. */
  leave(): void;
}

interface Follower {
  id: string;
  entry: Entry | null;
  /** What it was told last; null: nothing yet. */
  toldStatus: Entry['status'] | null;
  toldPosition: number | null;
  tell(): void;
}

/** Entries of one room that are followed on this node, and who is to be told what of them. */
export class FollowedEntries {
  readonly #database: Database;
  readonly #queue: RoomQueue;
  readonly #followers = new Map<string, Set<Follower>>();
  /** Where the round of those who wait has got to: nobody is passed over for ever. */
  #round: Follower[] = [];

  constructor(database: Database, queue: RoomQueue) {
    this.#database = database;
    this.#queue = queue;
  }

  get size(): number {
    return this.#followers.size;
  }

  follow(id: string, tell: () => void, onLeave: () => void): FollowedEntry {
    const follower: Follower = { id, entry: null, toldStatus: null, toldPosition: null, tell };
    const followers = this.#followers.get(id) ?? new Set();
    followers.add(follower);
    this.#followers.set(id, followers);
    const queue = this.#queue;
    return {
      get entry() {
        return follower.entry;
      },
      set entry(entry) {
        follower.entry = entry;
      },
      told() {
        if (!follower.entry) return;
        follower.toldStatus = follower.entry.status;
        follower.toldPosition = queue.positionOf(follower.entry);
      },
      leave: () => {
        if (!followers.delete(follower)) return;
        if (followers.size === 0 && this.#followers.get(id) === followers) this.#followers.delete(id);
        onLeave();
      },
    };
  }

  /** Brings what is known of the entries up to date. */
  async take({ changed, isDrawn }: QueueNews): Promise<void> {
    for (const entry of changed ?? []) this.#put(entry);
    if (changed === null || isDrawn) await this.#readAll();
  }

  /** Tells those who have news, at most so many: first of what has become of them, then of positions. Returns how many. */
  tell(most: number): number {
    if (most <= 0) return 0;
    const urgent: Follower[] = [];
    for (const followers of this.#followers.values()) {
      for (const each of followers) if (hasNewStatus(each)) urgent.push(each);
    }
    const told = urgent.slice(0, most);
    if (this.#round.length === 0) this.#round = [...this.#followers.values()].flatMap((each) => [...each]);
    while (told.length < most) {
      const next = this.#round.pop();
      if (!next) break;
      if (this.#followers.get(next.id)?.has(next) && !hasNewStatus(next) && this.#hasMoved(next)) told.push(next);
    }
    for (const each of told) each.tell();
    return told.length;
  }

  #hasMoved({ entry, toldStatus, toldPosition }: Follower): boolean {
    if (!entry || toldStatus === null) return false;
    const position = this.#queue.positionOf(entry);
    if (position === null || toldPosition === null) return position !== toldPosition;
    return position <= toldPosition - Math.max(1, STEP * toldPosition) || position > toldPosition;
  }

  async #readAll(): Promise<void> {
    const ids = [...this.#followers.keys()];
    for (let first = 0; first < ids.length; first += READ_AT_ONCE) {
      for (const entry of await readEntries(this.#database, ids.slice(first, first + READ_AT_ONCE))) this.#put(entry);
    }
  }

  #put(entry: Entry): void {
    for (const follower of this.#followers.get(entry.id) ?? []) follower.entry = entry;
  }
}

/** One that was told nothing yet reads by itself. */
function hasNewStatus({ entry, toldStatus }: Follower): boolean {
  return entry !== null && toldStatus !== null && entry.status !== toldStatus;
}
