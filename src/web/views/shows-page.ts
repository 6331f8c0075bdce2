import type { TemplateResult } from 'lit-html';
import type { ShowSummary } from '../api/box-office-types.ts';
import { type Sales, salesOf } from './sales-panel.ts';
import { type ShowCard, showCards } from './show-cards.ts';
import { seatsLeft, type ViewContext } from './view-context.ts';

export interface ShowsPageOptions extends ViewContext {
  shows: readonly ShowSummary[];
  /** The server's time, ms since 1970. */
  now: number;
  /** Asks for the next page; null: these are all. */
  onMore: (() => void) | null;
}

/** What is on, what is left or why nothing can be had yet, and what it costs. */
export function showsPage(options: ShowsPageOptions): TemplateResult {
  const { texts, shows, onMore } = options;
  return showCards({
    title: texts.shows,
    noShows: texts.noShows,
    cards: shows.map((show) => cardOf(options, show)),
    more: onMore && { text: texts.showMore, onMore },
  });
}

function cardOf(options: ShowsPageOptions, show: ShowSummary): ShowCard {
  const { formats, now } = options;
  const { available, total } = show.availability;
  const sales = salesOf(show, { available, now });
  return {
    href: `/shows/${show.id}`,
    show,
    when: formats.moment(show.startsAt, show.venue.timezone),
    sale: sales === 'open' || sales === 'soldOut' ? seatsLeft(options, available) : whyNot(options, show, sales),
    money: lowestPrice(options, show),
    seats: { taken: total - available, total },
  };
}

/** From what a seat can be had; null: the show has no prices. */
function lowestPrice({ texts, formats }: ViewContext, { priceTiers }: ShowSummary): string | null {
  const [lowest, ...others] = priceTiers.map(({ price }) => price).sort((a, b) => a.amount - b.amount);
  if (!lowest) return null;
  return [lowest, ...others].every(({ amount }) => amount === 0)
    ? texts.freeOfCharge
    : texts.from(formats.money(lowest));
}

function whyNot(
  { texts, formats }: ViewContext,
  { salesStartAt, venue }: ShowSummary,
  sales: Exclude<Sales, 'open' | 'soldOut'>,
): string {
  switch (sales) {
    case 'notStarted':
      return texts.onSaleFrom(formats.moment(salesStartAt!, venue.timezone));
    case 'paused':
      return texts.pausedTitle;
    case 'closed':
      return texts.closedTitle;
    case 'cancelled':
      return texts.showCancelledTitle;
  }
}
