import { html, nothing, type TemplateResult } from 'lit-html';

/** Says for a moment what came of something, where it is seen from any part of the page. Read out by the page's live region. */
export function toast(text: string | null): TemplateResult | typeof nothing {
  return text === null ? nothing : html`<p class="toast" aria-hidden="true">${text}</p>`;
}
