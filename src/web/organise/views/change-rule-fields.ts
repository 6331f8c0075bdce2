import { html, type TemplateResult } from 'lit-html';
import type { RuleFee, RuleTime, TypedChangeRules } from '../forms/typed-change-rules.ts';
import { type FormContext, selectField, textField } from './form-field.ts';

export interface ChangeRuleFieldsOptions extends FormContext {
  rules: TypedChangeRules;
  /** Of the venue: whose clocks the times are of. */
  city: string;
  currency: string;
  onChange(rules: TypedChangeRules): void;
}

const HINT_ID = 'f-changes-hint';

/** Until when buyers may give tickets back and exchange them, and what it costs them. */
export function changeRuleFields(options: ChangeRuleFieldsOptions): TemplateResult {
  const { forms, rules, city, currency, onChange } = options;
  const time = (name: RuleTime) =>
    textField(options, {
      name,
      label: forms.changes[name](city),
      value: rules[name],
      type: 'datetime-local',
      onInput: (text) => onChange({ ...rules, [name]: text }),
    });
  const fee = (name: RuleFee) =>
    textField(options, {
      name,
      label: forms.changes[name](currency),
      value: rules[name],
      inputmode: 'decimal',
      maxlength: 20,
      onInput: (text) => onChange({ ...rules, [name]: text }),
    });
  return html`
    <fieldset class="part" aria-describedby=${HINT_ID}>
      <legend>${forms.changes.title}</legend>
      <p class="hint" id=${HINT_ID}>${forms.changes.hint}</p>
      <div class="two">${time('returnsUntil')} ${fee('returnFee')}</div>
      <div class="two">${time('exchangesUntil')} ${fee('exchangeFee')}</div>
      <div class="two">
        ${textField(options, {
          name: 'feeTaxRate',
          label: forms.changes.feeTaxRate,
          value: rules.feeTaxRate,
          inputmode: 'decimal',
          maxlength: 8,
          onInput: (feeTaxRate) => onChange({ ...rules, feeTaxRate }),
        })}
        ${selectField(options, {
          name: 'keepsFees',
          label: forms.changes.keepsFees,
          value: String(rules.keepsFees),
          choices: [
            { value: 'true', text: forms.changes.feesKept },
            { value: 'false', text: forms.changes.feesGiven },
          ],
          onChoose: (value) => onChange({ ...rules, keepsFees: value === 'true' }),
        })}
      </div>
    </fieldset>
  `;
}
