import { html, type TemplateResult } from 'lit-html';
import type { LimitName, TypedLimits } from '../forms/typed-limits.ts';
import { type FormContext, textField } from './form-field.ts';

export interface LimitFieldsOptions extends FormContext {
  limits: TypedLimits;
  onChange(limits: TypedLimits): void;
}

/** How much one buyer may hold of a show at a time. */
export function limitFields(options: LimitFieldsOptions): TemplateResult {
  const { forms, limits, onChange } = options;
  const field = (name: LimitName, hint?: string) =>
    textField(options, {
      name,
      label: forms.limits[name],
      value: limits[name],
      inputmode: 'numeric',
      maxlength: 6,
      ...(hint === undefined ? {} : { hint }),
      onInput: (text) => onChange({ ...limits, [name]: text }),
    });
  return html`
    <fieldset class="part">
      <legend>${forms.limitsTitle}</legend>
      <div class="two">
        ${field('seatsPerLock', forms.limitsHint)} ${field('seatsPerBuyer')} ${field('locksPerBuyer')}
      </div>
    </fieldset>
  `;
}
