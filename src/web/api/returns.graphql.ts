import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type {
  ApplyReturnMutation,
  ApplyReturnMutationVariables,
  QuoteReturnMutation,
  QuoteReturnMutationVariables,
  StartChangePaymentMutation,
  StartChangePaymentMutationVariables,
} from '../../generated/web/operations.ts';
import { LINES, WITH_TICKETS } from './box-office.graphql.ts';
import { MONEY } from './money.graphql.ts';
import { REFUSED } from './refused.graphql.ts';

/** Giving single tickets of a booking back, and exchanging some. */

export const QUOTE_RETURN: TypedDocument<QuoteReturnMutation, QuoteReturnMutationVariables> =
  /* GraphQL */ `mutation QuoteReturn($input: QuoteBookingChangeInput!) {
  quoteBookingChange(input: $input) {
    __typename
    ...Refused
    ... on QuoteBookingChangeSuccess { quote { id lines { ...Line } refund { ...Money } charge { ...Money } } }
  }
}
${REFUSED}
${LINES}
${MONEY}`;

export const APPLY_RETURN: TypedDocument<ApplyReturnMutation, ApplyReturnMutationVariables> =
  /* GraphQL */ `mutation ApplyReturn($input: ApplyBookingChangeInput!) {
  applyBookingChange(input: $input) {
    __typename
    ...Refused
    ... on PaymentDeclinedError { failureCode }
    ... on QuoteNotUsableError { flaw }
    ... on ApplyBookingChangeSuccess { booking { ...BookingWithTickets } }
  }
}
${REFUSED}
${WITH_TICKETS}`;

export const START_CHANGE_PAYMENT: TypedDocument<StartChangePaymentMutation, StartChangePaymentMutationVariables> =
  /* GraphQL */ `mutation StartChangePayment($input: StartChangePaymentInput!) {
  startChangePayment(input: $input) {
    __typename
    ...Refused
    ... on PaymentDeclinedError { failureCode }
    ... on StartChangePaymentSuccess { session { publishableKey clientSecret } }
  }
}
${REFUSED}`;
