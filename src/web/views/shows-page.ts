import { html, nothing, type TemplateResult } from 'lit-html';
import { MAX_SEARCH_CHARACTERS } from '../../shared/show-search.ts';
import type { Order, ShowSummary } from '../api/box-office-types.ts';
import { SEARCH_FIELD } from '../searched-text.ts';
import { ordersList } from './orders-list.ts';
import { type Sales, salesOf } from './sales-panel.ts';
import { type ShowCard, showCards } from './show-cards.ts';
import { seatsLeft, type ViewContext } from './view-context.ts';

export interface ShowsPageOptions extends ViewContext {
  shows: readonly ShowSummary[];
  /** The guest's bookings. */
  orders: readonly Order[];
  /** Asks for earlier ones; null: these are all. */
  onMoreOrders: (() => void) | null;
  /** The text that they were searched for; null: these are all. */
  search: string | null;
  onSearch(text: string): void;
  /** The server's time, ms since 1970. */
  now: number;
  /** Asks for the next page; null: these are all. */
  onMore: (() => void) | null;
}

/** Below that, a list is read at a glance. */
const LONG_LIST = 5;

/** What is on, what is left or why nothing can be had yet, and what it costs. */
export function showsPage(options: ShowsPageOptions): TemplateResult {
  const { texts, shows, search, onMore } = options;
  const isWorthSearching = search !== null || onMore !== null || shows.length >= LONG_LIST;
  return showCards({
    title: texts.shows,
    search: isWorthSearching ? searchForm(options) : null,
    noShows: search === null ? texts.noShows : texts.noShowsFound(search),
    cards: shows.map((show) => cardOf(options, show)),
    before: ordersList(options),
    more: onMore && { text: texts.showMore, onMore },
  });
}

function searchForm({ texts, search, onSearch }: ShowsPageOptions): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSearch(String(new FormData(event.currentTarget as HTMLFormElement).get(SEARCH_FIELD)));
  };
  return html`
    <form class="search field" role="search" @submit=${submit}>
      <label for="search">${texts.searchLabel}</label>
      <input id="search" type="search" name=${SEARCH_FIELD} maxlength=${MAX_SEARCH_CHARACTERS} autocomplete="off" value=${search ?? ''}>
      <button class="secondary">${texts.search}</button>
      ${search === null ? nothing : html`<a href="/">${texts.allShows}</a>`}
    </form>
  `;
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
  sales: Exclude<Sales, 'open' | 'soldOut' | 'waitingRoom'>,
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
