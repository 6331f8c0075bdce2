import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type * as api from '../../generated/web/operations.ts';
import type { SuccessOf } from './answer-types.ts';
import type { Booking, Outcome, PaymentSession, ReturnQuote } from './box-office-types.ts';
import type { MutationAnswer } from './outcome.ts';
import { APPLY_RETURN, QUOTE_RETURN, START_CHANGE_PAYMENT } from './returns.graphql.ts';

/** Tickets of a booking that are to be given back. */
export interface QuotedReturn {
  bookingId: string;
  cancelTicketIds: string[];
}

/** A ticket that is to be exchanged for one of that seat, which may be its own; without a type it is of the first. */
export interface ExchangedTicket {
  ticketId: string;
  toSeatId: string;
  ticketTypeId: string | null;
}

/** Tickets of a booking that are to be exchanged. */
export interface QuotedExchange {
  bookingId: string;
  exchange: ExchangedTicket[];
}

/** Where bookings are changed, for their buyers and for organisers. */
export interface ChangeOffice {
  /** What giving tickets of a booking back comes to. */
  quoteReturn(input: QuotedReturn): Promise<Outcome<ReturnQuote>>;
  /** What exchanging tickets comes to: new seats are held for as long as that is good. */
  quoteExchange(input: QuotedExchange): Promise<Outcome<ReturnQuote>>;
  /** Of the payment provider's form, for what a quote costs more. */
  startChangePayment(input: api.StartChangePaymentInput): Promise<Outcome<PaymentSession>>;
  applyReturn(input: api.ApplyBookingChangeInput): Promise<Outcome<Booking>>;
}

/** Sends a mutation as whoever changes bookings, and takes what is to be known of its success. */
export type Make = <Answer extends MutationAnswer, Input, Value>(
  query: TypedDocument<Record<string, Answer>, { input: Input }>,
  input: NoInfer<Input>,
  pick: (success: SuccessOf<Answer>) => Value,
) => Promise<Outcome<Value>>;

export function createChangeOffice(make: Make): ChangeOffice {
  // A quote has no key: another one takes the place of the former.
  return {
    quoteReturn: ({ bookingId, cancelTicketIds }) =>
      make(QUOTE_RETURN, { bookingId, cancelTicketIds }, ({ quote }) => quote),
    quoteExchange: ({ bookingId, exchange }) => make(QUOTE_RETURN, { bookingId, exchange }, ({ quote }) => quote),
    startChangePayment: (input) => make(START_CHANGE_PAYMENT, input, ({ session }) => session),
    applyReturn: (input) => make(APPLY_RETURN, input, ({ booking }) => booking),
  };
}
