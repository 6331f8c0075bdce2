import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type {
  JoinRoomMutation,
  JoinRoomMutationVariables,
  LeaveRoomMutation,
  LeaveRoomMutationVariables,
  RoomChangesSubscription,
  RoomChangesSubscriptionVariables,
  RoomEntryChangesSubscription,
  RoomEntryChangesSubscriptionVariables,
  VisitedRoomQuery,
  VisitedRoomQueryVariables,
} from '../../generated/web/operations.ts';
import { REFUSED } from './refused.graphql.ts';

/** What is the same for all who wait. */
export const ROOM = /* GraphQL */ `fragment Room on WaitingRoom {
  status opensAt drawAt drawnAt waiting calledPlace seedHash
}`;

const ROOM_ENTRY = /* GraphQL */ `fragment RoomEntry on WaitingRoomEntry {
  id entryStatus place position estimatedSeconds admittedUntil endReason
}`;

export const VISITED_ROOM: TypedDocument<VisitedRoomQuery, VisitedRoomQueryVariables> =
  /* GraphQL */ `query VisitedRoom($showId: ID!, $entryId: ID!, $hasEntry: Boolean!) {
  show(id: $showId) { waitingRoom { ...Room viewerEntry { ...RoomEntry } } }
  known: node(id: $entryId) @include(if: $hasEntry) { __typename ...RoomEntry }
}
${ROOM}
${ROOM_ENTRY}`;

export const JOIN_ROOM: TypedDocument<JoinRoomMutation, JoinRoomMutationVariables> =
  /* GraphQL */ `mutation JoinRoom($input: JoinWaitingRoomInput!) {
  joinWaitingRoom(input: $input) {
    __typename
    ...Refused
    ... on ProofRequiredError { challenge { algorithm challenge salt maxNumber signature } }
    ... on JoinWaitingRoomSuccess { entry { ...RoomEntry } }
  }
}
${REFUSED}
${ROOM_ENTRY}`;

export const LEAVE_ROOM: TypedDocument<LeaveRoomMutation, LeaveRoomMutationVariables> =
  /* GraphQL */ `mutation LeaveRoom($input: LeaveWaitingRoomInput!) {
  leaveWaitingRoom(input: $input) {
    __typename
    ...Refused
    ... on LeaveWaitingRoomSuccess { entry { ...RoomEntry } }
  }
}
${REFUSED}
${ROOM_ENTRY}`;

export const ROOM_CHANGES: TypedDocument<RoomChangesSubscription, RoomChangesSubscriptionVariables> =
  /* GraphQL */ `subscription RoomChanges($id: ID!) { waitingRoom(showId: $id) { ...Room } }
${ROOM}`;

export const ROOM_ENTRY_CHANGES: TypedDocument<RoomEntryChangesSubscription, RoomEntryChangesSubscriptionVariables> =
  /* GraphQL */ `subscription RoomEntryChanges($id: ID!) { waitingRoomEntry(id: $id) { ...RoomEntry } }
${ROOM_ENTRY}`;
