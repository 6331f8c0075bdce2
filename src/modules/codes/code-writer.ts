import { type Database, violatedUniqueConstraint } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { IllegalStateError, InvalidInputError, ServiceUnavailableError } from '../../shared/errors.ts';
import { type Code, normalisedCode } from './code.ts';
import { type CodeDraft, MAX_CODES } from './code-input.ts';

const INSERT_CODE = readStatement(new URL('./sql/insert-code.sql', import.meta.url));
const REWRITE_CODE = readStatement(new URL('./sql/rewrite-code.sql', import.meta.url));
const END_CODE = readStatement(new URL('./sql/end-code.sql', import.meta.url));

/** Throws InvalidInputError (the show has that code), IllegalStateError (it has as many as it may have). */
export async function insertCode(
  database: Database,
  { id, showId }: { id: string; showId: string },
  draft: CodeDraft,
): Promise<void> {
  const written = await named(database.query(INSERT_CODE, [id, showId, ...valuesOf(draft), MAX_CODES]));
  if (written.length === 0) throw new IllegalStateError(`A show can have at most ${MAX_CODES} codes.`);
}

/** Throws InvalidInputError (the show has another code of that name), ServiceUnavailableError (it was changed or used meanwhile). */
export async function rewriteCode(database: Database, { id, version }: Code, draft: CodeDraft): Promise<void> {
  const written = await named(database.query(REWRITE_CODE, [id, version, ...valuesOf(draft)]));
  if (written.length === 0) throw new ServiceUnavailableError('The code is being changed, or used.', 1);
}

/** One that has ended already keeps its time. */
export async function writeEnd(database: Database, codeId: string): Promise<void> {
  await database.query(END_CODE, [codeId]);
}

async function named<T>(written: Promise<T>): Promise<T> {
  try {
    return await written;
  } catch (error) {
    if (violatedUniqueConstraint(error) !== 'codes_normalised') throw error;
    throw new InvalidInputError([{ path: 'input.code', message: 'is a code of this show already' }]);
  }
}

function valuesOf(draft: CodeDraft): unknown[] {
  return [
    draft.code,
    normalisedCode(draft.code),
    draft.percent,
    draft.amount,
    draft.price,
    draft.tierIds,
    draft.ticketTypeIds,
    draft.maxUses,
    draft.maxTickets,
    draft.validFrom,
    draft.validUntil,
    draft.allotmentId,
  ];
}
