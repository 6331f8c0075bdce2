import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { Code } from './code.ts';

const FIND_CODE = readStatement(new URL('./sql/find-code.sql', import.meta.url));
const FIND_ENTERED_CODE = readStatement(new URL('./sql/find-entered-code.sql', import.meta.url));
const FIND_CODES_OF = readStatement(new URL('./sql/find-codes-of.sql', import.meta.url));

export async function findCode(database: Querier, codeId: string): Promise<Code | null> {
  const [code] = await database.query<Code>(FIND_CODE, [codeId]);
  return code ?? null;
}

/** The show's code that was entered, current or not. */
export async function findEnteredCode(database: Querier, showId: string, normalised: string): Promise<Code | null> {
  const [code] = await database.query<Code>(FIND_ENTERED_CODE, [showId, normalised]);
  return code ?? null;
}

/** All codes of the shows, by show, in the order in which they were made. */
export async function findCodesOf(database: Querier, showIds: readonly string[]): Promise<ReadonlyMap<string, Code[]>> {
  const codes = await database.query<Code>(FIND_CODES_OF, [showIds]);
  return Map.groupBy(codes, ({ showId }) => showId);
}
