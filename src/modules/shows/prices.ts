import type { HeldArea } from '../inventory/places.ts';
import { type CodeTerms, discountOf } from '../pricing/code-terms.ts';
import type { Money } from '../pricing/money.ts';
import { type PricedPlaces, type PricedSeat, priceLines, totalOfLines } from '../pricing/price-lines.ts';
import type { TicketPrice } from '../pricing/ticket-type.ts';
import type { PlanSeat, SeatingPlanModel } from '../seating/seating-plan-model.ts';
import type { PriceTier, Show } from './show.ts';
import { StaleShowError } from './stale-show.ts';

/** What prices of a show are worked out by. */
type ShowPrices = Pick<Show, 'id' | 'priceTiers' | 'ticketTypes' | 'fees' | 'currency'>;

/** Seats and areas that the show's plan has, and what they are sold as. */
export interface SoldSeats {
  seatIds: readonly string[];
  /** Of each seat, in the same order; empty: of all it is the show's first, or there are none. */
  ticketTypeIds: readonly string[];
  /** The promo code that is applied to them. */
  code?: CodeTerms | null | undefined;
  areas?: readonly HeldArea[] | undefined;
}

/** The tier that prices the seat: every category of a show's plan has one. */
export function tierOf(show: Pick<Show, 'id' | 'priceTiers'>, seat: { category: string }): PriceTier {
  const tier = show.priceTiers.find(({ category }) => category === seat.category);
  if (!tier) throw new Error(`${show.id} has no price tier for category "${seat.category}"`);
  return tier;
}

/** What the seat costs, as a ticket of the first type. */
export function priceOf(show: Pick<Show, 'id' | 'priceTiers'>, seat: { category: string }): Money {
  return tierOf(show, seat).price;
}

/** What seats of the tier cost as tickets of the type; undefined: they are not sold as such. */
export function ticketPriceOf({ prices }: PriceTier, ticketTypeId: string): TicketPrice | undefined {
  return prices.find(({ ticketType }) => ticketType.id === ticketTypeId);
}

/** A seat with what it costs as a ticket of a type. */
export interface TicketSeat extends PricedSeat {
  tierId: string;
}

/** The seats with their prices. Throws StaleShowError when one is not sold as that type: what is held was checked when it was taken. */
export function ticketSeatsOf(show: ShowPrices, plan: SeatingPlanModel, sold: SoldSeats): TicketSeat[] {
  const { seatIds, ticketTypeIds, code } = sold;
  const seats = seatIds.map((seatId) => plan.seatById.get(seatId)!);
  const tickets = seats.map((seat, index) => ticketSeatOf(show, seat, ticketTypeIds[index]));
  return code ? tickets.map((ticket) => ({ ...ticket, discount: discountOf(code, ticket) })) : tickets;
}

/** Places of an area with what each of them costs as a ticket of a type. */
export interface TicketPlaces extends PricedPlaces {
  tierId: string;
}

/** The same for places of areas. */
export function ticketPlacesOf(show: ShowPrices, plan: SeatingPlanModel, sold: SoldSeats): TicketPlaces[] {
  const { areas = [], code } = sold;
  return areas.map(({ areaId, quantity, ticketTypeId }) => {
    const priced = pricedAs(show, plan.areaById.get(areaId)!, ticketTypeId ?? undefined);
    return { areaId, quantity, ...priced, ...(code ? { discount: discountOf(code, priced) } : {}) };
  });
}

function ticketSeatOf(show: ShowPrices, seat: PlanSeat, ticketTypeId: string | undefined): TicketSeat {
  return { seatId: seat.id, ...pricedAs(show, seat, ticketTypeId) };
}

/** What a place of that category costs. */
function pricedAs(
  show: ShowPrices,
  place: { category: string },
  ticketTypeId: string | undefined,
): Omit<TicketSeat, 'seatId'> {
  const tier = tierOf(show, place);
  const { id: tierId, name: tierName, taxRate } = tier;
  const about = { tierId, tierName, taxRate };
  const first = show.ticketTypes[0] ?? null;
  if (ticketTypeId === undefined) return { ...about, ticketType: first, price: tier.price.amount };
  const priced = ticketPriceOf(tier, ticketTypeId);
  if (!priced) throw new StaleShowError();
  return { ...about, ticketType: priced.ticketType, price: priced.price.amount };
}

/** What the seats and places cost together, fees and discounts included: the sum of their lines. */
export function totalOfSeats(show: ShowPrices, plan: SeatingPlanModel, sold: SoldSeats): Money {
  const { currency, fees } = show;
  const seats = ticketSeatsOf(show, plan, sold);
  const places = ticketPlacesOf(show, plan, sold);
  const code = sold.code?.code;
  if (fees.length + places.length > 0 || code !== undefined) {
    return { amount: totalOfLines(priceLines(seats, fees, { code, places })), currency };
  }
  return { amount: seats.reduce((sum, { price }) => sum + price, 0), currency };
}
