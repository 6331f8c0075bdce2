import { html, type TemplateResult } from 'lit-html';
import type { TypedDetails } from '../forms/typed-details.ts';
import { type FormContext, textField } from './form-field.ts';

export interface DetailsFieldsOptions extends FormContext {
  details: TypedDetails;
  /** Of the venue: whose clocks the times are of. */
  city: string;
  onChange(details: TypedDetails): void;
}

/** A show's title and times. */
export function detailsFields(options: DetailsFieldsOptions): TemplateResult {
  const { forms, details, city, onChange } = options;
  const time = (name: Exclude<keyof TypedDetails, 'title'>, label: string, hint?: string) =>
    textField(options, {
      name,
      label,
      value: details[name],
      type: 'datetime-local',
      ...(hint === undefined ? {} : { hint }),
      onInput: (text) => onChange({ ...details, [name]: text }),
    });
  return html`
    ${textField(options, {
      name: 'title',
      label: forms.title,
      value: details.title,
      maxlength: 200,
      onInput: (title) => onChange({ ...details, title }),
    })}
    ${time('startsAt', forms.startsAt(city))}
    <div class="two">
      ${time('salesStartAt', forms.salesStartAt(city), forms.salesStartHint)}
      ${time('salesEndAt', forms.salesEndAt(city), forms.salesEndHint)}
    </div>
  `;
}
