import { html, nothing, type TemplateResult } from 'lit-html';
import type { ShowControlsOptions } from './show-controls-options.ts';

/** Where else something can be done about the show, or seen of it. */
export function showLinks({ forms, show }: ShowControlsOptions): TemplateResult {
  const isOver = show.status === 'CANCELLED';
  return html`
    ${show.status === 'DRAFT' ? html`<p class="hint">${forms.draftBody}</p>` : nothing}
    <ul class="show-links">
      ${isOver ? nothing : html`<li><a href=${`/organise/shows/${show.id}/edit`}>${forms.changeShow}</a></li>`}
      <li>
        ${
          show.status === 'DRAFT'
            ? html`<a href=${`/organise/shows/${show.id}/preview`}>${forms.preview}</a>`
            : html`<a href=${`/shows/${show.id}`}>${forms.buyersPage}</a>`
        }
      </li>
    </ul>
  `;
}
