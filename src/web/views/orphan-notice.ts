import { html, nothing, type TemplateResult } from 'lit-html';
import type { SeatGroup } from '../api/box-office-types.ts';
import type { RefusedChoice } from '../purchase/refused-choice.ts';
import { placesOf } from './group-places.ts';
import { lookSymbol } from './legend.ts';
import type { PanelOptions } from './panel-options.ts';
import { seatName } from './seat-names.ts';

/** Why a choice that leaves seats alone is refused, and what can be had instead in one tap. The map shows both. */
export function orphanNotice(options: PanelOptions): TemplateResult | typeof nothing {
  const { texts, purchase } = options;
  const { refused } = purchase;
  if (refused === null) return nothing;
  return html`
    <div class="orphans" role="alert">
      ${lookSymbol('orphan')}
      <div>
        <b>${texts.orphansTitle(refused.orphanIds.size)}</b>
        <span>${texts.orphansBody(orphanNames(options, refused))}</span>
      </div>
    </div>
    ${
      refused.alternatives.length > 0
        ? html`
            <h3>${texts.orphansInstead}</h3>
            <ul class="alternatives">
              ${refused.alternatives.map((group) => html`<li>${instead(options, group)}</li>`)}
            </ul>
          `
        : html`<p class="muted">${texts.orphansOther}</p>`
    }
  `;
}

function orphanNames(options: PanelOptions, { orphanIds }: RefusedChoice): string {
  const seats = [...orphanIds].flatMap((id) => options.hall.byId.get(id) ?? []);
  return seats.map((seat) => seatName(options, seat)).join('; ');
}

function instead(options: PanelOptions, group: SeatGroup): TemplateResult {
  const { texts, formats, hall, purchase, colorOf, offSale } = options;
  const seats = group.seatIds.flatMap((id) => hall.byId.get(id) ?? []);
  const { places, zones } = placesOf(options, seats);
  const show = () => purchase.previewInstead(group);
  const leave = () => purchase.previewInstead(null);
  return html`
    <button
      type="button"
      class="alternative"
      aria-disabled=${purchase.busy !== null || offSale !== null}
      aria-description=${offSale ?? nothing}
      @pointerenter=${show}
      @pointerleave=${leave}
      @focus=${show}
      @blur=${leave}
      @click=${() => offSale === null && purchase.takeInstead(group)}
    >
      <i class="dot" aria-hidden="true" .style=${`background:${colorOf(seats[0]?.tier.category ?? '')}`}></i>
      <span class="line-name">
        <b><span class="visually-hidden">${texts.take}</span> ${places}</b>
        <small>${zones}</small></span>
      <span class="price">${formats.money(group.total)}</span>
    </button>
  `;
}
