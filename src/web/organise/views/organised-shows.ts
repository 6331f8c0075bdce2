import { html, nothing, type TemplateResult } from 'lit-html';
import type { ViewContext } from '../../views/view-context.ts';
import type { OrganisedShow } from '../organiser-office.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';

export interface OrganisedShowsOptions extends ViewContext {
  words: OrganiserTexts;
  shows: readonly OrganisedShow[];
}

/** All shows, drafts included, with what they have sold. */
export function organisedShows(options: OrganisedShowsOptions): TemplateResult {
  const { words, shows } = options;
  return html`
    <main class="shows" id="main">
      <h1>${words.title}</h1>
      ${shows.length === 0 ? html`<p class="muted">${words.noShows}</p>` : nothing}
      <ul>${shows.map((show) => html`<li>${card(options, show)}</li>`)}</ul>
    </main>
  `;
}

function card({ words, formats }: OrganisedShowsOptions, show: OrganisedShow): TemplateResult {
  const { availability, sales } = show;
  return html`
    <a class="show-card" href=${`/organise/shows/${show.id}`}>
      <span class="when">${words.statuses[show.status]} · ${formats.moment(show.startsAt, show.venue.timezone)}</span>
      <b>${show.title}</b>
      <span class="muted">${show.venue.name}, ${show.venue.city}</span>
      <span class="sale">
        <span>${words.sold} ${formats.count(availability.booked)} / ${formats.count(availability.total)}</span>
        <b>${formats.money(sales.sold.amount)}</b>
      </span>
      <progress max=${availability.total} value=${availability.booked} aria-hidden="true"></progress>
    </a>
  `;
}
