import { html, nothing, type TemplateResult } from 'lit-html';

/** To a PDF of a booking, where there is one: it opens beside the page, and its address is told to nobody. */
export function documentLink(url: string | null, text: string): TemplateResult | typeof nothing {
  if (url === null) return nothing;
  return html`<a class="secondary" href=${url} target="_blank" rel="noopener noreferrer" type="application/pdf">${text}</a>`;
}
