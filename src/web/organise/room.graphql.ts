import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type {
  OrganisedRoomQuery,
  OrganisedRoomQueryVariables,
  SetRoomMutation,
  SetRoomMutationVariables,
} from '../../generated/web/operations.ts';
import { REFUSED } from '../api/refused.graphql.ts';

const ORGANISED_ROOM = /* GraphQL */ `fragment OrganisedRoom on WaitingRoom {
  status opensAt drawAt drawnAt waiting
  settings { enabled maxActive perMinute idleSeconds active admitted admittedPerMinute }
}`;

export const ORGANISED_ROOM_QUERY: TypedDocument<OrganisedRoomQuery, OrganisedRoomQueryVariables> =
  /* GraphQL */ `query OrganisedRoom($showId: ID!) { show(id: $showId) { waitingRoom { ...OrganisedRoom } } }
${ORGANISED_ROOM}`;

export const SET_ROOM: TypedDocument<SetRoomMutation, SetRoomMutationVariables> =
  /* GraphQL */ `mutation SetRoom($input: SetWaitingRoomInput!) {
  setWaitingRoom(input: $input) {
    __typename
    ...Refused
    ... on SetWaitingRoomSuccess { waitingRoom { ...OrganisedRoom } }
  }
}
${REFUSED}
${ORGANISED_ROOM}`;
