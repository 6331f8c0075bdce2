import { graphql } from '../../src/generated/graphql/gql.ts';

export const GetNeighbours = graphql(/* GraphQL */ `
  query GetNeighbours($id: ID!, $zones: [String!]) {
    show(id: $id) {
      focalPoint { x y }
      seatMap(zones: $zones) {
        seats {
          seatId
          row
          number
          accessible
          companion
          leftNeighbour { seatId number state }
          rightNeighbour { seatId number state }
        }
      }
    }
  }
`);

export const AskForSeats = graphql(/* GraphQL */ `
  mutation AskForSeats($input: LockSeatsInput!) {
    lockSeats(input: $input) {
      __typename
      ... on SeatsUnavailableError {
        alternatives { seatIds seats { seatId leftNeighbour { seatId state } rightNeighbour { seatId state } } }
      }
    }
  }
`);
