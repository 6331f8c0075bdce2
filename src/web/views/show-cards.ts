import { html, nothing, type TemplateResult } from 'lit-html';
import type { ShowSummary } from '../api/box-office-types.ts';

export interface ShowCard {
  href: string;
  show: Pick<ShowSummary, 'title' | 'venue'>;
  when: string;
  /** How the sale stands, and the money that belongs to it, if any. */
  sale: string;
  money: string | null;
  seats: { taken: number; total: number };
}

export interface ShowCardsOptions {
  title: string;
  /** How to find one of them; null: there are few. */
  search?: TemplateResult | null;
  /** Said when there are none. */
  noShows: string;
  cards: readonly ShowCard[];
  /** Brings the next page of them; null: these are all. */
  more: { text: string; onMore(): void } | null;
  /** What stands between the title and the cards, if anything. */
  before?: TemplateResult | typeof nothing;
}

/** A list of shows, each leading to its page. */
export function showCards({ title, before, search, noShows, cards, more }: ShowCardsOptions): TemplateResult {
  return html`
    <main class="shows" id="main">
      <h1>${title}</h1>
      ${before ?? nothing} ${search ?? nothing}
      ${cards.length === 0 ? html`<p class="muted">${noShows}</p>` : nothing}
      <ul>${cards.map((card) => html`<li>${showCard(card)}</li>`)}</ul>
      ${more ? html`<button type="button" class="secondary" @click=${more.onMore}>${more.text}</button>` : nothing}
    </main>
  `;
}

function showCard({ href, show, when, sale, money, seats }: ShowCard): TemplateResult {
  return html`
    <a class="show-card" href=${href}>
      <span class="when">${when}</span>
      <b>${show.title}</b>
      <span class="muted">${show.venue.name}, ${show.venue.city}</span>
      <span class="sale">
        <span>${sale}</span>
        ${money === null ? nothing : html`<b>${money}</b>`}
      </span>
      <progress max=${seats.total} value=${seats.taken} aria-hidden="true"></progress>
    </a>
  `;
}
