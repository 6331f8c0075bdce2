import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { ProposedGroup } from '../api/box-office-types.ts';
import type { BestSeatsNotice } from '../purchase/best-seats.ts';
import type { PartyWish } from '../purchase/party-wish.ts';
import { closenessOf, placesOf } from './group-places.ts';
import { orderButton } from './order-button.ts';
import type { PanelOptions } from './panel-options.ts';
import { problemNotice } from './problem-notice.ts';

/** As many as the API chooses at once. */
const LARGEST_PARTY = 50;

/** What the buyer wishes for, and what is proposed for it: shown on the map, and held by nobody. */
export function bestSeatsPanel(options: PanelOptions): TemplateResult {
  const { texts, purchase } = options;
  const { best } = purchase;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!best.isAsking && purchase.busy === null) void best.ask();
  };
  return html`
    <section class="best" aria-labelledby="best-title">
      <form @submit=${submit}>
        <h3 id="best-title">${texts.bestSeats}</h3>
        <div class="wish">${wishFields(options)}</div>
        <button class="secondary" aria-disabled=${best.isAsking || purchase.busy !== null}>
          ${best.isAsking ? texts.searching : texts.showBest(best.wish.quantity)}
        </button>
      </form>
      ${best.notice ? noticeOf(options, best.notice) : nothing} ${best.groups.length > 0 ? proposals(options) : nothing}
    </section>
  `;
}

/** The buttons that hold what is proposed. */
export function proposalButtons({ texts, formats, purchase, offSale }: PanelOptions): TemplateResult | typeof nothing {
  const { best } = purchase;
  if (!best.shown) return nothing;
  const isBusy = purchase.busy === 'hold';
  return html`
    <div class="actions">
      ${orderButton({
        content: html`${isBusy ? texts.holding : texts.holdSeats(best.shown.seatIds.length)}
          <span class="price">${formats.money(best.shown.total)}</span>`,
        isBusy: isBusy || best.isJustReplaced,
        whyNot: offSale,
        onPress: () => purchase.holdProposed(),
      })}
      ${
        best.notice?.kind === 'quicker'
          ? html`<button type="button" class="secondary" aria-disabled=${isBusy} @click=${() => purchase.holdBest()}>
              ${texts.holdBest}
            </button>`
          : nothing
      }
    </div>
  `;
}

interface Choice {
  value: string;
  text: string;
}

function wishFields(options: PanelOptions): TemplateResult {
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
      hall.hasAccessible
        ? select({
            id: 'wheelchairs',
            label: texts.wheelchairPlaces,
            value: `${wish.accessible}`,
            choices: count(0, wish.quantity),
            onChoose: set('accessible'),
          })
        : nothing
    }
    ${
      hall.hasCompanions && wish.accessible > 0 && wish.quantity > wish.accessible
        ? select({
            id: 'companions',
            label: texts.companionSeats,
            value: `${wish.companions}`,
            choices: count(0, wish.quantity - wish.accessible),
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

function proposals(options: PanelOptions): TemplateResult {
  const { texts, purchase } = options;
  return html`
    <fieldset class="proposals">
      <legend>${texts.proposals}</legend>
      ${purchase.best.groups.map((group) => proposal(options, group))}
    </fieldset>
  `;
}

function proposal(options: PanelOptions, group: ProposedGroup): TemplateResult {
  const { texts, formats, purchase, colorOf, onShowProposal } = options;
  const seats = purchase.best.seatsOf(group);
  const { places, zones } = placesOf(options, seats);
  const among = texts.placesAmong(
    seats.filter(({ accessible }) => accessible).length,
    seats.filter(({ companion }) => companion).length,
  );
  const facts = [zones, closenessOf(options, { ...group, seats }), among].filter((fact) => fact !== '');
  return html`
    <label class="proposal">
      <input
        type="radio"
        name="proposal"
        .checked=${live(group === purchase.best.shown)}
        @change=${() => onShowProposal(group)}
      />
      <i class="dot" aria-hidden="true" .style=${`background:${colorOf(seats[0]?.tier.category ?? '')}`}></i>
      <span class="line-name"><b>${places}</b> <small>${facts.join(' · ')}</small></span>
      <span class="price">${formats.money(group.total)}</span>
    </label>
  `;
}

function noticeOf(options: PanelOptions, notice: BestSeatsNotice): TemplateResult | typeof nothing {
  const { texts, purchase } = options;
  const { best } = purchase;
  switch (notice.kind) {
    case 'quicker':
      // Said by the announcer, together with the seats that are shown now.
      return html`<div class="gone">
        <b>${texts.quickerTitle}</b> <span>${best.shown ? texts.quickerBody : texts.quickerSearching}</span>
      </div>`;
    case 'failed':
      return problemNotice(options, notice.problem);
    case 'notEnough':
      return html`
        <p class="problem" role="alert">${texts.notEnough(best.wish.quantity, notice.available)}</p>
        ${wayOut(options, notice.available)}
      `;
  }
}

/** What is nearest to a wish that can't be met, in one tap. */
function wayOut({ texts, purchase }: PanelOptions, available: number): TemplateResult {
  const { best } = purchase;
  const { quantity, maxPrice } = best.wish;
  const search = (change: Partial<PartyWish>) => () => {
    best.change(change);
    void best.ask();
  };
  return html`
    ${
      maxPrice !== null
        ? html`<button type="button" class="secondary" @click=${search({ maxPrice: null })}>${texts.lookAtAnyPrice}</button>`
        : nothing
    }
    ${
      available > 0 && available < quantity
        ? html`<button type="button" class="secondary" @click=${search({ quantity: available })}>
            ${texts.lookForFewer(available)}
          </button>`
        : nothing
    }
  `;
}
