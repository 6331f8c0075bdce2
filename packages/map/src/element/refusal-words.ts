import type { ApiError, LockRefusal, LockState, OpenAllotmentRefusal } from '@seatwire/client/box-office';
import type { MapTexts } from '../texts/texts-en.ts';
import { leftWords } from '../views/area-steps.ts';

const SECONDS_ARE_TOLD_BELOW = 120;

export interface ProblemFacts {
  /** For how many the best seats were looked for. */
  asked: number;
  /** What an area is called. */
  nameOf?(areaId: string): string;
}

/** What stands in the buyer's way after a request; null: nothing. */
export function wordsOfProblem(
  texts: MapTexts,
  { refusal, error }: Pick<LockState, 'refusal' | 'error'>,
  facts: ProblemFacts,
): string | null {
  if (refusal !== null) return wordsOfRefusal(texts, refusal, facts);
  return error && wordsOfError(texts, error);
}

/** What a refusal means to the buyer. */
export function wordsOfRefusal(texts: MapTexts, refusal: LockRefusal, facts: ProblemFacts): string {
  const { asked, nameOf = (areaId: string) => areaId } = facts;
  switch (refusal.__typename) {
    case 'SeatsUnavailableError':
      if (refusal.areas.length > 0) return leftInAreas(texts, refusal.areas, nameOf);
      return refusal.alternatives.length === 0 ? texts.noAlternatives : texts.goneBody(refusal.conflicts.length);
    case 'OrphanSeatsError':
      return texts.orphansTitle(refusal.orphans.length);
    case 'CodeNotApplicableError':
      return wordsOfCodeReason(texts, refusal.reason);
    case 'ShowNotOnSaleError':
      return texts.notOnSale;
    case 'NotEnoughSeatsError':
      return texts.notEnough(asked, refusal.available);
    case 'ServiceUnavailableError':
      return texts.unavailable(refusal.retryAfterSeconds);
    case 'LimitExceededError':
      if (refusal.waitSeconds !== null) return tooMany(texts, refusal.waitSeconds);
      // There are limits of other things than seats, too.
      return refusal.message.includes('seats') ? texts.atMost(refusal.limit) : texts.refused;
    default:
      if (refusal.code === 'NOT_ADMITTED') return texts.notAdmitted;
      return refusal.code === 'LOCK_NOT_ACTIVE' ? texts.orderEnded : texts.refused;
  }
}

/** Why the code that was entered is not taken; null: nothing is wrong with it. */
export function wordsOfCode(
  texts: MapTexts,
  { refusal, error }: { refusal: OpenAllotmentRefusal | null; error: ApiError | null },
): string | null {
  if (refusal === null) return error && wordsOfError(texts, error);
  if (refusal.__typename === 'CodeNotApplicableError') return wordsOfCodeReason(texts, refusal.reason);
  const waits = refusal.__typename === 'LimitExceededError' && refusal.waitSeconds !== null;
  return waits ? tooMany(texts, refusal.waitSeconds!) : texts.refused;
}

/** Other reasons may come. */
export function wordsOfCodeReason(texts: MapTexts, reason: string): string {
  switch (reason) {
    case 'MISSING':
      return texts.codeMissing;
    case 'USED_UP':
      return texts.codeUsedUp;
    case 'TOO_MANY_TICKETS':
      return texts.codeForFewer;
    case 'NOTHING_APPLIES':
      return texts.codeForOthers;
    case 'SEATS_NEED_CODE':
      return texts.seatsNeedCode;
    default:
      return texts.codeNotValid;
  }
}

function leftInAreas(
  texts: MapTexts,
  areas: readonly { areaId: string; available: number }[],
  nameOf: (areaId: string) => string,
): string {
  const context = { texts, formats: { count: String } };
  return areas.map(({ areaId, available }) => leftWords(context, nameOf(areaId), available)).join(' ');
}

/** What it means that there was no answer. */
export function wordsOfError(texts: MapTexts, { code, retryAfterSeconds }: ApiError): string {
  if (code === 'RATE_LIMITED') return tooMany(texts, retryAfterSeconds ?? 1);
  if (code === 'SERVER_UNAVAILABLE' && retryAfterSeconds !== null) return texts.unavailable(retryAfterSeconds);
  return code === 'TOKEN_REFUSED' || code === 'TOKEN_FAILED' ? texts.signInRefused : texts.unreachable;
}

/** Somebody, or their network, has asked too often. */
export function tooMany(texts: MapTexts, seconds: number): string {
  return texts.tooMany(
    seconds < SECONDS_ARE_TOLD_BELOW ? texts.seconds(seconds) : texts.minutes(Math.ceil(seconds / 60)),
  );
}
