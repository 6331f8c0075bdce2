import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type {
  DoorShowQuery,
  DoorShowQueryVariables,
  SellAtBoxOfficeMutation,
  SellAtBoxOfficeMutationVariables,
} from '../../generated/web/operations.ts';
import { BOOKING, LINES } from '../api/box-office.graphql.ts';
import { MONEY } from '../api/money.graphql.ts';
import { REFUSED } from '../api/refused.graphql.ts';

/** What a show is sold as at the box office, and how many places its areas have, set aside ones included. */
export const DOOR_SHOW: TypedDocument<DoorShowQuery, DoorShowQueryVariables> = /* GraphQL */ `query DoorShow($id: ID!) {
  show(id: $id) {
    ticketTypes { id name note }
    priceTiers { id prices { ticketType { id } price { ...Money } } }
    fees { name basis percent amount { ...Money } }
    areas { available area { areaId } }
    allotments { areas { available area { areaId } } }
  }
}
${MONEY}`;

export const SELL_AT_BOX_OFFICE: TypedDocument<SellAtBoxOfficeMutation, SellAtBoxOfficeMutationVariables> =
  /* GraphQL */ `mutation SellAtBoxOffice($input: SellAtBoxOfficeInput!) {
  sellAtBoxOffice(input: $input) {
    __typename
    ...Refused
    ... on SeatsUnavailableError { conflicts { seatId reason } areas { areaId available } }
    ... on SellAtBoxOfficeSuccess {
      booking {
        ...Booking
        receiptUrl ticketsUrl
        lines { ...Line }
        tickets { id seatId area { id: areaId name } code qrCode: qrCodeUrl(format: SVG) voidedAt ticketType { name } }
      }
    }
  }
}
${BOOKING}
${LINES}
${MONEY}
${REFUSED}`;
