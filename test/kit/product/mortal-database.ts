import {
  type Database,
  type PreparedStatement,
  prepared,
  type Querier,
} from '../../../src/platform/postgres/database.ts';

/** What the statement of a node that has died rejects with. */
export class NodeDied extends Error {}

/**
 * A database whose node dies before one of its next statements or commits, once or for good: what was not committed is rolled back, and
 * another node goes on. A provider that keeps its book in the database is between those statements.
 */
export class MortalDatabase {
  readonly database: Database;
  readonly #statements = new Map<string, PreparedStatement>();
  #left = Number.POSITIVE_INFINITY;
  #done = 0;
  readonly #death = Promise.withResolvers<void>();
  #isForGood = false;
  #isDead = false;

  constructor(database: Database) {
    this.database = {
      ...database,
      ...this.#mortal(database),
      transaction: (work) =>
        database.transaction(async (tx) => {
          const result = await work(this.#mortal(tx));
          this.#live();
          return result;
        }),
    };
  }

  /** Statements and commits so far, those among them that it died before. */
  get done(): number {
    return this.#done;
  }

  /** After so many statements and commits more; infinity: it lives. What it asks for after its death is asked by another node. */
  dieAfter(statements: number): void {
    this.#left = statements;
  }

  /** The same, but that it stays dead: whatever it asks for from then on is refused. Resolves when it has died. */
  async killAfter(statements: number): Promise<void> {
    this.#isForGood = true;
    this.dieAfter(statements);
    await this.#death.promise;
  }

  /** Something else that it may die before, such as a request to its payment provider. */
  pass(): void {
    this.#live();
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  #mortal(querier: Querier): Querier {
    return {
      query: async (statement, values) => {
        this.#live();
        return await querier.query(typeof statement === 'string' ? this.#prepared(statement) : statement, values);
      },
    };
  }

  /** Each connection plans it a few times instead of each time: that is most of what short statements cost. */
  #prepared(text: string): PreparedStatement {
    const known = this.#statements.get(text) ?? prepared(text);
    this.#statements.set(text, known);
    return known;
  }

  #live(): void {
    if (this.#isDead) throw new NodeDied();
    this.#done += 1;
    this.#left -= 1;
    if (this.#left >= 0) return;
    this.dieAfter(Number.POSITIVE_INFINITY);
    this.#isDead = this.#isForGood;
    if (this.#isDead) this.#death.resolve();
    throw new NodeDied();
  }
}
