import { createBatcher } from '../../platform/batching/batcher.ts';
import { type Database, prepared } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

export interface KeyClaim {
  principalId: string;
  key: string;
  operation: string;
  requestHash: string;
  /** The id that the operation gives to what it makes. */
  subjectId: string;
}

/** Claims keys that were never seen before. Claims that come at the same time share a statement. */
export interface KeyClaims {
  /** False when the key is there already. Never waits for who has it. */
  claim(claim: KeyClaim): Promise<boolean>;
}

const MAX_BATCH = 200;

const CLAIM_KEYS = prepared(readStatement(new URL('./sql/claim-keys.sql', import.meta.url)));

/** `lease_ms`: for how long a claim is its claimer's before a retry may take it over. */
export function createKeyClaims(database: Database, lease_ms: number): KeyClaims {
  const claims = createBatcher<KeyClaim, boolean>({
    maxItems: MAX_BATCH,
    async run(_key, items) {
      // Of those that come with the same key at the same time, the first.
      const firsts = new Map(items.toReversed().map((claim) => [idOf(claim), claim]));
      const wanted = [...firsts.values()];
      const rows = await database.query<Pick<KeyClaim, 'principalId' | 'key'>>(CLAIM_KEYS, [
        wanted.map(({ principalId }) => principalId),
        wanted.map(({ key }) => key),
        wanted.map(({ operation }) => operation),
        wanted.map(({ requestHash }) => requestHash),
        wanted.map(({ subjectId }) => subjectId),
        lease_ms,
      ]);
      const claimed = new Set(rows.map((row) => firsts.get(idOf(row))));
      return items.map((claim) => ({ status: 'fulfilled', value: claimed.has(claim) }));
    },
  });
  return { claim: (claim) => claims.submit('', claim) };
}

function idOf({ principalId, key }: Pick<KeyClaim, 'principalId' | 'key'>): string {
  return JSON.stringify([principalId, key]);
}
