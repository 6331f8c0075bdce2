import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type { ShowStatementQuery, ShowStatementQueryVariables } from '../../generated/web/operations.ts';
import { MONEY } from '../api/money.graphql.ts';

export const SHOW_STATEMENT: TypedDocument<ShowStatementQuery, ShowStatementQueryVariables> =
  /* GraphQL */ `query ShowStatement($id: ID!, $from: DateTime, $to: DateTime) {
  show(id: $id) {
    statement(from: $from, to: $to) {
      ticketsSold ticketsCancelled
      sold { ...Money } refunded { ...Money } balance { ...Money } tax { ...Money } feeTotal { ...Money } surplus { ...Money }
      lostDisputes { ...Money }
      tickets {
        tier { name } ticketType { name } method ticketsSold ticketsCancelled
        sold { ...Money } refunded { ...Money } balance { ...Money }
      }
      fees { name taxRate sold { ...Money } refunded { ...Money } balance { ...Money } }
      taxes { taxRate balance { ...Money } tax { ...Money } }
      methods { method received { ...Money } paidBack { ...Money } balance { ...Money } }
    }
  }
}
${MONEY}`;
