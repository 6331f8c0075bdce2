import { html, type TemplateResult } from 'lit-html';
import { MOST_CHARACTERS } from '../forms/typed-customer.ts';
import type { BookingsSectionOptions } from './bookings-section-options.ts';
import { type FormContext, focusElement, focusFirstProblem, textField } from './form-field.ts';
import { formNotice } from './form-notice.ts';

/** Name, e-mail address and phone number of an opened booking's customer, to be corrected. */
export function customerForm(options: BookingsSectionOptions, titleId: string): TemplateResult {
  const { words, organiserWords, forms, locale, desk } = options;
  const { customer } = desk;
  const form: FormContext = { forms, locale, exponent: 0, problems: customer.sender.problems };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const element = event.currentTarget as HTMLFormElement;
    if (await desk.correctCustomer()) focusElement(titleId);
    else focusFirstProblem(element);
  };
  const field = (name: keyof typeof MOST_CHARACTERS, label: string) =>
    textField(form, {
      name: `customer-${name}`,
      label,
      value: customer.typed[name],
      maxlength: MOST_CHARACTERS[name],
      onInput: (text) => customer.type({ [name]: text }),
    });
  return html`
    <form novalidate class="customer" aria-labelledby="customer-form-title" @submit=${submit}>
      <h4 id="customer-form-title">${words.correct}</h4>
      ${formNotice({ forms, words: organiserWords, sender: customer.sender, done: null })} ${field('name', words.name)}
      ${field('email', words.email)} ${field('phone', words.phone)}
      <p class="hint">${words.correctHint}</p>
      <div class="form-actions">
        <button class="primary" aria-disabled=${customer.sender.isBusy}>${words.saveCustomer}</button>
        <button type="button" class="quiet" @click=${() => customer.end()}>${words.leaveCustomer}</button>
      </div>
    </form>
  `;
}
