import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { ProposedGroup } from '../api/box-office-types.ts';
import type { BestSeatsNotice } from '../purchase/best-seats.ts';
import { ANYWHERE, type FreeOfWish, type PartyWish } from '../purchase/party-wish.ts';
import { closenessOf, placesOf } from './group-places.ts';
import { orderButton } from './order-button.ts';
import type { PanelOptions } from './panel-options.ts';
import { problemNotice } from './problem-notice.ts';
import { wishFields } from './wish-fields.ts';

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
        ${wishFields(options)}
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
        onPress: () => purchase.bestHold.holdProposed(),
      })}
      ${
        best.notice?.kind === 'quicker'
          ? html`<button type="button" class="secondary" aria-disabled=${isBusy} @click=${() => purchase.bestHold.holdBest()}>
              ${texts.holdBest}
            </button>`
          : nothing
      }
    </div>
  `;
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
        <b>${texts.proposalLostTitle[notice.why]}</b>
        <span>${texts.proposalLost[notice.why]} ${best.shown ? texts.nextBest : nothing}</span>
      </div>`;
    case 'failed':
      return problemNotice(options, notice.problem);
    case 'ruled':
      return html`
        <p class="problem" role="alert">${texts.noneForParty(best.wish.quantity)}</p>
        ${[...notice.nearest.map((quantity) => ({ quantity })), anywhere(best.wish)].map((change) => searchButton(options, change))}
      `;
    case 'notEnough':
      return html`
        <p class="problem" role="alert">${notEnoughWords(options, notice)}</p>
        ${[anywhere(best.wish), fewer(best.wish, notice)].map((change) => searchButton(options, change))}
      `;
  }
}

function notEnoughWords({ texts, purchase }: PanelOptions, { available, wheelchairs }: FreeOfWish): string {
  const { quantity, accessible } = purchase.best.wish;
  return wheelchairs < accessible
    ? texts.notEnoughWheelchairPlaces(accessible, wheelchairs)
    : texts.notEnough(quantity, available);
}

/** The wish without what keeps it to some seats; null: nothing does. */
function anywhere({ maxPrice, tierIds, zones }: PartyWish): Partial<PartyWish> | null {
  return maxPrice !== null || tierIds !== null || zones !== null ? ANYWHERE : null;
}

/** As many as there are; null: none, or none of the wheelchair places that it is about. */
function fewer({ quantity, accessible }: PartyWish, { available, wheelchairs }: FreeOfWish): Partial<PartyWish> | null {
  if (available === 0 || available >= quantity || (accessible > 0 && wheelchairs === 0)) return null;
  return { quantity: available, ...(wheelchairs < accessible ? { accessible: wheelchairs } : {}) };
}

/** What is nearest to a wish that can't be met, in one tap. */
function searchButton(
  { texts, purchase }: PanelOptions,
  change: Partial<PartyWish> | null,
): TemplateResult | typeof nothing {
  if (change === null) return nothing;
  const { best } = purchase;
  const { quantity, accessible } = change;
  const search = () => {
    best.change(change);
    void best.ask();
  };
  const words =
    quantity === undefined
      ? best.wish.tierIds === null && best.wish.zones === null
        ? texts.lookAtAnyPrice
        : texts.lookAnywhere
      : [texts.lookFor(quantity), accessible === undefined ? '' : texts.placesAmong(accessible, 0)]
          .filter((part) => part !== '')
          .join(', ');
  return html`<button type="button" class="secondary" @click=${search}>${words}</button>`;
}
