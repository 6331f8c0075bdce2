import type { ApiError, LockRefusal, LockState } from '@seatwire/client/box-office';
import type { MapTexts } from '../texts/texts-en.ts';

const SECONDS_ARE_TOLD_BELOW = 120;

/** What stands in the buyer's way after a request; null: nothing. `asked`: how many seats the best were looked for. */
export function wordsOfProblem(
  texts: MapTexts,
  { refusal, error }: Pick<LockState, 'refusal' | 'error'>,
  asked: number,
): string | null {
  if (refusal !== null) return wordsOfRefusal(texts, refusal, asked);
  return error && wordsOfError(texts, error);
}

/** What a refusal means to the buyer. `asked`: how many seats the best were looked for. */
export function wordsOfRefusal(texts: MapTexts, refusal: LockRefusal, asked: number): string {
  switch (refusal.__typename) {
    case 'SeatsUnavailableError':
      return refusal.alternatives.length === 0 ? texts.noAlternatives : texts.goneBody(refusal.conflicts.length);
    case 'OrphanSeatsError':
      return texts.orphansTitle(refusal.orphans.length);
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
      return refusal.code === 'LOCK_NOT_ACTIVE' ? texts.orderEnded : texts.refused;
  }
}

/** What it means that there was no answer. */
export function wordsOfError(texts: MapTexts, { code, retryAfterSeconds }: ApiError): string {
  if (code === 'RATE_LIMITED') return tooMany(texts, retryAfterSeconds ?? 1);
  return code === 'TOKEN_REFUSED' || code === 'TOKEN_FAILED' ? texts.signInRefused : texts.unreachable;
}

/** Somebody, or their network, has asked too often. */
export function tooMany(texts: MapTexts, seconds: number): string {
  return texts.tooMany(
    seconds < SECONDS_ARE_TOLD_BELOW ? texts.seconds(seconds) : texts.minutes(Math.ceil(seconds / 60)),
  );
}
