import { graphql } from '../../src/generated/graphql/gql.ts';

export const CreateShowWithRules = graphql(/* GraphQL */ `
  mutation CreateShowWithRules($input: CreateShowInput!) {
    createShow(input: $input) {
      __typename
      ... on CreateShowSuccess { show { id seatRules { orphanRule minimumRun endsAt } } }
      ... on Error { code message }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);

export const SetSeatRules = graphql(/* GraphQL */ `
  mutation SetSeatRules($input: UpdateShowInput!) {
    updateShow(input: $input) {
      __typename
      ... on UpdateShowSuccess { show { id seatRules { orphanRule minimumRun endsAt } } }
      ... on Error { code message }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);

export const WatchSeatRules = graphql(/* GraphQL */ `
  subscription WatchSeatRules($id: ID!) {
    show(id: $id) { seatRules { orphanRule minimumRun endsAt } }
  }
`);
