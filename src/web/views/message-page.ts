import { html, type TemplateResult } from 'lit-html';
import type { ViewContext } from './view-context.ts';

export type Message =
  | { kind: 'loading' | 'unreachable'; onRetry(): void }
  | { kind: 'notFound'; text: string; link: { url: string; text: string } };

/** The whole page while there is nothing to show on it, and why. */
export function messagePage({ texts }: ViewContext, message: Message): TemplateResult {
  switch (message.kind) {
    case 'loading':
      return html`<main class="message" id="main"><span class="spinner" aria-hidden="true"></span><p>${texts.loading}</p></main>`;
    case 'unreachable':
      return html`
        <main class="message" id="main">
          <div role="alert"><h1>${texts.serverAway}</h1></div>
          <button type="button" class="primary" @click=${message.onRetry}>${texts.tryAgain}</button>
        </main>
      `;
    case 'notFound':
      return html`
        <main class="message" id="main">
          <h1>${message.text}</h1>
          <a href=${message.link.url}>${message.link.text}</a>
        </main>
      `;
  }
}
