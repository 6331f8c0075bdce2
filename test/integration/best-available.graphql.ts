import { graphql } from '../../src/generated/graphql/gql.ts';

export const LockBestAvailable = graphql(/* GraphQL */ `
  mutation LockBestAvailable($input: LockBestAvailableInput!) {
    lockBestAvailable(input: $input) {
      __typename
      ... on LockBestAvailableSuccess {
        closeness
        lock {
          id
          lockStatus
          appliedCode
          total { amount }
          seats { seatId zone row accessible companion rightNeighbour { seatId } price { amount } }
        }
      }
      ... on Error { code message }
      ... on NotEnoughSeatsError { available availableAccessible }
      ... on CodeNotApplicableError { reason }
      ... on ServiceUnavailableError { retryAfterSeconds }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);

export const GetBestAvailable = graphql(/* GraphQL */ `
  query GetBestAvailable($id: ID!, $input: BestAvailableInput!) {
    show(id: $id) {
      focalPoint { x y }
      priceTiers { id category }
      bestAvailable(input: $input) { closeness seatIds total { amount } }
    }
  }
`);
