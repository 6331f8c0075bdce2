import { html, nothing, type TemplateResult } from 'lit-html';
import { seatsOfIds } from '../../../packages/map/src/hall/hall.ts';
import type { SeatGroup } from '../api/box-office-types.ts';
import { placesOf } from './group-places.ts';
import type { PanelOptions } from './panel-options.ts';

export interface AlternativesOptions {
  title: string;
  groups: readonly SeatGroup[];
  onTake(group: SeatGroup): void;
  /** Called with the group that is pointed at or has the focus, and with null after it. */
  onPreview?(group: SeatGroup | null): void;
}

/** What can be had in place of what was refused, each group in one tap. */
export function alternatives(options: PanelOptions, { title, groups, ...events }: AlternativesOptions): TemplateResult {
  return html`
    <h3>${title}</h3>
    <ul class="alternatives">
      ${groups.map((group) => html`<li>${alternative(options, group, events)}</li>`)}
    </ul>
  `;
}

function alternative(
  options: PanelOptions,
  group: SeatGroup,
  { onTake, onPreview }: Pick<AlternativesOptions, 'onTake' | 'onPreview'>,
): TemplateResult {
  const { texts, formats, hall, purchase, colorOf, offSale } = options;
  const seats = seatsOfIds(hall, group.seatIds);
  const { places, zones } = placesOf(options, seats);
  const show = () => onPreview?.(group);
  // A pointer that has not moved points at nothing: the group may have come below the finger that asked for it.
  const pointAt = ({ pointerType }: PointerEvent) => pointerType === 'mouse' && show();
  const leave = () => onPreview?.(null);
  return html`
    <button
      type="button"
      class="alternative"
      aria-disabled=${purchase.busy !== null || offSale !== null}
      aria-description=${offSale ?? nothing}
      @pointermove=${pointAt}
      @pointerleave=${leave}
      @focus=${show}
      @blur=${leave}
      @click=${() => offSale === null && onTake(group)}
    >
      <i class="dot" aria-hidden="true" .style=${`background:${colorOf(seats[0]?.tier.category ?? '')}`}></i>
      <span class="line-name">
        <b><span class="visually-hidden">${texts.take}</span> ${places}</b>
        <small>${zones}</small></span>
      <span class="price">${formats.money(group.total)}</span>
    </button>
  `;
}
