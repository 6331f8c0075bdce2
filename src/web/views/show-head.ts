import { html, nothing, type TemplateResult } from 'lit-html';
import type { Show } from '../api/box-office-types.ts';
import type { ViewContext } from './view-context.ts';

export interface ShowHeadOptions extends ViewContext {
  show: Show;
  available: number;
  isLive: boolean;
}

export function showHead({ texts, formats, show, available, isLive }: ShowHeadOptions): TemplateResult {
  const { venue } = show;
  const left = available === 1 ? texts.oneSeatLeft : texts.seatsLeft(formats.count(available));
  return html`
    <div class="show-head">
      <h1>${show.title}</h1>
      <p class="muted">
        <time datetime=${show.startsAt}>${formats.moment(show.startsAt, venue.timezone)}</time>
        <span class="venue">${venue.name}, ${venue.city}</span>
      </p>
      <p class="left" data-live=${isLive}>
        ${isLive ? html`<span class="live"><i aria-hidden="true"></i>${texts.live}</span>` : nothing}
        <span>${available > 0 ? left : texts.soldOutTitle}</span>
      </p>
    </div>
  `;
}
