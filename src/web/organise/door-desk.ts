import { IntentKeys } from '../../../packages/client/src/box-office/intent-keys.ts';
import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { SellAtBoxOfficeInput, SellAtBoxOfficeMutation } from '../../generated/web/operations.ts';
import type { SuccessOf } from '../api/answer-types.ts';
import type { PriceLine, SeatState } from '../api/box-office-types.ts';
import { chosenLine } from '../views/chosen-lines.ts';
import { type TypeOfTicket, typesOfTier } from '../views/ticket-types.ts';
import { type DoorCosts, doorCosts } from './door-costs.ts';
import { DoorPlaces, type DoorShow } from './door-places.ts';
import * as documents from './door-sale.graphql.ts';
import { FormSender } from './forms/form-sender.ts';
import type { OrganisedShow } from './organiser-office.ts';
import type { OrganiserRequests } from './organiser-requests.ts';
import { PeriodicAsking } from './periodic-asking.ts';

export type DoorMethod = SellAtBoxOfficeInput['method'];
export type SoldBooking = SuccessOf<SellAtBoxOfficeMutation['sellAtBoxOffice']>['booking'];

export const DOOR_METHODS: readonly DoorMethod[] = ['CASH', 'CARD_TERMINAL', 'FREE'];

/** As many as the API sells at once. */
const MAX_TICKETS = 200;

const FIELD_OF: ReadonlyMap<string, string> = new Map([
  ['input.customer.name', 'door-name'],
  ['input.customer.email', 'door-email'],
]);

export interface DoorDeskDeps {
  requests: OrganiserRequests;
  /** As it is known now. */
  show(): Pick<OrganisedShow, 'id' | 'status'>;
  /** On the map, in the plan's order. */
  selected(): readonly HallSeat[];
  select(seats: readonly HallSeat[]): void;
  stateOf(seatId: string): SeatState;
  /** The name of the allotment that a blocked seat is of; null: it is of none. */
  allotmentOf(seat: HallSeat): string | null;
  /** Something is different: draw again. */
  onChange(): void;
  onSold(booking: SoldBooking): void;
  /** The token is not good any longer. */
  onSignedOut(): void;
}

/** The box office in the organiser's hands: what is selected is sold, and paid at once. */
export class DoorDesk {
  readonly #deps: DoorDeskDeps;
  readonly #asking: PeriodicAsking<{ show?: DoorShow | null }>;
  readonly sender: FormSender;
  readonly places: DoorPlaces;
  /** With what it is sold as; null: it was not told yet. */
  show: DoorShow | null = null;
  method: DoorMethod = 'CASH';
  /** As they were typed. */
  customer = { name: '', email: '' };
  /** The last sale, until it is put away. */
  sold: { booking: SoldBooking; method: DoorMethod } | null = null;
  /** A sale whose answer did not come: it may have been made. Nothing else is sold until it is known. */
  unanswered: SellAtBoxOfficeInput | null = null;
  readonly #keys = new IntentKeys();
  #types = new Map<string, string>();

  constructor(deps: DoorDeskDeps) {
    this.#deps = deps;
    this.sender = new FormSender(deps);
    this.places = new DoorPlaces(
      () => this.show,
      () => this.#changed(),
    );
    this.#asking = new PeriodicAsking({
      ...deps,
      ask: () => deps.requests.request(documents.DOOR_SHOW, { id: deps.show().id }),
      take: ({ show }) => {
        this.show = show ?? null;
      },
    });
  }

  /** Whether the show is sold at the box office: beyond its sales window, and while sales are paused. */
  get isOpen(): boolean {
    const { status } = this.#deps.show();
    return status === 'ON_SALE' || status === 'PAUSED';
  }

  /** Of the selected seats those that can be sold: free ones, and those that are set aside. */
  get seats(): HallSeat[] {
    const { selected, stateOf, allotmentOf } = this.#deps;
    return selected().filter((seat) => {
      const state = stateOf(seat.id);
      return state === 'AVAILABLE' || (state === 'BLOCKED' && allotmentOf(seat) !== null);
    });
  }

  get selectedCount(): number {
    return this.#deps.selected().length;
  }

  get ticketCount(): number {
    return this.seats.length + this.places.size;
  }

  get canAdd(): boolean {
    return this.ticketCount < MAX_TICKETS;
  }

  typesOf(seat: HallSeat): TypeOfTicket[] {
    return this.show ? typesOfTier(this.show, seat.tier.id) : [];
  }

  /** What the seats are to cost, as those tickets; of a show without ticket types, none. */
  get lines(): PriceLine[] {
    return this.seats.flatMap((seat) => {
      const type = this.#typeOf(seat);
      return type ? [chosenLine(seat, type)] : [];
    });
  }

  /** What is due for all of it, fees included. */
  get costs(): DoorCosts {
    const { seats, lines, places, show, method } = this;
    return doorCosts({ seats, lines, areas: places.lines, fees: show?.fees ?? [], isFree: method === 'FREE' });
  }

  setType(seat: HallSeat, typeId: string): void {
    this.#types.set(seat.id, typeId);
    this.#changed();
  }

  setMethod(method: DoorMethod): void {
    this.method = method;
    this.#changed();
  }

  type(change: Partial<DoorDesk['customer']>): void {
    this.customer = { ...this.customer, ...change };
    this.#changed();
  }

  deselect(seat: HallSeat): void {
    this.#deps.select(this.#deps.selected().filter((one) => one !== seat));
  }

  putAway(): void {
    this.sold = null;
    this.#deps.onChange();
  }

  /** True when it is sold. */
  async sell(): Promise<boolean> {
    if (this.unanswered !== null || this.ticketCount === 0) return false;
    return await this.#send(this.#input());
  }

  /** The sale whose answer did not come once more, under its key: it is made once. True when it is sold. */
  async askAgain(): Promise<boolean> {
    return this.unanswered !== null && (await this.#send(this.unanswered));
  }

  /** To be called when the show, its bookings or its allotments are others. */
  async refresh(): Promise<void> {
    await this.#asking.ask();
  }

  dispose(): void {
    this.#asking.end();
  }

  #input(): SellAtBoxOfficeInput {
    const seats = this.seats.map((seat) => {
      const type = this.#typeOf(seat);
      return { seatId: seat.id, ...(type ? { ticketTypeId: type.id } : {}) };
    });
    const customer = { name: this.customer.name.trim(), email: this.customer.email.trim() };
    const { method, places } = this;
    return { showId: this.#deps.show().id, seats, areas: places.choices, customer, method };
  }

  async #send(input: SellAtBoxOfficeInput): Promise<boolean> {
    if (this.sender.isBusy) return false;
    const { requests, select, onSold } = this.#deps;
    const keyed = { ...input, idempotencyKey: this.#keys.keyFor(documents.SELL_AT_BOX_OFFICE, input) };
    const answer = await this.sender.send({ ok: true, input: keyed, fieldOf: FIELD_OF }, (sent) =>
      requests.make(documents.SELL_AT_BOX_OFFICE, sent, ({ booking }) => booking),
    );
    if (!this.sender.isUnreachable) this.#keys.answered(documents.SELL_AT_BOX_OFFICE, input);
    this.unanswered = this.sender.isUnreachable ? input : null;
    void this.#asking.ask();
    if (!answer) return false;
    this.sold = { booking: answer.value, method: input.method };
    this.places.clear();
    this.#types.clear();
    this.customer = { name: '', email: '' };
    select([]);
    onSold(answer.value);
    return true;
  }

  #typeOf(seat: HallSeat): TypeOfTicket | undefined {
    const types = this.typesOf(seat);
    return types.find(({ id }) => id === this.#types.get(seat.id)) ?? types[0];
  }

  #changed(): void {
    this.sender.forget();
    this.#deps.onChange();
  }
}
