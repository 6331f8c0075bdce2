import { type Database, type Querier, violatedUniqueConstraint } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { IllegalStateError, InvalidInputError, ServiceUnavailableError } from '../../shared/errors.ts';
import { lockShow } from '../shows/show-writer.ts';
import { type Code, normalisedCode } from './code.ts';
import { type CodeDraft, MAX_CODES, unknownTypeIssues } from './code-input.ts';

const INSERT_CODE = readStatement(new URL('./sql/insert-code.sql', import.meta.url));
const FIND_TICKET_TYPES = readStatement(new URL('./sql/find-ticket-types.sql', import.meta.url));
const REWRITE_CODE = readStatement(new URL('./sql/rewrite-code.sql', import.meta.url));
const END_CODE = readStatement(new URL('./sql/end-code.sql', import.meta.url));

/** Throws InvalidInputError (the show has that code, or lacks a type), IllegalStateError (it has as many as it may have). */
export async function insertCode(
  database: Database,
  { id, showId }: { id: string; showId: string },
  draft: CodeDraft,
): Promise<void> {
  const values = [id, showId, ...valuesOf(draft), MAX_CODES];
  const written = await keepingTypes(database, { showId, ...draft }, (tx) => tx.query(INSERT_CODE, values));
  if (written.length === 0) throw new IllegalStateError(`A show can have at most ${MAX_CODES} codes.`);
}

/** Throws InvalidInputError (the show has another code of that name, or lacks a type), ServiceUnavailableError (it was changed or used meanwhile). */
export async function rewriteCode(database: Database, { id, showId, version }: Code, draft: CodeDraft): Promise<void> {
  const values = [id, version, ...valuesOf(draft)];
  const written = await keepingTypes(database, { showId, ...draft }, (tx) => tx.query(REWRITE_CODE, values));
  if (written.length === 0) throw new ServiceUnavailableError('The code is being changed, or used.', 1);
}

/** One that has ended already keeps its time. */
export async function writeEnd(database: Database, codeId: string): Promise<void> {
  await database.query(END_CODE, [codeId]);
}

/** Whoever removes ticket types locks the show's row before looking for codes that name them. */
async function keepingTypes<T>(
  database: Database,
  { showId, ticketTypeIds }: Pick<Code, 'showId' | 'ticketTypeIds'>,
  write: (tx: Querier) => Promise<T>,
): Promise<T> {
  if (ticketTypeIds.length === 0) return await named(write(database));
  return await database.transaction(async (tx) => {
    await lockShow(tx, showId);
    const lost = unknownTypeIssues(ticketTypeIds, await tx.query<{ id: string }>(FIND_TICKET_TYPES, [showId]));
    if (lost.length > 0) throw new InvalidInputError(lost);
    return await named(write(tx));
  });
}

async function named<T>(written: Promise<T>): Promise<T> {
  try {
    return await written;
  } catch (error) {
    if (violatedUniqueConstraint(error) !== 'codes_normalised') throw error;
    throw new InvalidInputError([{ path: 'input.code', message: 'is a code of this show already', code: 'DUPLICATE' }]);
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
