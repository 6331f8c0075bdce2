import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { ref } from 'lit-html/directives/ref.js';
import { openDialog } from '../../views/confirm-dialog.ts';
import type { ViewContext } from '../../views/view-context.ts';
import type { CancelChoice, CancelTerms, Preview } from '../cancel-terms.ts';
import type { CancellationTexts } from '../cancellation-texts.ts';
import { MAX_REASON } from '../forms/typed-refund.ts';

export interface CancelDialogOptions extends ViewContext {
  words: CancellationTexts;
  terms: CancelTerms;
  title: string;
  body: string;
  yes: string;
  choices: readonly CancelChoice[];
  onAnswer(isYes: boolean): void;
}

/** Asks before a show, or all of its bookings, are cancelled: what is paid back is chosen, and told before it is done. Escape is no. */
export function cancelDialog(options: CancelDialogOptions): TemplateResult {
  const { words, terms, title, body, yes, choices, onAnswer } = options;
  const closed = (event: Event) => onAnswer((event.currentTarget as HTMLDialogElement).returnValue === 'yes');
  return html`
    <dialog class="confirm cancel-show" aria-labelledby="confirm-title" aria-describedby="confirm-body" @close=${closed} ${ref(openDialog)}>
      <h2 id="confirm-title">${title}</h2>
      <p id="confirm-body">${body}</p>
      <form method="dialog">
        ${
          terms.hasBookings
            ? html`<fieldset class="rules">
                <legend>${words.bookings}</legend>
                ${choices.map((choice) => choiceField(options, choice))}
              </fieldset>`
            : nothing
        }
        <div class="cancel-preview" role="status">${outlook(options)}</div>
        ${terms.hasBookings && terms.choice !== 'LATER' ? reasonField(options) : nothing}
        <div class="cancel-answers">
          <button class="secondary" value="no" autofocus>${words.no}</button>
          <button class="primary danger" value="yes">${yes}</button>
        </div>
      </form>
    </dialog>
  `;
}

function choiceField({ words, terms }: CancelDialogOptions, choice: CancelChoice): TemplateResult {
  const { name, what } = words.choices[choice];
  return html`
    <label class="rule">
      <input
        type="radio"
        name="cancel-choice"
        .checked=${live(terms.choice === choice)}
        @change=${() => terms.choose(choice)}
      />
      <span><b>${name}</b> <small>${what}</small></span>
    </label>
  `;
}

function outlook(options: CancelDialogOptions): TemplateResult | typeof nothing {
  const { words, terms } = options;
  if (terms.isUnknown) return html`<p class="problem">${words.uncounted}</p>`;
  if (terms.previews === null) return html`<p class="muted">${words.counting}</p>`;
  if (!terms.hasBookings) return html`<p>${words.none}</p>`;
  return terms.preview ? figures(options, terms.preview) : nothing;
}

function figures({ words, formats }: CancelDialogOptions, preview: Preview): TemplateResult {
  const { bookings, unpaid, refunds, amount, refundsByHand, amountByHand, disputed, kept } = preview;
  const line = (isTold: boolean, text: () => string) => (isTold ? html`<li>${text()}</li>` : nothing);
  return html`
    <ul>
      ${line(true, () => words.ends(formats.count(bookings)))}
      ${line(unpaid > 0, () => words.unpaid(formats.count(unpaid)))}
      <li><b>${words.back(formats.money(amount), formats.count(refunds))}</b></li>
      ${line(refundsByHand > 0, () => words.byHand(formats.money(amountByHand), formats.count(refundsByHand)))}
      ${line(disputed > 0, () => words.disputed(formats.count(disputed)))}
      ${line(kept.amount > 0, () => words.kept(formats.money(kept)))}
    </ul>
  `;
}

function reasonField({ words, terms }: CancelDialogOptions): TemplateResult {
  return html`
    <div class="field">
      <label for="cancel-reason">${words.reason}</label>
      <input
        id="cancel-reason"
        type="text"
        autocomplete="off"
        maxlength=${MAX_REASON}
        aria-describedby="cancel-reason-hint"
        .value=${live(terms.reason)}
        @input=${(event: InputEvent) => terms.type((event.target as HTMLInputElement).value)}
        @keydown=${stay}
      />
      <p class="hint" id="cancel-reason-hint">${words.reasonHint}</p>
    </div>
  `;
}

/** Enter in the field would press the first button, which closes the dialog. */
function stay(event: KeyboardEvent): void {
  if (event.key === 'Enter') event.preventDefault();
}
