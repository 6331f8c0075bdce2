import type { HallQuery, HallQueryVariables } from '../operations.generated.ts';
import type { TypedDocument } from '../typed-document.ts';

/** The show as SHOW_SUBSCRIPTION follows it, and where its plan is. */
export const HALL: TypedDocument<HallQuery, HallQueryVariables> = /* GraphQL */ `query Hall($showId: ID!) {
  show(id: $showId) {
    id title startsAt salesStartAt salesEndAt status: showStatus
    priceTiers {
      id name category taxRate price { amount currency exponent }
      prices { ticketType { id name } price { amount currency exponent } }
    }
    ticketTypes { id name note }
    fees { name basis amount { amount currency exponent } percent }
    seatRules { orphanRule minimumRun endsAt }
    limits { seatsPerLock seatsPerBuyer }
    changeRules {
      returnsUntil exchangesUntil keepsFees
      returnFee { amount currency exponent } exchangeFee { amount currency exponent }
    }
    plan { name url areas { areaId name zone category capacity } }
  }
}`;
