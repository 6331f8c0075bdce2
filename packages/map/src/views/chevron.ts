import { html, type TemplateResult } from 'lit-html';

/** Says that there is more behind it. */
export function chevron(): TemplateResult {
  return html`<svg class="chevron" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
    <path d="m7 4 6 6-6 6"></path>
  </svg>`;
}
