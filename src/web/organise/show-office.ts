import type * as api from '../../generated/web/operations.ts';
import type { Outcome } from '../api/box-office-types.ts';
import { PAUSE_SHOW, UPDATE_SHOW } from './organiser-office.graphql.ts';
import type { OrganiserRequests } from './organiser-requests.ts';
import { EDITED_SHOW } from './show-office.graphql.ts';

export type EditedShow = NonNullable<api.EditedShowQuery['show']>;

/** Where shows are made and changed. Each call rejects as those of OrganiserRequests do. */
export interface ShowOffice {
  /** With all that can be changed; null: there is none, or it is another organiser's. */
  editedShow(id: string): Promise<EditedShow | null>;
  /** What is not given stays. */
  updateShow(input: api.UpdateShowInput): Promise<Outcome<null>>;
  pauseShow(showId: string): Promise<Outcome<null>>;
}

export function createShowOffice({ request, change }: OrganiserRequests): ShowOffice {
  return {
    async editedShow(id) {
      const { show } = await request(EDITED_SHOW, { id });
      // Of other organisers' shows, sales are not told.
      return show?.sales ? show : null;
    },
    updateShow: (input) => change(UPDATE_SHOW, input),
    pauseShow: (showId) => change(PAUSE_SHOW, { showId }),
  };
}
