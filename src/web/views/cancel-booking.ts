import { html, nothing, type TemplateResult } from 'lit-html';
import type { Booking, Show } from '../api/box-office-types.ts';
import { confirmDialog } from './confirm-dialog.ts';
import { ticketWords } from './ticket-count.ts';
import type { ViewContext } from './view-context.ts';

export interface CancelButtonOptions extends ViewContext {
  booking: Pick<Booking, 'cancellationTerms'>;
  show: Pick<Show, 'startsAt' | 'venue'>;
  /** The server's time, ms since 1970. */
  now: number;
  /** It is being cancelled. */
  isBusy: boolean;
  /** Its buyer is to be asked. */
  onAsk(): void;
}

/** Its buyer can cancel a booking as long as the show lets them, and until it begins; of an earlier end they are told. */
export function cancelBookingButton({ texts, formats, booking, show, now, isBusy, onAsk }: CancelButtonOptions) {
  const { cancellationTerms: terms } = booking;
  if (terms === null) return nothing;
  const until = terms.until === null ? Number.POSITIVE_INFINITY : Date.parse(terms.until);
  const startsAt = Date.parse(show.startsAt);
  if (now >= Math.min(until, startsAt)) return nothing;
  return html`<button
      type="button"
      class="secondary"
      aria-disabled=${isBusy}
      aria-haspopup="dialog"
      @click=${() => !isBusy && onAsk()}
    >
      ${isBusy ? texts.working : texts.cancelBooking}
    </button>
    ${
      until < startsAt
        ? html`<p class="muted cancel-until">${texts.cancelUntil(formats.moment(terms.until!, show.venue.timezone))}</p>`
        : nothing
    }`;
}

export interface AskToCancelOptions extends ViewContext {
  booking: Pick<Booking, 'seats' | 'areas' | 'status' | 'total' | 'cancellationTerms'>;
  onAnswer(isYes: boolean): void;
}

/** Asks before a booking is cancelled, and says what goes back and what is kept. */
export function askToCancelBooking(options: AskToCancelOptions): TemplateResult {
  const { texts, onAnswer } = options;
  return confirmDialog({
    title: texts.cancelBookingTitle,
    body: consequence(options),
    yes: texts.cancelBooking,
    no: texts.keepBooking,
    onAnswer,
  });
}

function consequence({ texts, formats, booking }: AskToCancelOptions): string {
  const count = ticketWords({ texts }, booking);
  const { status, total, cancellationTerms: terms } = booking;
  if (terms === null || status === 'PENDING_PAYMENT' || total.amount === 0) return texts.cancelFreeBody(count);
  const [refund, kept] = [formats.money(terms.refund), formats.money(terms.kept)];
  if (terms.kept.amount === 0) return texts.cancelBookingBody(count, refund);
  return terms.refund.amount === 0 ? texts.cancelAllKeptBody(count, kept) : texts.cancelKeptBody(count, refund, kept);
}
