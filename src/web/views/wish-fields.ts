import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { zoneTitle } from '../../../packages/map/src/views/seat-names.ts';
import { type PartyWish, withChoice } from '../purchase/party-wish.ts';
import type { PanelOptions } from './panel-options.ts';

/** As many as the API chooses at once. */
const LARGEST_PARTY = 50;

/** How many, at what price, where and for whom. */
export function wishFields(options: PanelOptions): TemplateResult {
  return html`
    <div class="wish">${partyFields(options)}</div>
    ${placeFields(options)}
  `;
}

interface Choice {
  value: string;
  text: string;
}

function partyFields(options: PanelOptions): TemplateResult {
  const { texts, formats, purchase, hall, tiers } = options;
  const { best } = purchase;
  const { wish } = best;
  const prices = pricesBelowHighest(options);
  const money = (amount: number) => formats.money({ ...tiers[0]!.price, amount });
  const count = (from: number, to: number): Choice[] =>
    numbers(from, to).map((value) => ({ value: `${value}`, text: value === 0 ? texts.noneOf : `${value}` }));
  const set = (field: keyof PartyWish) => (value: string) =>
    best.change({ [field]: value === '' ? null : Number(value) });
  return html`
    ${select({
      id: 'party',
      label: texts.partySize,
      value: `${wish.quantity}`,
      choices: count(1, Math.min(purchase.maxSeats, LARGEST_PARTY)),
      onChoose: set('quantity'),
    })}
    ${
      prices.length > 0
        ? select({
            id: 'price',
            label: texts.highestPrice,
            value: wish.maxPrice === null ? '' : `${wish.maxPrice}`,
            choices: [
              { value: '', text: texts.anyPrice },
              ...prices.map((amount) => ({ value: `${amount}`, text: texts.upToPrice(money(amount)) })),
            ],
            onChoose: set('maxPrice'),
          })
        : nothing
    }
    ${
      hall.wheelchairPlaces > 0
        ? select({
            id: 'wheelchairs',
            label: texts.wheelchairPlaces,
            value: `${wish.accessible}`,
            choices: count(0, Math.min(wish.quantity, hall.wheelchairPlaces)),
            onChoose: set('accessible'),
          })
        : nothing
    }
    ${
      hall.companionSeats > 0 && wish.accessible > 0 && wish.quantity > wish.accessible
        ? select({
            id: 'companions',
            label: texts.companionSeats,
            value: `${wish.companions}`,
            choices: count(0, Math.min(wish.quantity - wish.accessible, hall.companionSeats)),
            onChoose: set('companions'),
          })
        : nothing
    }
  `;
}

interface SelectOptions {
  id: string;
  label: string;
  value: string;
  choices: readonly Choice[];
  onChoose(value: string): void;
}

function select({ id, label, value, choices, onChoose }: SelectOptions): TemplateResult {
  return html`
    <div class="field">
      <label for=${`best-${id}`}>${label}</label>
      <select
        id=${`best-${id}`}
        @change=${(event: Event) => onChoose((event.target as HTMLSelectElement).value)}
      >
        ${choices.map(
          (choice) =>
            html`<option value=${choice.value} .selected=${live(choice.value === value)}>${choice.text}</option>`,
        )}
      </select>
    </div>
  `;
}

/** The dearest seat's price is "any price". What was chosen stays one of them when the prices change. */
function pricesBelowHighest({ tiers, purchase }: PanelOptions): number[] {
  const amounts = [...new Set(tiers.map(({ price }) => price.amount))].sort((a, b) => a - b);
  const { maxPrice } = purchase.best.wish;
  const below = amounts.slice(0, -1);
  return maxPrice === null || below.includes(maxPrice) ? below : [...below, maxPrice].sort((a, b) => a - b);
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

/** Price categories and blocks, closed until somebody wants some of them; none chosen is any. */
function placeFields(options: PanelOptions): TemplateResult | typeof nothing {
  const { texts, hall, tiers, purchase } = options;
  const { best } = purchase;
  const { tierIds, zones } = best.wish;
  const blocks = hall.zones.flatMap((zone) =>
    zone.key === null ? [] : [{ value: zone.key, text: zoneTitle(options, zone) }],
  );
  const categories = tiers.map(({ id, name }) => ({ value: id, text: name }));
  if (blocks.length < 2 && categories.length < 2) return nothing;
  const count = (tierIds?.length ?? 0) + (zones?.length ?? 0);
  return html`
    <details
      class="where"
      ?open=${best.isWhereOpen}
      @toggle=${(event: Event) => best.openWhere((event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary>${texts.where} <span class="muted">${count === 0 ? texts.everywhere : texts.chosen(count)}</span></summary>
      ${
        best.isWhereOpen
          ? html`${checkboxes(options, { field: 'tierIds', legend: texts.priceCategories, choices: categories })}
            ${checkboxes(options, { field: 'zones', legend: texts.blocks, choices: blocks })}`
          : nothing
      }
    </details>
  `;
}

interface CheckboxOptions {
  field: 'tierIds' | 'zones';
  legend: string;
  choices: readonly Choice[];
}

function checkboxes(
  { purchase }: PanelOptions,
  { field, legend, choices }: CheckboxOptions,
): TemplateResult | typeof nothing {
  if (choices.length < 2) return nothing;
  const { best } = purchase;
  const chosen = best.wish[field];
  const set = (value: string) => (event: Event) =>
    best.change({ [field]: withChoice(chosen, value, (event.target as HTMLInputElement).checked) });
  return html`
    <fieldset>
      <legend>${legend}</legend>
      <div class="where-choices">
        ${choices.map(
          ({ value, text }) => html`
            <label>
              <input type="checkbox" .checked=${live(chosen?.includes(value) ?? false)} @change=${set(value)} />
              <span>${text}</span>
            </label>
          `,
        )}
      </div>
    </fieldset>
  `;
}
