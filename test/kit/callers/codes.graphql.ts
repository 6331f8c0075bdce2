import { graphql } from '../../../src/generated/graphql/gql.ts';

export const CreateCode = graphql(/* GraphQL */ `
  mutation CreateCode($input: CreateCodeInput!) {
    createCode(input: $input) {
      __typename
      ... on CreateCodeSuccess { promoCode { id } }
      ... on Error { code message }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);

export const ApplyCode = graphql(/* GraphQL */ `
  mutation ApplyCode($input: ApplyCodeInput!) {
    applyCode(input: $input) {
      __typename
      ... on ApplyCodeSuccess { lock { id appliedCode total { amount } } }
      ... on Error { code message }
      ... on CodeNotApplicableError { reason }
      ... on LimitExceededError { limit waitSeconds }
    }
  }
`);

export const GetCodes = graphql(/* GraphQL */ `
  query GetCodes($showId: ID!) {
    show(id: $showId) { codes { id code uses ticketsUsed maxUses maxTickets endedAt } }
  }
`);
