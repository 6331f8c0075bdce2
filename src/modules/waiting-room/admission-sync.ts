import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { AdmissionStore } from './admission-store.ts';
import { readChanged } from './entry-reader.ts';
import type { Entry, Room } from './room.ts';

const READ_ADMITTED = readStatement(new URL('./sql/read-admitted.sql', import.meta.url));
/** Of more it is quicker to write all anew. */
const MAX_CHANGES = 5_000;

/** Who is admitted, as the rows of rooms and entries have it. */
export interface AdmittedReader {
  /** What was admitted, or has ended, after that revision of the room, the earliest first. */
  readChanged(asked: { showId: string; since: number; max: number }): Promise<Pick<Entry, 'ownerId' | 'status'>[]>;
  /** Everybody, and the room's revision at that moment. Null: there is no room. */
  readAdmitted(showId: string): Promise<{ revision: number; idle_ms: number; ownerIds: string[] } | null>;
}

export function createAdmittedReader(database: Querier): AdmittedReader {
  return {
    readChanged: (asked) => readChanged(database, asked),
    readAdmitted: (showId) => readAdmitted(database, showId),
  };
}

/** Keeps the admissions of the lock store as PostgreSQL has them. */
export class AdmissionSync {
  readonly #reader: AdmittedReader;
  readonly #store: AdmissionStore;
  readonly #rebuilds = new Map<string, Promise<void>>();
  /** Shows whose admissions this node has written anew in PostgreSQL's present history: revisions of another one say nothing. */
  readonly #compared = new Set<string>();

  constructor({ reader, store }: { reader: AdmittedReader; store: AdmissionStore }) {
    this.#reader = reader;
    this.#store = store;
  }

  /** From the revision that the store has (null: none) to that of the room. `activeIds`: who is admitted still, and was found idle. */
  async bring(
    { showId, revision, idleSeconds }: Pick<Room, 'showId' | 'revision' | 'idleSeconds'>,
    from: number | null,
    activeIds: readonly string[] = [],
  ): Promise<void> {
    if (from === null || from > revision || !this.#compared.has(showId)) return await this.rebuild(showId);
    if (from === revision && activeIds.length === 0) return;
    const changed = from === revision ? [] : await this.#reader.readChanged({ showId, since: from, max: MAX_CHANGES });
    if (changed.length === MAX_CHANGES) return await this.rebuild(showId);
    // Who has left and joined again has two entries: the later one counts.
    const last = new Map(changed.map(({ ownerId, status }) => [ownerId, status]));
    const withStatus = (wanted: string) =>
      [...last].flatMap(([ownerId, status]) => (status === wanted ? [ownerId] : []));
    const isBrought = await this.#store.bringAdmissions({
      showId,
      from,
      to: revision,
      idle_ms: idleSeconds * 1_000,
      admittedIds: [...withStatus('ADMITTED'), ...activeIds],
      endedIds: withStatus('ENDED'),
    });
    if (!isBrought) await this.rebuild(showId);
  }

  /** PostgreSQL's history is another one. */
  renew(): void {
    this.#compared.clear();
  }

  /** Writes all of a show's admissions anew. Those who ask at the same time wait for the same. */
  async rebuild(showId: string): Promise<void> {
    const running = this.#rebuilds.get(showId);
    if (running) return await running;
    const rebuild = this.#rebuild(showId).finally(() => this.#rebuilds.delete(showId));
    this.#rebuilds.set(showId, rebuild);
    await rebuild;
  }

  async #rebuild(showId: string): Promise<void> {
    const admitted = await this.#reader.readAdmitted(showId);
    if (!admitted) return;
    await this.#store.replaceAdmissions({ showId, ...admitted });
    this.#compared.add(showId);
  }
}

async function readAdmitted(
  database: Querier,
  showId: string,
): Promise<{ revision: number; idle_ms: number; ownerIds: string[] } | null> {
  const [row] = await database.query<{ revision: number; idleSeconds: number; ownerIds: string[] }>(READ_ADMITTED, [
    showId,
  ]);
  return row ? { revision: row.revision, idle_ms: row.idleSeconds * 1_000, ownerIds: row.ownerIds } : null;
}
