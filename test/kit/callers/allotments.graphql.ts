import { graphql } from '../../../src/generated/graphql/gql.ts';

export const CreateAllotment = graphql(/* GraphQL */ `
  mutation CreateAllotment($input: CreateAllotmentInput!) {
    createAllotment(input: $input) {
      __typename
      ... on CreateAllotmentSuccess { allotment { id } }
      ... on Error { code message }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);
