import { html, nothing, type TemplateResult } from 'lit-html';
import type { ShowSummary } from '../api/box-office-types.ts';
import { seatsLeft, type ViewContext } from './view-context.ts';

export interface ShowHeadOptions extends ViewContext {
  show: ShowSummary;
  available: number;
  isLive: boolean;
}

export function showHead(options: ShowHeadOptions): TemplateResult {
  const { texts, formats, show, available, isLive } = options;
  const { venue } = show;
  return html`
    <div class="show-head">
      <h1>${show.title}</h1>
      <p class="muted">
        <time datetime=${show.startsAt}>${formats.moment(show.startsAt, venue.timezone)}</time>
        <span class="venue">${venue.name}, ${venue.city}</span>
      </p>
      <p class="left" data-live=${isLive}>
        ${isLive ? html`<span class="live"><i aria-hidden="true"></i>${texts.live}</span>` : nothing}
        <span>${seatsLeft(options, available)}</span>
      </p>
    </div>
  `;
}
