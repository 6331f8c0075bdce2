import { html, nothing, type TemplateResult } from 'lit-html';
import type { ViewContext } from './view-context.ts';

export interface TopBarOptions extends ViewContext {
  /** The list of shows, where that is another page; null: no link. */
  list: { url: string; text: string } | null;
  /** What else there is to press. */
  links?: TemplateResult;
  onSwitchLanguage(): void;
}

export function topBar({ texts, list, links, onSwitchLanguage }: TopBarOptions): TemplateResult {
  return html`
    <header class="top">
      <a class="brand" href="/">
        <svg viewBox="0 0 22 22" width="22" height="22" aria-hidden="true">
          <rect x="1" y="1" width="9" height="9" rx="3" class="brand-seat"></rect>
          <rect x="12" y="1" width="9" height="9" rx="3" class="brand-seat"></rect>
          <rect x="1" y="12" width="9" height="9" rx="3" class="brand-mine"></rect>
          <rect x="12" y="12" width="9" height="9" rx="3" class="brand-seat"></rect>
        </svg>
        <span>${texts.appName}</span>
      </a>
      ${list ? html`<a class="quiet" href=${list.url}>${list.text}</a>` : nothing}
      <button class="quiet push" type="button" @click=${onSwitchLanguage}>${texts.switchLanguage.split(': ')[1]}</button>
      ${links ?? nothing}
    </header>
  `;
}
