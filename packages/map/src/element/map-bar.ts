import { html, nothing, type TemplateResult } from 'lit-html';
import type { HallSeat } from '../hall/hall.ts';
import type { PriceTier } from '../hall/price-tier.ts';
import type { SaleArea } from '../hall/sale-areas.ts';
import { type AreaCounter, areaSteps, FEW_AREAS } from '../views/area-steps.ts';
import type { MapContext } from '../views/map-context.ts';
import { seatName } from '../views/seat-names.ts';
import { codeEntry } from './code-entry.ts';
import type { HeldStep } from './held-seats.ts';
import type { OfferedSeats } from './map-choice.ts';
import type { MapCode } from './map-code.ts';
import { countdownClock } from './map-formats.ts';

export interface MapBarOptions extends MapContext {
  step: HeldStep;
  /** Chosen, held or booked. */
  seats: readonly HallSeat[];
  /** Chosen, held or booked places of areas. */
  places: readonly { name: string; quantity: number }[];
  areas: readonly SaleArea[];
  counter: AreaCounter;
  colorOf(category: string): string;
  /** What those that can be had cost together, or, once they are held, all of it with its fees; null: there are none. */
  total: PriceTier['price'] | null;
  /** What comes on top of the total of what is chosen; null: nothing, or it is in it. */
  fees: string | null;
  isGone(seat: HallSeat): boolean;
  /** How many of them somebody else has taken. */
  goneCount: number;
  maxSeats: number;
  /** How many the best seats are looked for; null: nobody has said. */
  partySize: number | null;
  /** Until the hold ends; null: nothing is held. */
  remainingSeconds: number | null;
  /** More time may be asked for. */
  canExtend: boolean;
  isBusy: boolean;
  /** What is asked is to give back what is held. */
  isReleasing: boolean;
  /** What stands in the way; null: nothing. */
  problem: string | null;
  /** Why no seats can be held now; null: they can. */
  offSale: string | null;
  /** What is chosen was held until the time was up. */
  wasHeld: boolean;
  /** What became of a booking that stands no more; null: there is none. */
  cancelled: string | null;
  /** What is said for a moment; null: nothing. */
  said: string | null;
  /** What the server offers instead. */
  alternatives: readonly OfferedSeats[];
  code: MapCode;
  onEnterCode(code: string | null): Promise<unknown>;
  onHold(): void;
  onHoldBest(): void;
  onTake(seats: readonly HallSeat[]): void;
  onDropGone(): void;
  onClear(): void;
  onExtend(): void;
  onRelease(): void;
}

/** What of it the buyer's choice says; the rest is the show's. */
export type MapBarOfBuyer = Omit<MapBarOptions, 'colorOf' | 'fees' | 'offSale'>;

/** What was chosen and what can be done with it, below the map. */
export function mapBar(options: MapBarOptions): TemplateResult {
  const { texts, said, offSale, step, cancelled } = options;
  // Once: the words above the buttons say why.
  const problem = offSale !== null && options.problem === texts.notOnSale ? null : options.problem;
  return html`
    <section class="bar" part="bar" aria-label=${texts.yourSeats}>
      ${offSale === null || step === 'booked' ? nothing : html`<p class="problem">${offSale}</p>`}
      ${cancelled === null ? nothing : html`<p class="problem">${cancelled}</p>`}
      ${content(options)} ${steppers(options)} ${problem === null ? nothing : html`<p class="problem" role="alert">${problem}</p>`}
      ${said === null ? nothing : html`<p class="muted" aria-hidden="true">${said}</p>`} ${alternatives(options)}
      ${step === 'none' ? codeEntry({ ...options, onEnter: options.onEnterCode }) : nothing}
    </section>
  `;
}

function content(options: MapBarOptions): TemplateResult {
  const { texts, step } = options;
  if (step === 'held') return held(options);
  if (step === 'paying')
    return html`${head(texts.yourSeats, null)} ${chosen(options)} <p class="muted">${texts.untilPaid}</p>`;
  if (step === 'booked') return html`${head(texts.isBooked, null)} ${chosen(options)}`;
  return options.seats.length + options.places.length > 0 ? picked(options) : invitation(options);
}

function steppers(options: MapBarOptions): TemplateResult | typeof nothing {
  const { texts, step, areas } = options;
  if ((step !== 'none' && step !== 'held') || areas.length === 0 || areas.length > FEW_AREAS) return nothing;
  return html`<ul class="area-steps" aria-label=${texts.standing}>${areaSteps(options)}</ul>`;
}

function head(title: string, fact: string | null): TemplateResult {
  return html`<div class="bar-head"><h2 tabindex="-1">${title}</h2>${fact === null ? nothing : html`<b>${fact}</b>`}</div>`;
}

function invitation({ texts, partySize, maxSeats, areas, isBusy, offSale, onHoldBest }: MapBarOptions): TemplateResult {
  return html`
    ${head(texts.chooseSeats, null)}
    <p class="muted">${texts.upTo(maxSeats, areas.length > 0)}</p>
    ${partySize === null ? nothing : html`<div class="actions">${button('primary', texts.holdBestSeats(partySize), isBusy || offSale !== null, onHoldBest)}</div>`}
  `;
}

function picked(options: MapBarOptions): TemplateResult {
  const { texts, formats, seats, places, total, fees, goneCount, isBusy, offSale, wasHeld } = options;
  const { onHold, onDropGone, onClear } = options;
  const placeCount = places.reduce((sum, { quantity }) => sum + quantity, 0);
  const left = seats.length - goneCount + placeCount;
  const freshLabel = placeCount > 0 ? texts.holdPlaces(left) : texts.holdSeats(left);
  const holdLabel = wasHeld ? texts.holdAgain : freshLabel;
  return html`
    ${head(texts.yourSeats, total && formats.money(total))} ${chosen(options)}
    ${fees === null ? nothing : html`<p class="muted">${fees}</p>`}
    ${goneCount > 0 ? html`<p class="problem" role="alert">${texts.goneTitle}. ${texts.goneBody(goneCount)}</p>` : nothing}
    ${wasHeld ? html`<p class="muted">${texts.orderEnded}</p>` : nothing}
    <div class="actions">
      ${
        goneCount > 0
          ? left > 0
            ? button('primary', texts.dropGone(goneCount), isBusy, onDropGone)
            : nothing
          : button('primary', isBusy ? texts.holding : holdLabel, isBusy || offSale !== null, onHold)
      }
      ${button('secondary', texts.clear, isBusy, onClear)}
    </div>
  `;
}

function held(options: MapBarOptions): TemplateResult {
  const { texts, formats, total, remainingSeconds, canExtend, isBusy, isReleasing, onExtend, onRelease } = options;
  return html`
    ${head(texts.heldTitle, `${texts.timeLeft} ${countdownClock(remainingSeconds ?? 0)}`)} ${chosen(options)}
    ${total === null ? nothing : html`<p>${texts.total}: <b>${formats.money(total)}</b></p>`}
    <div class="actions">
      ${canExtend ? button('secondary', texts.moreTime, isBusy, onExtend) : nothing}
      ${button('secondary', isReleasing ? texts.releasing : texts.release, isBusy, onRelease)}
    </div>
  `;
}

function chosen({ texts, seats, places, isGone }: MapBarOptions): TemplateResult {
  return html`
    <ul class="chosen">
      ${seats.map((seat) => html`<li class=${isGone(seat) ? 'is-gone' : ''}>${seatName({ texts }, seat)}</li>`)}
      ${places.map(({ name, quantity }) => html`<li>${texts.placesOf(quantity, name)}</li>`)}
    </ul>
  `;
}

function alternatives({
  texts,
  formats,
  alternatives: groups,
  isBusy: isAsking,
  offSale,
  onTake,
}: MapBarOptions): TemplateResult | typeof nothing {
  if (groups.length === 0) return nothing;
  const isBusy = isAsking || offSale !== null;
  return html`
    <h2>${texts.alternatives}</h2>
    <ul class="alternatives">
      ${groups.map(
        ({ seats, total }) => html`
          <li>
            <button type="button" class="alternative" aria-disabled=${isBusy} @click=${() => !isBusy && onTake(seats)}>
              <span><span class="visually-hidden">${texts.take}</span> ${seats.map((seat) => seatName({ texts }, seat)).join('; ')}</span>
              <b>${formats.money(total)}</b>
            </button>
          </li>
        `,
      )}
    </ul>
  `;
}

function button(kind: 'primary' | 'secondary', label: string, isBusy: boolean, onPress: () => void): TemplateResult {
  return html`
    <button type="button" class=${kind} part=${`button ${kind}`} aria-disabled=${isBusy} @click=${() => !isBusy && onPress()}>
      ${label}
    </button>
  `;
}
