import { html, type TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';

export interface ConfirmDialogOptions {
  title: string;
  body: string;
  yes: string;
  no: string;
  onAnswer(isYes: boolean): void;
}

/**
 * Asks before something that can't be taken back. The page behind it can't be reached; Escape is no. The browser gives the
 * focus back to the button that it was asked by.
 */
export function confirmDialog({ title, body, yes, no, onAnswer }: ConfirmDialogOptions): TemplateResult {
  const closed = (event: Event) => onAnswer((event.currentTarget as HTMLDialogElement).returnValue === 'yes');
  return html`
    <dialog class="confirm" aria-labelledby="confirm-title" aria-describedby="confirm-body" @close=${closed} ${ref(openDialog)}>
      <h2 id="confirm-title">${title}</h2>
      <p id="confirm-body">${body}</p>
      <form method="dialog">
        <button class="secondary" value="no" autofocus>${no}</button>
        <button class="primary danger" value="yes">${yes}</button>
      </form>
    </dialog>
  `;
}

/** Opens a dialog as it is drawn. The same function each time: it is called once for each dialog. */
export function openDialog(element: Element | undefined): void {
  // In the document by then.
  if (element instanceof HTMLDialogElement)
    queueMicrotask(() => element.isConnected && !element.open && element.showModal());
}
