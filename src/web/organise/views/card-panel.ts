import { html, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

// What panels have in common whose things stand in cards, each with buttons, until they are over: allotments and codes.

/** The cards, or a form in the place of one; `none`: said where there are none. */
export function cardList<One extends { id: string }>(
  list: readonly One[],
  { none, cardOf }: { none: string; cardOf(one: One): TemplateResult },
): TemplateResult {
  if (list.length === 0) return html`<p class="muted">${none}</p>`;
  return html`<div class="holders">${repeat(list, ({ id }) => id, cardOf)}</div>`;
}

/** A button of a card: `of` is what the card is of, for those who hear. */
export function cardButton(
  text: string,
  { of, isBusy, onClick }: { of: string; isBusy: boolean; onClick(): void },
): TemplateResult {
  return html`<button
    type="button"
    class="quiet"
    aria-label=${`${text}: ${of}`}
    aria-disabled=${isBusy}
    @click=${onClick}
  >
    ${text}
  </button>`;
}

/** What is over, by its name and a fact of it. */
export function overList(summary: string, list: readonly { name: string; fact: string }[]): TemplateResult {
  return html`
    <details>
      <summary>${summary}</summary>
      <ul>
        ${list.map(({ name, fact }) => html`<li>${name} <span class="muted">${fact}</span></li>`)}
      </ul>
    </details>
  `;
}
