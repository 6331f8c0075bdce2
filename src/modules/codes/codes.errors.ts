import { DomainError } from '../../shared/errors.ts';
import { type Discount, isDiscount } from '../pricing/code-terms.ts';
import type { Code } from './code.ts';

declare module '../../shared/errors.ts' {
  interface ErrorCodes {
    CODE_NOT_APPLICABLE: true;
  }
}

/** Of a code that cannot be used: NOT_VALID, and not why: whether there is such a code is for those to know who have it. */
export type CodeRefusal =
  | 'NOT_VALID'
  | 'USED_UP'
  | 'TOO_MANY_TICKETS'
  | 'NOTHING_APPLIES'
  /** The lock has seats that its present code alone opens. */
  | 'SEATS_NEED_CODE'
  /** It is a code, and for no part of the house. */
  | 'OPENS_NOTHING';

const MESSAGES: Record<CodeRefusal, string> = {
  NOT_VALID: 'This code is not valid.',
  USED_UP: 'This code has been used up.',
  TOO_MANY_TICKETS: 'This code is not left for so many tickets.',
  NOTHING_APPLIES: 'This code is for none of these tickets.',
  SEATS_NEED_CODE: 'Some of the seats can only be had with the present code.',
  OPENS_NOTHING: 'This code opens no part of the house.',
};

/** The code can't be applied; nothing was changed. */
export class CodeNotApplicableError extends DomainError {
  readonly code = 'CODE_NOT_APPLICABLE';
  readonly reason: CodeRefusal;

  constructor(reason: CodeRefusal) {
    super(MESSAGES[reason]);
    this.reason = reason;
  }
}

/**
 * Why a code can't be used for so many tickets; null: it can. One that makes nothing cheaper is taken with tickets that do not count for it, too:
 * seats of its allotment may come later.
 */
export function refusalOf(
  code: Pick<Code, 'isCurrent' | 'maxUses' | 'maxTickets' | 'uses' | 'tickets' | keyof Discount>,
  count: number,
): CodeRefusal | null {
  const { isCurrent, maxUses, maxTickets, uses, tickets } = code;
  if (!isCurrent) return 'NOT_VALID';
  if (maxUses !== null && uses >= maxUses) return 'USED_UP';
  if (maxTickets !== null && tickets >= maxTickets) return 'USED_UP';
  if (count === 0) return isDiscount(code) ? 'NOTHING_APPLIES' : null;
  return maxTickets !== null && tickets + count > maxTickets ? 'TOO_MANY_TICKETS' : null;
}
