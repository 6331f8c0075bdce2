import { graphql } from '../../../src/generated/graphql/gql.ts';

export const LockBest = graphql(/* GraphQL */ `
  mutation LockBest($input: LockBestAvailableInput!) {
    lockBestAvailable(input: $input) {
      __typename
      ... on LockBestAvailableSuccess { lock { id seats { seatId } } }
      ... on Error { code message }
    }
  }
`);

export const ProposeBest = graphql(/* GraphQL */ `
  query ProposeBest($id: ID!, $input: BestAvailableInput!) {
    show(id: $id) {
      bestAvailable(input: $input) { seatIds }
    }
  }
`);
