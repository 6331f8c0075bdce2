import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type {
  CreateAllotmentMutation,
  CreateAllotmentMutationVariables,
  ReleaseAllotmentMutation,
  ReleaseAllotmentMutationVariables,
  ShowAllotmentsQuery,
  ShowAllotmentsQueryVariables,
  UpdateAllotmentMutation,
  UpdateAllotmentMutationVariables,
} from '../../generated/web/operations.ts';
import { REFUSED } from '../api/refused.graphql.ts';

export const SHOW_ALLOTMENTS: TypedDocument<ShowAllotmentsQuery, ShowAllotmentsQueryVariables> =
  /* GraphQL */ `query ShowAllotments($id: ID!) {
  show(id: $id) { allotments { id name color access releaseAt releasedAt seats { id: seatId } areas { quantity taken area { id: areaId name: label } } } }
}`;

export const CREATE_ALLOTMENT: TypedDocument<CreateAllotmentMutation, CreateAllotmentMutationVariables> =
  /* GraphQL */ `mutation CreateAllotment($input: CreateAllotmentInput!) { createAllotment(input: $input) { __typename ...Refused ... on SeatsUnavailableError { conflicts { seatId reason } areas { areaId available } } } }
${REFUSED}`;

export const UPDATE_ALLOTMENT: TypedDocument<UpdateAllotmentMutation, UpdateAllotmentMutationVariables> =
  /* GraphQL */ `mutation UpdateAllotment($input: UpdateAllotmentInput!) { updateAllotment(input: $input) { __typename ...Refused ... on SeatsUnavailableError { conflicts { seatId reason } areas { areaId available } } } }
${REFUSED}`;

export const RELEASE_ALLOTMENT: TypedDocument<ReleaseAllotmentMutation, ReleaseAllotmentMutationVariables> =
  /* GraphQL */ `mutation ReleaseAllotment($input: ReleaseAllotmentInput!) { releaseAllotment(input: $input) { __typename ...Refused } }
${REFUSED}`;
