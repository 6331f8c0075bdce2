export type { LockChange } from '@seatwire/client/box-office';
export type { ChosenPlaces } from './area-selection.ts';
export type { SeatwireMapAttributes, SeatwireMapListeners } from './element/element-attributes.ts';
export type { LockOutcome } from './element/lock-outcome.ts';
export type { CodeOutcome } from './element/map-code.ts';
export type {
  BookingChangeDetail,
  ConfirmedDetail,
  ConnectionChangeDetail,
  HoldDetail,
  HoldEndDetail,
  RefusedDetail,
  SeatwireMapDetails,
  SeatwireMapEventMap,
  SelectionChangeDetail,
} from './element/map-events.ts';
export type { ChoiceRefusal, RefusedPlaces, RefusedSeat } from './element/refused-choice.ts';
export { SeatwireMap } from './element/seatwire-map.ts';
export type { Hall, HallRow, HallSeat, HallZone } from './hall/hall.ts';
export { createHall } from './hall/hall.ts';
export type { PretixPlan } from './hall/pretix-plan.ts';
export type { PriceTier } from './hall/price-tier.ts';
export type { SaleArea } from './hall/sale-areas.ts';
export type { MapViewAreas, MapViewOptions } from './map/map-view.ts';
export { MapView } from './map/map-view.ts';
export type { SeatLook } from './map/seat-look.ts';

import type { SeatwireMap } from './element/seatwire-map.ts';

declare global {
  interface HTMLElementTagNameMap {
    'seatwire-map': SeatwireMap;
  }
}
