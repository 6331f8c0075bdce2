import { graphql } from '../../../src/generated/graphql/gql.ts';

export const PriceLines = graphql(/* GraphQL */ `
  fragment PriceLines on PriceLine {
    kind description quantity unitPrice { amount } total { amount } taxRate tax { amount }
    seat { seatId state } ticketType { id name }
  }
`);

export const CreatePricedShow = graphql(/* GraphQL */ `
  mutation CreatePricedShow($input: CreateShowInput!) {
    createShow(input: $input) {
      __typename
      ... on CreateShowSuccess {
        show {
          id
          ticketTypes { id name note }
          priceTiers { id name taxRate price { amount } prices { ticketType { name } price { amount } } }
          fees { id name basis amount { amount currency } percent taxRate }
        }
      }
      ... on Error { code message }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);

export const LockTickets = graphql(/* GraphQL */ `
  mutation LockTickets($input: LockSeatsInput!) {
    lockSeats(input: $input) {
      __typename
      ... on LockSeatsSuccess { lock { id total { amount } lines { ...PriceLines } } }
      ... on Error { code message }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);

export const SetTicketTypes = graphql(/* GraphQL */ `
  mutation SetTicketTypes($input: UpdateLockInput!) {
    updateLock(input: $input) {
      __typename
      ... on UpdateLockSuccess { lock { id total { amount } lines { ...PriceLines } } }
      ... on Error { code message }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);

export const GetPricedBooking = graphql(/* GraphQL */ `
  query GetPricedBooking($id: ID!, $lockId: ID!) {
    booking(id: $id) {
      id reference total { amount }
      lines { ...PriceLines }
      tickets { seatId ticketType { name } }
    }
    seatLock(id: $lockId) { lockStatus total { amount } lines { ...PriceLines } }
  }
`);

export const GetTicketType = graphql(/* GraphQL */ `
  query GetTicketType($type: ID!) {
    type: node(id: $type) { __typename id ... on TicketType { name note } }
  }
`);
