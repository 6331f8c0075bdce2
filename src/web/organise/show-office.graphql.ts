import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type {
  DraftShowMutation,
  DraftShowMutationVariables,
  DuplicateShowMutation,
  DuplicateShowMutationVariables,
  EditedShowQuery,
  EditedShowQueryVariables,
  ImportPlanMutation,
  ImportPlanMutationVariables,
  SeatingPlanQuery,
  SeatingPlanQueryVariables,
  SeatingPlansQuery,
  SeatingPlansQueryVariables,
  TicketHoldersQuery,
  TicketHoldersQueryVariables,
} from '../../generated/web/operations.ts';
import { MONEY } from '../api/money.graphql.ts';
import { REFUSED } from '../api/refused.graphql.ts';

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
    ownLimits { seatsPerLock seatsPerBuyer locksPerBuyer }
    changeRules { returnsUntil returnFee { ...Money } exchangesUntil exchangeFee { ...Money } feeTaxRate keepsFees }
    sales { sold { seats } }
  }
}
${MONEY}`;

/** How many bookings have tickets. */
export const TICKET_HOLDERS: TypedDocument<TicketHoldersQuery, TicketHoldersQueryVariables> =
  /* GraphQL */ `query TicketHolders($showId: ID!) {
  bookings(showId: $showId, status: [CONFIRMED, PARTLY_REFUNDED], first: 1) { totalCount }
}`;

const PLAN = /* GraphQL */ `fragment ListedPlan on SeatingPlan { id name seatCount placeCount venue { name city timezone } }`;

export const SEATING_PLANS: TypedDocument<SeatingPlansQuery, SeatingPlansQueryVariables> =
  /* GraphQL */ `query SeatingPlans($after: String) {
  seatingPlans(first: 50, after: $after) { edges { node { ...ListedPlan } } pageInfo { hasNextPage endCursor } }
}
${PLAN}`;

/** With what of a plan is not asked for in lists: it is read whole for that. */
const WHOLE_PLAN = /* GraphQL */ `fragment WholePlan on SeatingPlan { ...ListedPlan url categories { name color } }
${PLAN}`;

export const SEATING_PLAN: TypedDocument<SeatingPlanQuery, SeatingPlanQueryVariables> =
  /* GraphQL */ `query SeatingPlan($id: ID!) { node(id: $id) { __typename ...WholePlan } }
${WHOLE_PLAN}`;

export const IMPORT_PLAN: TypedDocument<ImportPlanMutation, ImportPlanMutationVariables> =
  /* GraphQL */ `mutation ImportPlan($input: ImportSeatingPlanInput!) {
  importSeatingPlan(input: $input) { __typename ...Refused ... on ImportSeatingPlanSuccess { plan { ...WholePlan } } }
}
${WHOLE_PLAN}
${REFUSED}`;

export const DRAFT_SHOW: TypedDocument<DraftShowMutation, DraftShowMutationVariables> =
  /* GraphQL */ `mutation DraftShow($input: CreateShowInput!) {
  createShow(input: $input) { __typename ...Refused ... on CreateShowSuccess { show { id } } }
}
${REFUSED}`;

export const DUPLICATE_SHOW: TypedDocument<DuplicateShowMutation, DuplicateShowMutationVariables> =
  /* GraphQL */ `mutation DuplicateShow($input: DuplicateShowInput!) {
  duplicateShow(input: $input) { __typename ...Refused ... on DuplicateShowSuccess { show { id } } }
}
${REFUSED}`;
