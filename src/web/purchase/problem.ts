import type { Money, Refusal } from '../api/box-office-types.ts';
import { Overloaded, RateLimited } from '../api/graphql.ts';
import { isVoid } from './booking-states.ts';

/** Why a promo code can't be applied; others may come. */
export type CodeRefusal = NonNullable<Refusal['reason']>;

/** Of the customer's details, in the order of the form. */
export type CustomerField = 'name' | 'email';

/** What stands in the buyer's way, for the panel to say in their language. */
export type Problem =
  | { kind: 'unreachable' }
  | { kind: 'unavailable'; retryAfterSeconds: number }
  | { kind: 'tooMany'; retryAfterSeconds: number }
  | { kind: 'atMost'; max: number }
  | { kind: 'seatsGone' }
  | { kind: 'addedGone' }
  | { kind: 'placesGone'; areas: readonly { name: string; available: number }[] }
  | { kind: 'orphans' }
  | { kind: 'noAlternatives' }
  | { kind: 'declined'; failureCode: string }
  /** `isOfChange`: what is held was to become other seats or tickets, and is as it was. */
  | {
      kind: 'code';
      reason: CodeRefusal | 'TOO_MANY_TRIES' | 'MISSING';
      retryAfterSeconds?: number;
      isOfChange?: boolean;
    }
  | { kind: 'customer'; fields: CustomerField[] }
  | { kind: 'noForm' }
  | { kind: 'orderEnded' }
  | { kind: 'notOnSale' }
  | { kind: 'notAdmitted' }
  | { kind: 'notCancellable' }
  /** Than was shown: so much would by now. */
  | { kind: 'lessGoesBack'; refund: Money }
  | { kind: 'notReturnable' }
  | { kind: 'quoteOver' }
  /** The quote was not good any more when its money came. */
  | { kind: 'paidTooLate' }
  | { kind: 'refused'; message: string };

/** What a refusal means to the buyer. */
export function problemOf(refusal: Refusal): Problem {
  switch (refusal.code) {
    case 'SERVICE_UNAVAILABLE':
      return { kind: 'unavailable', retryAfterSeconds: refusal.retryAfterSeconds ?? 1 };
    case 'SEATS_UNAVAILABLE':
      return { kind: refusal.alternatives?.length ? 'seatsGone' : 'noAlternatives' };
    case 'ORPHAN_SEATS':
      return { kind: 'orphans' };
    case 'CODE_NOT_APPLICABLE':
      return { kind: 'code', reason: refusal.reason ?? 'NOT_VALID' };
    case 'PAYMENT_DECLINED':
      return { kind: 'declined', failureCode: refusal.failureCode ?? '' };
    case 'LOCK_NOT_ACTIVE':
    case 'BOOKING_NOT_PAYABLE':
      return { kind: 'orderEnded' };
    case 'BOOKING_NOT_CANCELLABLE':
      // Of one that is cancelled by now there is nothing to ask again.
      return refusal.cancellationObstacle === 'LESS_GOES_BACK' && refusal.refund && !isVoid(refusal.bookingStatus)
        ? { kind: 'lessGoesBack', refund: refusal.refund }
        : { kind: 'notCancellable' };
    case 'BOOKING_NOT_CHANGEABLE':
    case 'REFUND_NOT_POSSIBLE':
      return { kind: 'notReturnable' };
    case 'QUOTE_NOT_USABLE':
      return { kind: refusal.flaw === 'PAID_TOO_LATE' ? 'paidTooLate' : 'quoteOver' };
    case 'SHOW_NOT_ON_SALE':
      return { kind: 'notOnSale' };
    case 'NOT_ADMITTED':
      return { kind: 'notAdmitted' };
    case 'INVALID_INPUT':
      return problemOfInput(refusal);
    case 'LIMIT_EXCEEDED':
      return problemOfLimit(refusal);
    default:
      return { kind: 'refused', message: refusal.message };
  }
}

/** What it means to the buyer that there was no answer, or none to the request itself. */
export function problemOfFailure(error: unknown): Problem {
  if (error instanceof Overloaded) return { kind: 'unavailable', retryAfterSeconds: error.retryAfterSeconds };
  return error instanceof RateLimited
    ? { kind: 'tooMany', retryAfterSeconds: error.retryAfterSeconds }
    : { kind: 'unreachable' };
}

/** There are limits of other things than seats, too. */
function problemOfLimit({ limit, limitRetryAfterSeconds, message }: Refusal): Problem {
  if (limitRetryAfterSeconds) return { kind: 'tooMany', retryAfterSeconds: limitRetryAfterSeconds };
  return limit !== undefined && message.includes('seats')
    ? { kind: 'atMost', max: limit }
    : { kind: 'refused', message };
}

/** Where seats and places of areas are asked for. */
const PLACES = /^input\.(seatIds|seats|areas|addSeatIds|addSeats|setAreas)$/;

const CUSTOMER_FIELDS: readonly CustomerField[] = ['name', 'email'];

function problemOfInput({ issues = [], message }: Refusal): Problem {
  const fields = CUSTOMER_FIELDS.filter((field) =>
    issues.some(({ path }) => path === `input.customer.${field}` || path === `input.${field}`),
  );
  if (fields.length > 0) return { kind: 'customer', fields };
  for (const issue of issues) {
    const isOfPlaces = PLACES.test(issue.path);
    if (issue.code === 'TOO_MANY' && isOfPlaces && issue.maximum !== null)
      return { kind: 'atMost', max: issue.maximum };
  }
  return { kind: 'refused', message };
}
