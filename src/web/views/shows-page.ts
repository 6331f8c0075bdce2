import { html, nothing, type TemplateResult } from 'lit-html';
import type { ShowSummary } from '../api/box-office-types.ts';
import { seatsLeft, type ViewContext } from './view-context.ts';

/** What is on, what is left, and what it costs. */
export function showsPage(context: ViewContext, shows: readonly ShowSummary[]): TemplateResult {
  const { texts } = context;
  return html`
    <main class="shows" id="main">
      <h1>${texts.shows}</h1>
      ${shows.length === 0 ? html`<p class="muted">${texts.noShows}</p>` : nothing}
      <ul>
        ${shows.map((show) => html`<li>${showCard(context, show)}</li>`)}
      </ul>
    </main>
  `;
}

function showCard(context: ViewContext, show: ShowSummary): TemplateResult {
  const { texts, formats } = context;
  const cheapest = [...show.priceTiers].sort((a, b) => a.price.amount - b.price.amount)[0];
  const { available, total } = show.availability;
  return html`
    <a class="show-card" href=${`/shows/${show.id}`}>
      <span class="when">${formats.moment(show.startsAt, show.venue.timezone)}</span>
      <b>${show.title}</b>
      <span class="muted">${show.venue.name}, ${show.venue.city}</span>
      <span class="sale">
        <span>${seatsLeft(context, available)}</span>
        ${cheapest ? html`<b>${texts.from(formats.money(cheapest.price))}</b>` : nothing}
      </span>
      <progress max=${total} value=${total - available} aria-hidden="true"></progress>
    </a>
  `;
}
