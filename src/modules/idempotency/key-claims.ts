import { createBatcher } from '../../platform/batching/batcher.ts';
import { type Database, prepared } from '../../platform/postgres/database.ts';

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

/**
 * The commit does not wait for the disk: whatever the claimed work writes comes after it in PostgreSQL's log, so a claim is
 * lost only together with all that was done under it. In the order of the keys, so that two nodes never wait in a circle.
 */
const claimKeys = (lease_ms: number) =>
  prepared(`
  WITH unhurried AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
  INSERT INTO idempotency_keys (principal_id, key, operation, request_hash, subject_id, lease_expires_at)
  SELECT principal_id, key, operation, request_hash, subject_id, now() + ${lease_ms} * interval '1 millisecond'
    FROM unhurried, unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
      AS claim (principal_id, key, operation, request_hash, subject_id)
   ORDER BY principal_id, key
  ON CONFLICT (principal_id, key) DO NOTHING
  RETURNING principal_id AS "principalId", key`);

/** `lease_ms`: for how long a claim is its claimer's before a retry may take it over. */
export function createKeyClaims(database: Database, lease_ms: number): KeyClaims {
  const statement = claimKeys(lease_ms);
  const claims = createBatcher<KeyClaim, boolean>({
    maxItems: MAX_BATCH,
    async run(_key, items) {
      // Of those that come with the same key at the same time, the first.
      const firsts = new Map(items.toReversed().map((claim) => [idOf(claim), claim]));
      const wanted = [...firsts.values()];
      const rows = await database.query<Pick<KeyClaim, 'principalId' | 'key'>>(statement, [
        wanted.map(({ principalId }) => principalId),
        wanted.map(({ key }) => key),
        wanted.map(({ operation }) => operation),
        wanted.map(({ requestHash }) => requestHash),
        wanted.map(({ subjectId }) => subjectId),
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
