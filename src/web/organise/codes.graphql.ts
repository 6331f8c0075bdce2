import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type {
  CreateCodeMutation,
  CreateCodeMutationVariables,
  EndCodeMutation,
  EndCodeMutationVariables,
  ShowCodesQuery,
  ShowCodesQueryVariables,
  UpdateCodeMutation,
  UpdateCodeMutationVariables,
} from '../../generated/web/operations.ts';
import { MONEY } from '../api/money.graphql.ts';
import { REFUSED } from '../api/refused.graphql.ts';

export const SHOW_CODES: TypedDocument<ShowCodesQuery, ShowCodesQueryVariables> =
  /* GraphQL */ `query ShowCodes($id: ID!) {
  show(id: $id) {
    currency
    priceTiers { id name }
    ticketTypes { id name }
    allotments { id name access releasedAt }
    codes {
      id code discount { percent amount { ...Money } price { ...Money } } tiers { id } ticketTypes { id } allotment { id name }
      maxUses uses maxTickets ticketsUsed validFrom validUntil endedAt
    }
  }
}
${MONEY}`;

export const CREATE_CODE: TypedDocument<CreateCodeMutation, CreateCodeMutationVariables> =
  /* GraphQL */ `mutation CreateCode($input: CreateCodeInput!) { createCode(input: $input) { __typename ...Refused } }
${REFUSED}`;

export const UPDATE_CODE: TypedDocument<UpdateCodeMutation, UpdateCodeMutationVariables> =
  /* GraphQL */ `mutation UpdateCode($input: UpdateCodeInput!) { updateCode(input: $input) { __typename ...Refused } }
${REFUSED}`;

export const END_CODE: TypedDocument<EndCodeMutation, EndCodeMutationVariables> =
  /* GraphQL */ `mutation EndCode($input: EndCodeInput!) { endCode(input: $input) { __typename ...Refused } }
${REFUSED}`;
