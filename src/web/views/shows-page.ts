import { html, nothing, type TemplateResult } from 'lit-html';
import type { ShowSummary } from '../api/box-office-types.ts';
import { type Sales, salesOf } from './sales-panel.ts';
import { seatsLeft, type ViewContext } from './view-context.ts';

export interface ShowsPageOptions extends ViewContext {
  shows: readonly ShowSummary[];
  /** The server's time, ms since 1970. */
  now: number;
}

/** What is on, what is left or why nothing can be had yet, and what it costs. */
export function showsPage(options: ShowsPageOptions): TemplateResult {
  const { texts, shows } = options;
  return html`
    <main class="shows" id="main">
      <h1>${texts.shows}</h1>
      ${shows.length === 0 ? html`<p class="muted">${texts.noShows}</p>` : nothing}
      <ul>
        ${shows.map((show) => html`<li>${showCard(options, show)}</li>`)}
      </ul>
    </main>
  `;
}

function showCard(options: ShowsPageOptions, show: ShowSummary): TemplateResult {
  const { texts, formats, now } = options;
  const cheapest = [...show.priceTiers].sort((a, b) => a.price.amount - b.price.amount)[0];
  const { available, total } = show.availability;
  const sales = salesOf(show, { available, now });
  return html`
    <a class="show-card" href=${`/shows/${show.id}`}>
      <span class="when">${formats.moment(show.startsAt, show.venue.timezone)}</span>
      <b>${show.title}</b>
      <span class="muted">${show.venue.name}, ${show.venue.city}</span>
      <span class="sale">
        <span>${sales === 'open' || sales === 'soldOut' ? seatsLeft(options, available) : whyNot(options, show, sales)}</span>
        ${cheapest ? html`<b>${texts.from(formats.money(cheapest.price))}</b>` : nothing}
      </span>
      <progress max=${total} value=${total - available} aria-hidden="true"></progress>
    </a>
  `;
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
