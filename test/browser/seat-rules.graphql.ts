import { graphql } from '../../src/generated/graphql/gql.ts';

export const GetSeatRules = graphql(/* GraphQL */ `
  query GetSeatRules($id: ID!) {
    show(id: $id) { seatRules { orphanRule minimumRun endsAt } }
  }
`);
