import { html, nothing, type TemplateResult } from 'lit-html';
import type { FileSaver } from '../file-saver.ts';

export interface FileButtonsOptions {
  /** Of its heading. */
  id: string;
  words: { files: string; saving: string; notSaved: string };
  files: FileSaver;
  buttons: readonly { text: string; onClick(): void }[];
}

/** Buttons that save a file each, and how it went. */
export function fileButtons({ id, words, files, buttons }: FileButtonsOptions): TemplateResult {
  return html`
    <h3 id=${id}>${words.files}</h3>
    <div class="card-actions" role="group" aria-labelledby=${id}>
      ${buttons.map(
        ({ text, onClick }) => html`
          <button type="button" class="quiet" aria-disabled=${files.isSaving} @click=${onClick}>${text}</button>
        `,
      )}
    </div>
    ${files.isSaving ? html`<p class="muted" role="status">${words.saving}</p>` : nothing}
    ${files.hasNotSaved ? html`<p class="problem" role="alert">${words.notSaved}</p>` : nothing}
  `;
}
