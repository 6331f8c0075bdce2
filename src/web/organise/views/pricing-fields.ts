import { html, nothing, type TemplateResult } from 'lit-html';
import { pricingField } from '../forms/pricing-reading.ts';
import {
  isRemovable,
  MOST_TYPES,
  type TypedTier,
  withoutType,
  withPrice,
  withTierChanged,
  withType,
  withTypeChanged,
} from '../forms/typed-pricing.ts';
import { feeFields } from './fee-fields.ts';
import { focusElement, focusField, textField } from './form-field.ts';
import type { PricingFieldsOptions } from './pricing-fields-options.ts';

/** Ticket types, the table of prices, taxes and fees of a show. */
export function pricingFields(options: PricingFieldsOptions): TemplateResult {
  return html`${typeFields(options)} ${priceTable(options)} ${feeFields(options)}`;
}

/** What the type is called in the table, also while it has no name. */
function nameOfType({ forms, pricing }: PricingFieldsOptions, at: number): string {
  return pricing.types[at]!.name.trim() || forms.unnamedType(at + 1);
}

function typeFields(options: PricingFieldsOptions): TemplateResult {
  const { forms, pricing, onChange } = options;
  const { types } = pricing;
  const add = () => {
    onChange(withType(pricing));
    focusField(pricingField.typeName(types.length));
  };
  return html`
    <fieldset class="part">
      <legend>${forms.typesTitle}</legend>
      <p class="hint">${types.length === 0 ? forms.typesNone : forms.typesHint}</p>
      ${types.map((_type, at) => typeField(options, at))}
      ${
        types.length < MOST_TYPES
          ? html`<button type="button" class="secondary fitting" id="add-type" @click=${add}>
              ${types.length === 0 ? forms.addTypes : forms.addType}
            </button>`
          : nothing
      }
    </fieldset>
  `;
}

function typeField(options: PricingFieldsOptions, at: number): TemplateResult {
  const { forms, pricing, onChange } = options;
  const { name, note } = pricing.types[at]!;
  const remove = () => {
    onChange(withoutType(pricing, at));
    focusElement('add-type');
  };
  return html`
    <div class="field-row" role="group" aria-label=${forms.typeName(at + 1)}>
      ${textField(options, {
        name: pricingField.typeName(at),
        label: forms.typeName(at + 1),
        value: name,
        onInput: (text) => onChange(withTypeChanged(pricing, at, { name: text })),
      })}
      ${textField(options, {
        name: pricingField.typeNote(at),
        label: forms.typeNote,
        value: note,
        kind: 'wide',
        onInput: (text) => onChange(withTypeChanged(pricing, at, { note: text })),
      })}
      ${
        isRemovable(pricing, at)
          ? html`<button type="button" class="quiet" aria-label=${forms.removeType(nameOfType(options, at))} @click=${remove}>
              ${forms.remove}
            </button>`
          : nothing
      }
    </div>
  `;
}

function priceTable(options: PricingFieldsOptions): TemplateResult {
  const { forms, pricing } = options;
  const { types, tiers, currency } = pricing;
  const columns =
    types.length === 0 ? [`${forms.price} (${currency})`] : types.map((_type, at) => nameOfType(options, at));
  return html`
    <fieldset class="part">
      <legend>${forms.pricesTable}</legend>
      <p class="hint">${forms.taxHint}${types.length > 1 ? html` ${forms.blankHint}` : nothing}</p>
      <div class="table-frame">
        <table class="prices">
          <thead>
            <tr>
              <th scope="col">${forms.category}</th>
              <th scope="col">${forms.tierName}</th>
              ${columns.map((name) => html`<th scope="col">${name}</th>`)}
              <th scope="col">${forms.tax}</th>
            </tr>
          </thead>
          <tbody>${tiers.map((tier, at) => tierRow(options, { tier, at, columns }))}</tbody>
        </table>
      </div>
    </fieldset>
  `;
}

function tierRow(
  options: PricingFieldsOptions,
  { tier, at, columns }: { tier: TypedTier; at: number; columns: readonly string[] },
): TemplateResult {
  const { forms, pricing, onChange, colorOf } = options;
  // On a wide window the heads of columns say what a field is; to those who can't see them, each field does.
  const label = (name: string) => html`<span class="visually-hidden">${tier.category}, </span>${name}`;
  return html`
    <tr>
      <th scope="row">
        <span><i class="dot" aria-hidden="true" .style=${`background:${colorOf(tier.category)}`}></i>${tier.category}</span>
      </th>
      <td>
        ${textField(options, {
          name: pricingField.tierName(at),
          label: label(forms.tierName),
          value: tier.name,
          onInput: (text) => onChange(withTierChanged(pricing, at, { name: text })),
        })}
      </td>
      ${columns.map(
        (name, type) => html`<td>
          ${textField(options, {
            name: pricingField.price(at, type),
            label: label(name),
            value: tier.prices[type]!,
            inputmode: 'decimal',
            kind: 'number',
            maxlength: 20,
            onInput: (text) => onChange(withPrice(pricing, { tier: at, type }, text)),
          })}
        </td>`,
      )}
      <td>
        ${textField(options, {
          name: pricingField.tierTax(at),
          label: label(forms.tax),
          value: tier.taxRate,
          inputmode: 'decimal',
          kind: 'number',
          maxlength: 8,
          onInput: (text) => onChange(withTierChanged(pricing, at, { taxRate: text })),
        })}
      </td>
    </tr>
  `;
}
