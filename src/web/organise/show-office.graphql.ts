import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type { EditedShowQuery, EditedShowQueryVariables } from '../../generated/web/operations.ts';
import { MONEY } from '../api/money.graphql.ts';

// Each document with the fragments that it uses. Its types come from `npm run codegen`, by its name.

export const EDITED_SHOW: TypedDocument<EditedShowQuery, EditedShowQueryVariables> =
  /* GraphQL */ `query EditedShow($id: ID!) {
  show(id: $id) {
    id title startsAt salesStartAt salesEndAt status currency
    venue { name city timezone }
    ticketTypes { id name note }
    priceTiers { id name category taxRate price { ...Money } prices { ticketType { id } price { ...Money } } }
    fees { name basis percent taxRate amount { ...Money } }
    plan { categories { name color } }
    sales { sold { seats } }
  }
}
${MONEY}`;
