import { graphql } from '../../src/generated/graphql/gql.ts';

export const LockByRule = graphql(/* GraphQL */ `
  mutation LockByRule($input: LockSeatsInput!) {
    lockSeats(input: $input) {
      __typename
      ... on LockSeatsSuccess { lock { id } }
      ... on Error { code message }
      ... on SeatsUnavailableError { conflicts { seatId reason } alternatives { seatIds } }
      ... on OrphanSeatsError { orphans { seatId state } alternatives { seatIds total { amount } } }
    }
  }
`);

export const UpdateByRule = graphql(/* GraphQL */ `
  mutation UpdateByRule($input: UpdateLockInput!) {
    updateLock(input: $input) {
      __typename
      ... on UpdateLockSuccess { lock { id seats { seatId } } }
      ... on Error { code message }
      ... on SeatsUnavailableError { conflicts { seatId reason } }
      ... on OrphanSeatsError { orphans { seatId } alternatives { seatIds seats { state } } }
    }
  }
`);
