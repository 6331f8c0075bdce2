import { type Language, languageOf } from '../../shared/text/language.ts';
import type { pricedLock } from '../locks/lock-lines.ts';
import { priceLines } from '../pricing/price-lines.ts';
import type { TicketPlaces, TicketSeat } from '../shows/prices.ts';
import type { Show } from '../shows/show.ts';

type Priced = NonNullable<ReturnType<typeof pricedLock>>;

const FREE_OF_CHARGE: Record<Language, string> = { en: 'Free of charge', de: 'Kostenlos' };

/**
 * The same seats and places, given away: what they cost stays, a discount of all of it says why nothing is to be paid, in the customer's
 * language, and there are no fees.
 */
export function freeOfCharge({ fees }: Pick<Show, 'fees'>, { seats, places }: Priced, locale: string): Priced {
  const free = { seats: seats.map(givenAway), places: places.map(givenAway) };
  const lines = priceLines(free.seats, fees, { code: FREE_OF_CHARGE[languageOf(locale)], places: free.places });
  return { ...free, lines };
}

function givenAway<Ticket extends TicketSeat | TicketPlaces>(ticket: Ticket): Ticket {
  return { ...ticket, discount: ticket.price };
}
