import { createHash } from 'node:crypto';
import type { Rate, RateLimiter } from '../../platform/rate-limits/rate-limiter.ts';
import { mailboxOf } from '../bookings/mailbox.ts';
import type { LimitReports } from '../limits/limit-reports.ts';

/**
 * How many mails about bookings that nobody paid go to one recipient: anyone can write a stranger's address into a booking. It
 * refuses no booking, or whoever floods a stranger would keep that stranger from buying. The buyer sees the order on the page.
 */
export interface MailLimit {
  /** Whether one more may be sent; it counts then. */
  admits(recipient: string): Promise<boolean>;
  /**
   * The same of tickets that cost nothing, by mail or as a text message: whoever books and cancels them again and again pays
   * nothing, either. Counted by themselves, so that no mails about orders take their place.
   */
  admitsFreeTickets(recipient: string): Promise<boolean>;
}

export interface MailLimitSettings {
  /** As many at once, then so many an hour; 0: no limit. */
  perHour: number;
  /** The same of a day. */
  perDay: number;
}

const HOUR_MS = 3_600_000;

export function createMailLimit({
  limiter,
  settings: { perHour, perDay },
  reports,
}: {
  limiter: RateLimiter;
  settings: MailLimitSettings;
  reports: LimitReports;
}): MailLimit {
  const rates = Object.entries({
    hour: { burst: perHour, interval_ms: HOUR_MS / perHour },
    day: { burst: perDay, interval_ms: (24 * HOUR_MS) / perDay },
  } satisfies Record<string, Rate>).filter(([, { burst }]) => burst > 0);

  async function admits(counted: string, recipient: string): Promise<boolean> {
    const name = nameOf(recipient);
    for (const [period, rate] of rates) {
      if ((await limiter.take(`${counted}:${period}:${name}`, rate)) === 0) continue;
      reports.report('unpaid_mails');
      return false;
    }
    return true;
  }

  return {
    admits: (recipient) => admits('unpaid_mails', recipient),
    admitsFreeTickets: (recipient) => admits('free_tickets', recipient),
  };
}

/** Digits of a phone's number, from its end: before them it is written in many ways, as `+49`, `0049`, `+49 (0)` or `0`. */
const OWN_DIGITS = 9;

/** Of a mailbox or a phone, however its number is written. That two phones share a name does little harm. */
function nameOf(recipient: string): string {
  return recipient.includes('@')
    ? nameOfMailbox(recipient)
    : hashOf(recipient.replaceAll(/\D/g, '').slice(-OWN_DIGITS));
}

/**
 * One name for the many ways to write a mailbox's address: beside those of `mailboxOf`, letters of any width, `+something`, dots, quotes and
 * backslashes before the @. That two mailboxes share a name does little harm. A hash, since it is kept for up to a day beside what is erased
 * on request.
 */
function nameOfMailbox(recipient: string): string {
  const address = mailboxOf(recipient.normalize('NFKC'));
  const at = address.lastIndexOf('@');
  const name = address
    .slice(0, at)
    .replaceAll(/["\\.]/g, '')
    .split('+', 1)[0]!;
  return hashOf(`${name}${address.slice(at)}`);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
