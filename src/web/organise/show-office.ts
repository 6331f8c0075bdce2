import type * as api from '../../generated/web/operations.ts';
import type { Outcome } from '../api/box-office-types.ts';
import { type Page, pageOf } from '../api/connection.ts';
import { RequestFailed } from '../api/graphql.ts';
import { PAUSE_SHOW, UPDATE_SHOW } from './organiser-office.graphql.ts';
import type { OrganiserRequests } from './organiser-requests.ts';
import * as documents from './show-office.graphql.ts';

export type EditedShow = NonNullable<api.EditedShowQuery['show']>;

/** As it stands in a list. */
export type ListedPlan = api.ListedPlanFragment;

export type SeatingPlan = api.WholePlanFragment;

/** Where shows are made and changed. Each call rejects as those of OrganiserRequests do. */
export interface ShowOffice {
  /** A page of all plans, the newest first, from the first or from where another one ended. */
  plans(after?: string | null): Promise<Page<ListedPlan>>;
  plan(id: string): Promise<SeatingPlan | null>;
  importPlan(input: api.ImportSeatingPlanInput): Promise<Outcome<SeatingPlan>>;
  /** Makes a draft. */
  createShow(input: api.CreateShowInput): Promise<Outcome<{ id: string }>>;
  /** Makes a draft like a show. */
  duplicateShow(input: api.DuplicateShowInput): Promise<Outcome<{ id: string }>>;
  /** With all that can be changed; null: there is none, or it is another organiser's. */
  editedShow(id: string): Promise<EditedShow | null>;
  /** How many of its bookings have tickets. */
  ticketHolders(showId: string): Promise<number>;
  /** What is not given stays. */
  updateShow(input: api.UpdateShowInput): Promise<Outcome<null>>;
  pauseShow(showId: string): Promise<Outcome<null>>;
}

export function createShowOffice({ request, change, make }: OrganiserRequests): ShowOffice {
  return {
    async plans(after = null) {
      const { seatingPlans } = await request(documents.SEATING_PLANS, { after });
      if (!seatingPlans) throw new RequestFailed('The plans were not told.');
      return pageOf(seatingPlans);
    },
    async plan(id) {
      const { node } = await request(documents.SEATING_PLAN, { id });
      return node?.__typename === 'SeatingPlan' ? node : null;
    },
    importPlan: (input) => make(documents.IMPORT_PLAN, input, ({ plan }) => plan),
    createShow: (input) => make(documents.DRAFT_SHOW, input, ({ show }) => show),
    duplicateShow: (input) => make(documents.DUPLICATE_SHOW, input, ({ show }) => show),
    async editedShow(id) {
      const { show } = await request(documents.EDITED_SHOW, { id });
      // Of other organisers' shows, sales are not told.
      return show?.sales ? show : null;
    },
    ticketHolders: async (showId) => (await request(documents.TICKET_HOLDERS, { showId })).bookings.totalCount ?? 0,
    updateShow: (input) => change(UPDATE_SHOW, input),
    pauseShow: (showId) => change(PAUSE_SHOW, { showId }),
  };
}
