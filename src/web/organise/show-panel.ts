import type { nothing, TemplateResult } from 'lit-html';
import type { Hall, HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { SeatLook } from '../../../packages/map/src/map/seat-look.ts';
import type { SeatState } from '../api/box-office-types.ts';
import type { Language } from '../i18n/language.ts';
import type { ViewContext } from '../views/view-context.ts';
import type { OrganisedShow, OrganiserOffice } from './organiser-office.ts';
import type { OrganiserRequests } from './organiser-requests.ts';
import type { SeatCounts } from './seat-counts.ts';

/** What a panel may have changed: bookings were made, cancelled or refunded, or allotments are others. */
export type PanelNews = 'bookings' | 'allotments';

/** A part of a show's page in the organiser's hands, beside the map: it asks for what it shows and sends what it changes by itself. */
export interface ShowPanel {
  /** To be drawn anew at each change of the page; `nothing` while there is nothing to show. */
  render(): TemplateResult | typeof nothing;
  /** The colour, `#rrggbb`, in which the panel has a blocked seat drawn; null: it has nothing to say of it. */
  tintOf?(seat: HallSeat): string | null;
  /** What the panel calls the part of the house that a blocked seat is set aside in; null: it has nothing to say of it. */
  setAsideIn?(seat: HallSeat): string | null;
  /** The parts of the house that the panel has seats set aside in, with the colours in which these are drawn. */
  partsOfHouse?(): readonly { name: string; color: string }[];
  /** How many places the panel knows of, by what has become of them; without, none. */
  placeCounts?(): SeatCounts;
  /** Takes a seat that was chosen on the map or in the list, where the panel waits for one; false: it does not. */
  takeSeat?(seat: HallSeat): boolean;
  /** Whether the panel has taken the seat. */
  hasTaken?(seat: HallSeat): boolean;
  /** The show has another status: what it has changed is asked for. */
  statusChanged?(): void;
  /** Shows a booking of the show, where the panel is about bookings. */
  openBooking?(booking: { id: string; reference: string }): void;
  /** Has an amount of a booking refunded, where the panel is about refunds. */
  refundBooking?(booking: { id: string; reference: string }): void;
  /** Another panel has changed such: what is shown of them is asked for. */
  othersChanged?(changed: PanelNews): void;
  /** The show is left: nothing is asked for any more. */
  dispose(): void;
}

export interface ShowPanelDeps {
  hall: Hall;
  office: OrganiserOffice;
  /** For documents of the panel's own. */
  requests: OrganiserRequests;
  /** As it is known now. */
  show(): OrganisedShow;
  /** The seats that are selected on the map, in the plan's order. */
  selected(): readonly HallSeat[];
  /** Selects these seats and no others. */
  select(seats: readonly HallSeat[]): void;
  /** What a panel calls the part of the house that a blocked seat is set aside in; null: it is in none. */
  allotmentOf(seat: HallSeat): string | null;
  /** In which the map draws seats of the category. */
  colorOf(category: string): string;
  /** Turns to the panel that refunds an amount of the booking. */
  refund(booking: { id: string; reference: string }): void;
  /** The panel has changed such: the others are told. */
  tellPanels(changed: PanelNews): void;
  /** How the map draws it, but for what is selected. */
  lookOf(seat: HallSeat): SeatLook;
  /** As the live map has it. */
  stateOf(seatId: string): SeatState;
  /** The server's time, ms since 1970. */
  now(): number;
  context(): ViewContext;
  language(): Language;
  /** Draws the page anew, soon. */
  redraw(): void;
  /** What `tintOf` says is different now. */
  recolor(): void;
  /** To those who can't see it. */
  say(text: string): void;
  /** The token is not good any longer. */
  onSignedOut(): void;
}
