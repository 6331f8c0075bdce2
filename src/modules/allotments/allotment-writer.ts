import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { ALLOTMENT_COLORS } from '../../shared/allotment-colors.ts';
import type { AllotmentAccess } from './allotment.ts';

/** The table allotments, inside the caller's transaction. Which seats are an allotment's, inventory writes. */

const INSERT = readStatement(new URL('./sql/insert-allotment.sql', import.meta.url));
const LOCK = readStatement(new URL('./sql/lock-allotment.sql', import.meta.url));
const UPDATE = readStatement(new URL('./sql/update-allotment.sql', import.meta.url));
const END = readStatement(new URL('./sql/end-allotment.sql', import.meta.url));
const CLAIM_DUE = readStatement(new URL('./sql/claim-due.sql', import.meta.url));
const BRING_FORWARD = readStatement(new URL('./sql/bring-forward.sql', import.meta.url));

export interface AllotmentTerms {
  name?: string | null | undefined;
  color?: string | null | undefined;
  access?: AllotmentAccess | null | undefined;
  /** Undefined: it stays. Null: by hand only. */
  releaseAt?: Date | null | undefined;
}

/** Without a color it gets one that the show’s others do not have. False, nothing written, where the show has `max` already. */
export async function insertAllotment(
  tx: Querier,
  allotment: Required<AllotmentTerms> & { id: string; showId: string },
  max: number,
): Promise<boolean> {
  const { id, showId, name, color, access, releaseAt } = allotment;
  const values = [id, showId, name, color?.toLowerCase() ?? null, access, releaseAt, max, ALLOTMENT_COLORS];
  return (await tx.query(INSERT, values)).length === 1;
}

/** Nobody else changes it, or which seats are its own, until the transaction ends. Null when there is none. */
export async function lockAllotment(tx: Querier, id: string): Promise<{ isReleased: boolean } | null> {
  const [row] = await tx.query<{ isReleased: boolean }>(LOCK, [id]);
  return row ?? null;
}

/** The same for one that is to be released by now. False where it is not, or another node is at it. */
export async function claimDueAllotment(tx: Querier, id: string): Promise<boolean> {
  return (await tx.query(CLAIM_DUE, [id])).length === 1;
}

export async function updateAllotment(tx: Querier, id: string, terms: AllotmentTerms): Promise<void> {
  const { name = null, color = null, access = null, releaseAt } = terms;
  await tx.query(UPDATE, [id, name, color?.toLowerCase(), access, releaseAt !== undefined, releaseAt]);
}

/** Notes that it is released. */
export async function endAllotment(tx: Querier, id: string): Promise<void> {
  await tx.query(END, [id]);
}

/** Brings the moments forward at which the show's allotments are released, for tests of shops (see modules/sandbox). */
export async function bringReleasesForward(tx: Querier, showId: string, by_ms: number): Promise<void> {
  await tx.query(BRING_FORWARD, [showId, by_ms]);
}
