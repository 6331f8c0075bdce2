import { NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { type ActionOn, assertCan, can, type ShowResource } from '../identity/rights.ts';
import type { Show } from './show.ts';

/**
 * Throws unless the caller may do that to the show: NotFoundError with `path` where there is none or they may not know of it,
 * ForbiddenError where it is another organiser's.
 */
export function assertCanDoToShow(
  principal: Principal,
  action: ActionOn<ShowResource>,
  show: Show | null,
  path: string,
): asserts show is Show {
  if (!show || !can(principal, 'show.read', show)) throw new NotFoundError('Show', path);
  assertCan(principal, action, show);
}
