import { graphql } from '../../src/generated/graphql/gql.ts';

export const ReadStatement = graphql(/* GraphQL */ `
  query ReadStatement($id: ID!, $from: DateTime, $to: DateTime) {
    show(id: $id) {
      statement(from: $from, to: $to) {
        from to
        ticketsSold ticketsCancelled
        sold { amount } refunded { amount } balance { amount currency } tax { amount }
        feeTotal { amount } discounts { amount } writeOffs { amount } surplus { amount } lostDisputes { amount }
        tickets { tier { name } ticketType { name } method ticketsSold ticketsCancelled sold { amount } refunded { amount } balance { amount } tax { amount } }
        fees { name taxRate sold { amount } balance { amount } tax { amount } }
        taxes { taxRate sold { amount } refunded { amount } balance { amount } tax { amount } }
        methods { method ticketsSold received { amount } paidBack { amount } balance { amount } }
      }
    }
  }
`);
