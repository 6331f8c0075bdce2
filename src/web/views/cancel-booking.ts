import { html, nothing, type TemplateResult } from 'lit-html';
import type { Booking, Money, Show } from '../api/box-office-types.ts';
import { confirmDialog } from './confirm-dialog.ts';
import { ticketWords } from './ticket-count.ts';
import type { ViewContext } from './view-context.ts';

export interface CancelButtonOptions extends ViewContext {
  show: Pick<Show, 'startsAt'>;
  /** The server's time, ms since 1970. */
  now: number;
  /** It is being cancelled. */
  isBusy: boolean;
  /** Its buyer is to be asked. */
  onAsk(): void;
}

/** Its buyer can cancel a booking until the show begins. */
export function cancelBookingButton({ texts, show, now, isBusy, onAsk }: CancelButtonOptions) {
  if (now >= Date.parse(show.startsAt)) return nothing;
  return html`<button
    type="button"
    class="secondary"
    aria-disabled=${isBusy}
    aria-haspopup="dialog"
    @click=${() => !isBusy && onAsk()}
  >
    ${isBusy ? texts.working : texts.cancelBooking}
  </button>`;
}

export interface AskToCancelOptions extends ViewContext {
  booking: Pick<Booking, 'seats' | 'areas'>;
  /** What goes back; null: nothing was paid. */
  back: Money | null;
  onAnswer(isYes: boolean): void;
}

/** Asks before a booking is cancelled, and says what goes back. */
export function askToCancelBooking({ texts, formats, booking, back, onAnswer }: AskToCancelOptions): TemplateResult {
  const count = ticketWords({ texts }, booking);
  return confirmDialog({
    title: texts.cancelBookingTitle,
    body: back === null ? texts.cancelFreeBody(count) : texts.cancelBookingBody(count, formats.money(back)),
    yes: texts.cancelBooking,
    no: texts.keepBooking,
    onAnswer,
  });
}
