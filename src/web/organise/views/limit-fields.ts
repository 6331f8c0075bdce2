import { html, type TemplateResult } from 'lit-html';
import type { LimitName, TypedLimits } from '../forms/typed-limits.ts';
import { type FormContext, textField } from './form-field.ts';

export interface LimitFieldsOptions extends FormContext {
  limits: TypedLimits;
  onChange(limits: TypedLimits): void;
}

const HINT_ID = 'f-limits-hint';

/** How much one buyer may hold of a show at a time. */
export function limitFields(options: LimitFieldsOptions): TemplateResult {
  const { forms, limits, onChange } = options;
  const field = (name: LimitName) =>
    textField(options, {
      name,
      label: forms.limits[name],
      value: limits[name],
      inputmode: 'numeric',
      maxlength: 6,
      onInput: (text) => onChange({ ...limits, [name]: text }),
    });
  return html`
    <fieldset class="part" aria-describedby=${HINT_ID}>
      <legend>${forms.limitsTitle}</legend>
      <p class="hint" id=${HINT_ID}>${forms.limitsHint}</p>
      <div class="two">${field('seatsPerLock')} ${field('seatsPerBuyer')} ${field('locksPerBuyer')}</div>
    </fieldset>
  `;
}
