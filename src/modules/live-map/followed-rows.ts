import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

/** What PostgreSQL has of each of the locks and bookings, as a text that is another one after each change. */
export type ReadRowVersions = (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;

const READ_ROW_VERSIONS = readStatement(new URL('./sql/read-row-versions.sql', import.meta.url));

export function createReadRowVersions(database: Querier): ReadRowVersions {
  return async (ids) => {
    const rows = await database.query<{ id: string; version: string }>(READ_ROW_VERSIONS, [ids]);
    return new Map(rows.map(({ id, version }) => [id, version]));
  };
}

interface Follower {
  told: string | null;
  tell(): void;
}

/**
 * Those who follow a lock or a booking, and which version of it each was told: an event that never comes (the log refused it,
 * or lost it) is made up for by looking at PostgreSQL from time to time.
 */
export class FollowedRows {
  readonly #read: ReadRowVersions;
  /** One event is news to all who follow the row, who look in the same moment. */
  readonly #versionOf: (id: string) => Promise<string | undefined>;
  readonly #followers = new Map<string, Set<Follower>>();

  constructor(read: ReadRowVersions) {
    this.#read = read;
    this.#versionOf = createSharedLookup({ nameOf: (id: string) => id, readAll: read, maxKeys: 1_000 });
  }

  /** How many locks and bookings are followed. */
  get size(): number {
    return this.#followers.size;
  }

  /** Calls `tell` when the row is another than was told last, at a look. */
  follow(id: string, tell: () => void): FollowedRow {
    const follower: Follower = { told: null, tell };
    const followers = this.#followers.get(id) ?? new Set();
    followers.add(follower);
    this.#followers.set(id, followers);
    return {
      expectNews: async () => {
        follower.told = (await this.#versionOf(id)) ?? null;
      },
      leave: () => {
        followers.delete(follower);
        if (followers.size === 0 && this.#followers.get(id) === followers) this.#followers.delete(id);
      },
    };
  }

  /** Tells everybody who was told of another version than there is. Rejects when PostgreSQL can't be read. */
  async look(): Promise<void> {
    if (this.#followers.size === 0) return;
    const told = new Map<Follower, string | null>();
    for (const followers of this.#followers.values()) for (const one of followers) told.set(one, one.told);
    const versions = await this.#read([...this.#followers.keys()]);
    for (const [id, followers] of [...this.#followers]) {
      for (const follower of [...followers]) {
        // Who has read since the look began knows better than it; who was told nothing yet is reading just now.
        const before = told.get(follower) ?? null;
        if (before === null || before !== follower.told) continue;
        if (versions.get(id) !== before) follower.tell();
      }
    }
  }
}

export interface FollowedRow {
  /** To be awaited before the row is read to be told: what changes after this is news. */
  expectNews(): Promise<void>;
  /** Idempotent. */
  leave(): void;
}
