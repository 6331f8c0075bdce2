import { html, type TemplateResult } from 'lit-html';

const FIGURE = 'M9.4 6.4h.01M9.4 8.2l.3 2.8h2.2l1.3 2.8M9.5 9.4h2.1M12.2 12.2a2.6 2.6 0 1 1-4-3';

/** A wheelchair place as it is drawn on the map. */
export function wheelchairSymbol(): TemplateResult {
  return html`<svg class="look look-wheelchair" viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
    <circle cx="10" cy="10" r="8"></circle>
    <path d=${FIGURE}></path>
  </svg>`;
}

/** The figure alone, for beside a seat's number. */
export function wheelchairSign(): TemplateResult {
  return html`<svg class="wheelchair" viewBox="5.5 5 9.5 11" width="16" height="18" aria-hidden="true">
    <path d=${FIGURE}></path>
  </svg>`;
}
