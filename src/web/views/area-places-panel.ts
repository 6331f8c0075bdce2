import { html, nothing, type TemplateResult } from 'lit-html';
import type { SaleArea } from '../../../packages/map/src/hall/sale-areas.ts';
import {
  type AreaCounter,
  type AreaStepsOptions,
  areaSteps,
  FEW_AREAS,
} from '../../../packages/map/src/views/area-steps.ts';
import type { Show } from '../api/box-office-types.ts';
import type { Purchase } from '../purchase/purchase.ts';
import { typesOfArea } from './ticket-types.ts';

export interface AreaCounterOptions {
  purchase: Purchase;
  show: Show;
  /** Why no seats can be held now; null: they can. */
  offSale: string | null;
  /** Others than before are chosen: to be said. */
  onSet(area: SaleArea): void;
}

/** What the steppers of areas show and do in an order. */
export function areaCounter({ purchase, show, offSale, onSet }: AreaCounterOptions): AreaCounter {
  const { areas } = purchase;
  const isHeld = () => purchase.step === 'held';
  return {
    freeOf: (area) => areas.freeOf(area),
    typesOf: (area) => typesOfArea(show, area),
    pickedOf: (area) => (purchase.step === 'picking' ? areas.ownOf(area) : 0),
    countOf: (area, typeId) => areas.countOf(area, typeId),
    canAdd: (area) => offSale === null && purchase.busy !== 'hold' && areas.canAdd(area),
    // With the last of it the hold would end: that has a button of its own.
    canRemove: () => purchase.busy !== 'hold' && (!isHeld() || purchase.seatCount > 1),
    set(area, typeId, quantity) {
      areas.set(area, typeId, quantity);
      onSet(area);
    },
  };
}

export interface AreaPlacesPanelOptions extends Omit<AreaStepsOptions, 'areas'> {
  areas: readonly SaleArea[];
  purchase: Purchase;
}

/** How many places of which areas: part of an order that is picked or held. Of many areas, those that something is chosen of. */
export function areaPlacesPanel(options: AreaPlacesPanelOptions): TemplateResult | typeof nothing {
  const { texts, areas, purchase } = options;
  const shown = areas.length <= FEW_AREAS ? areas : areas.filter((area) => purchase.areas.ownOf(area) > 0);
  if (shown.length === 0) return nothing;
  return html`<ul class="area-steps" aria-label=${texts.standing}>${areaSteps({ ...options, areas: shown })}</ul>`;
}
