import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type { ShowAreasQuery, ShowAreasQueryVariables } from '../../generated/web/operations.ts';

/** How the areas of a show stand. Its types come from `npm run codegen`, by its name. */
export const SHOW_AREAS: TypedDocument<ShowAreasQuery, ShowAreasQueryVariables> =
  /* GraphQL */ `query ShowAreas($id: ID!) {
  show(id: $id) { areas { available held booked area { areaId label capacity } } }
}`;
