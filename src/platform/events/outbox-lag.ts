import type { Database } from '../postgres/database.ts';
import { readStatement } from '../postgres/statement-file.ts';

const COUNT_PENDING = readStatement(new URL('./sql/count-pending.sql', import.meta.url));
const IS_ANY_PENDING = readStatement(new URL('./sql/is-any-pending.sql', import.meta.url));
const AGE_OF_OLDEST = readStatement(new URL('./sql/age-of-oldest.sql', import.meta.url));
const IS_ANY_ACTIVE = readStatement(new URL('./sql/is-any-active.sql', import.meta.url));

/** What waits in the outbox, as PostgreSQL has it, whichever relay is to publish it. */
export class OutboxLag {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** How many committed events are not published yet. */
  async count(): Promise<number> {
    const [row] = await this.#database.query<{ count: number }>(COUNT_PENDING);
    return row!.count;
  }

  /** Asked for after each batch: not worth counting the others. */
  async isAny(): Promise<boolean> {
    const rows = await this.#database.query(IS_ANY_PENDING);
    return rows.length > 0;
  }

  /** How long the oldest has been waiting, by PostgreSQL's clock; 0 when none is. */
  async age_ms(): Promise<number> {
    const [row] = await this.#database.query<{ age_ms: number }>(AGE_OF_OLDEST);
    return row?.age_ms ?? 0;
  }

  /** Whether a relay is active, of whichever node. */
  async isRelayActive(): Promise<boolean> {
    const [row] = await this.#database.query<{ active: boolean }>(IS_ANY_ACTIVE);
    return row!.active;
  }
}
