import { html, nothing, type TemplateResult } from 'lit-html';
import { pricingField } from '../forms/pricing-reading.ts';
import {
  type FeeBasis,
  type FeeUnit,
  MOST_FEES,
  type TypedFee,
  withFee,
  withFeeChanged,
  withoutFee,
} from '../forms/typed-pricing.ts';
import { focusElement, focusField, selectField, textField } from './form-field.ts';
import type { PricingFieldsOptions } from './pricing-fields-options.ts';

/** What is charged in addition to the tickets. */
export function feeFields(options: PricingFieldsOptions): TemplateResult {
  const { forms, pricing, onChange } = options;
  const { fees } = pricing;
  const add = () => {
    onChange(withFee(pricing));
    focusField(pricingField.feeName(fees.length));
  };
  return html`
    <fieldset class="part">
      <legend>${forms.feesTitle}</legend>
      <p class="hint">${forms.feesHint}</p>
      ${fees.map((fee, at) => feeField(options, fee, at))}
      ${
        fees.length < MOST_FEES
          ? html`<button type="button" class="secondary fitting" id="add-fee" @click=${add}>${forms.addFee}</button>`
          : nothing
      }
    </fieldset>
  `;
}

function feeField(options: PricingFieldsOptions, fee: TypedFee, at: number): TemplateResult {
  const { forms, pricing, onChange } = options;
  const change = (changed: Partial<TypedFee>) => onChange(withFeeChanged(pricing, at, changed));
  const remove = () => {
    onChange(withoutFee(pricing, at));
    focusElement('add-fee');
  };
  return html`
    <div class="field-row" role="group" aria-label=${forms.fee(at + 1)}>
      ${textField(options, {
        name: pricingField.feeName(at),
        label: forms.feeName,
        value: fee.name,
        onInput: (name) => change({ name }),
      })}
      ${selectField(options, {
        name: `fee-${at}-basis`,
        label: forms.basis,
        value: fee.basis,
        choices: (['PER_TICKET', 'PER_BOOKING'] as const).map((value) => ({ value, text: forms.bases[value] })),
        onChoose: (basis) => change({ basis: basis as FeeBasis }),
      })}
      ${selectField(options, {
        name: `fee-${at}-unit`,
        label: forms.unit,
        value: fee.unit,
        choices: [
          { value: 'AMOUNT', text: forms.units.AMOUNT(pricing.currency) },
          { value: 'PERCENT', text: forms.units.PERCENT },
        ],
        onChoose: (unit) => change({ unit: unit as FeeUnit }),
      })}
      ${textField(options, {
        name: pricingField.feeValue(at),
        label: fee.unit === 'AMOUNT' ? forms.feeAmount : forms.feePercent,
        value: fee.value,
        inputmode: 'decimal',
        kind: 'number',
        maxlength: 20,
        onInput: (value) => change({ value }),
      })}
      ${textField(options, {
        name: pricingField.feeTax(at),
        label: forms.tax,
        value: fee.taxRate,
        inputmode: 'decimal',
        kind: 'number',
        maxlength: 8,
        onInput: (taxRate) => change({ taxRate }),
      })}
      <button
        type="button"
        class="quiet"
        aria-label=${forms.removeFee(fee.name.trim() || forms.fee(at + 1))}
        @click=${remove}
      >
        ${forms.remove}
      </button>
    </div>
  `;
}
