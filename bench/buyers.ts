import type { Database } from '../src/platform/postgres/database.ts';
import { SEATS_PER_LOCK } from './lock-requests.ts';

/** What a buyer sends, by the buyer's token. */
export interface BuyersInput {
  token: string;
  input: object;
}

/** Buyers of one show, each with a token of their own, who lock seats beside one another's and book them. */
export class Buyers {
  readonly #tokens: readonly string[];
  readonly #tokenOf: ReadonlyMap<string, string>;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
    this.#tokenOf = new Map(tokens.map((token) => [subjectOf(token), token]));
  }

  /** Each of them locks the next seats of the list. */
  locksOf(showId: string, seatIds: readonly string[]): BuyersInput[] {
    return this.#tokens.map((token, n) => ({
      token,
      input: { showId, seatIds: seatIds.slice(n * SEATS_PER_LOCK, (n + 1) * SEATS_PER_LOCK) },
    }));
  }

  /** Each makes a booking of what they have locked. */
  async bookingsOf(database: Database, showId: string): Promise<BuyersInput[]> {
    const locks = await database.query<{ id: string; owner: string }>(
      'SELECT id, owner_id AS owner FROM seat_locks WHERE show_id = $1',
      [showId],
    );
    const customer = { name: 'Ada Lovelace', email: 'ada@example.org' };
    return locks.map(({ id, owner }) => ({ token: this.tokenOf(owner), input: { lockId: id, customer } }));
  }

  tokenOf(ownerId: string): string {
    return this.#tokenOf.get(ownerId)!;
  }
}

function subjectOf(token: string): string {
  return (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sub: string }).sub;
}
