import { html, nothing, type TemplateResult } from 'lit-html';
import type { Show, ShowSummary } from '../api/box-office-types.ts';
import type { Texts } from '../i18n/texts-en.ts';
import { beginsIn } from './countdown.ts';
import type { ViewContext } from './view-context.ts';

/** Whether seats can be had, and why not; `waitingRoom`: by those alone whose turn it is. */
export type Sales = 'open' | 'notStarted' | 'paused' | 'closed' | 'cancelled' | 'soldOut' | 'waitingRoom';

export function salesOf(
  show: ShowSummary,
  { available, now }: { available: number; now: number },
): Exclude<Sales, 'waitingRoom'> {
  if (show.status === 'CANCELLED') return 'cancelled';
  if (show.status === 'PAUSED' || show.status === 'DRAFT') return 'paused';
  if (show.status === 'CLOSED' || isSalesTimeOver(show, now)) return 'closed';
  if (show.salesStartAt && now < Date.parse(show.salesStartAt)) return 'notStarted';
  return available === 0 ? 'soldOut' : 'open';
}

/** Whether sales have ended by the clock, whatever the show's status is. */
export function isSalesTimeOver(
  { salesEndAt, startsAt }: Pick<ShowSummary, 'salesEndAt' | 'startsAt'>,
  now: number,
): boolean {
  return now >= Date.parse(salesEndAt ?? startsAt);
}

/** Why the server would hold no seats now; null: it would. What is sold out may come back, and is worth a try. */
export function whyOffSale(texts: Texts, sales: Sales): string | null {
  switch (sales) {
    case 'open':
    case 'soldOut':
      return null;
    case 'notStarted':
      return `${texts.notStartedTitle}.`;
    case 'paused':
      return `${texts.pausedTitle}.`;
    case 'closed':
      return `${texts.closedTitle}.`;
    case 'cancelled':
      return `${texts.showCancelledTitle}.`;
    case 'waitingRoom':
      return texts.notAdmitted;
  }
}

export interface SalesPanelOptions extends ViewContext {
  show: Show;
  sales: Exclude<Sales, 'open' | 'waitingRoom'>;
  /** The server's time, ms since 1970. */
  now: number;
  /** What this buyer held, and had not booked, was taken from them. */
  hasLostHold: boolean;
  /** This buyer waited for a turn that does not come. */
  hasWaited: boolean;
}

/** Why seats can't be had, in place of the seats. */
export function salesPanel({
  texts,
  formats,
  show,
  sales,
  now,
  hasLostHold,
  hasWaited,
}: SalesPanelOptions): TemplateResult {
  const begin = show.salesStartAt;
  const [title, body] = {
    notStarted: [texts.notStartedTitle, begin ? texts.notStartedBody(formats.moment(begin, show.venue.timezone)) : ''],
    paused: [texts.pausedTitle, texts.pausedBody],
    closed: [texts.closedTitle, texts.closedBody],
    cancelled: [texts.showCancelledTitle, texts.showCancelledBody],
    soldOut: [texts.soldOutTitle, texts.soldOutBody],
  }[sales] as [string, string];
  return html`
    <h2 tabindex="-1">${title}</h2>
    ${sales === 'cancelled' && hasLostHold ? html`<p>${texts.heldGivenUp}</p>` : nothing}
    ${hasWaited && (sales === 'closed' || sales === 'cancelled') ? html`<p>${texts.room.waitedInVain}</p>` : nothing}
    <p class="muted">${body}</p>
    ${sales === 'notStarted' && begin ? beginsIn({ formats }, texts.salesBeginIn, { at: begin, now }) : nothing}
  `;
}
