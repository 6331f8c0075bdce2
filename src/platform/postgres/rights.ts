import type { Querier } from './database.ts';
import { readStatement } from './statement-file.ts';

const FIND_MISSING_RIGHTS = readStatement(new URL('./sql/find-missing-rights.sql', import.meta.url));

/** Rejects, naming them, when the connection's role lacks rights on tables: who starts hears of it, not the first buyer. */
export async function assertRights(database: Querier): Promise<void> {
  const missing = await database.query<{ right: string; tables: string }>(FIND_MISSING_RIGHTS);
  if (missing.length === 0) return;
  throw new Error(missing.map(({ right, tables }) => `the role has no right to ${right} on ${tables}`).join('; '));
}
