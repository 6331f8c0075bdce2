import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { CustomerField } from '../purchase/problem.ts';
import type { Purchase } from '../purchase/purchase.ts';
import type { PanelOptions } from './panel-options.ts';

/** Name and e-mail address of who buys, with what is wrong with them. */
export function customerFields({ texts, purchase }: PanelOptions): TemplateResult {
  const { problem } = purchase;
  const isWrong = (field: CustomerField) => problem?.kind === 'customer' && problem.fields.includes(field);
  return html`
    ${field({ purchase, name: 'name', label: texts.name, inputMode: 'text', error: isWrong('name') ? texts.nameMissing : null })}
    ${field({
      purchase,
      name: 'email',
      label: texts.email,
      inputMode: 'email',
      hint: texts.emailHint,
      error: isWrong('email') ? texts.emailWrong : null,
    })}
  `;
}

interface FieldOptions {
  purchase: Purchase;
  name: CustomerField;
  label: string;
  inputMode: 'text' | 'email';
  hint?: string;
  error: string | null;
}

/** None of type `email`: browsers would make `bücher.example` into `xn--bcher-kva.example` before the buyer's eyes. */
function field({ purchase, name, label, inputMode, hint, error }: FieldOptions): TemplateResult {
  return html`
    <div class="field">
      <label for=${`field-${name}`}>${label}</label>
      <input
        id=${`field-${name}`}
        name=${name}
        type="text"
        inputmode=${inputMode}
        autocapitalize=${inputMode === 'email' ? 'none' : 'words'}
        spellcheck="false"
        autocomplete=${name}
        .value=${live(purchase.checkout.draft.customer[name])}
        @input=${(event: InputEvent) => purchase.checkout.type({ [name]: (event.target as HTMLInputElement).value })}
        maxlength="200"
        required
        aria-invalid=${error !== null}
        aria-describedby=${`about-${name}`}
      />
      <p id=${`about-${name}`} class=${error ? 'problem' : 'hint'} role=${error ? 'alert' : nothing}>${error ?? hint}</p>
    </div>
  `;
}
