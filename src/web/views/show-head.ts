import { html, nothing, type TemplateResult } from 'lit-html';
import type { ShowSummary } from '../api/box-office-types.ts';
import type { Sales } from './sales-panel.ts';
import { seatsLeft, type ViewContext } from './view-context.ts';

export interface ShowHeadOptions extends ViewContext {
  show: ShowSummary;
  available: number;
  /** Of a show that sells no more, how many seats are free is not said: nobody can have them. */
  sales: Sales;
  isLive: boolean;
}

export function showHead(options: ShowHeadOptions): TemplateResult {
  const { texts, formats, show, available, sales, isLive } = options;
  const { venue } = show;
  const isOver = sales === 'closed' || sales === 'cancelled';
  return html`
    <div class="show-head">
      <h1>${show.title}</h1>
      <p class="muted">
        <time datetime=${show.startsAt}>${formats.moment(show.startsAt, venue.timezone)}</time>
        <span class="venue">${venue.name}, ${venue.city}</span>
      </p>
      <p class="left" data-live=${isLive}>
        ${isLive ? html`<span class="live"><i aria-hidden="true"></i>${texts.live}</span>` : nothing}
        ${isOver ? nothing : html`<span>${seatsLeft(options, available)}</span>`}
      </p>
    </div>
  `;
}
