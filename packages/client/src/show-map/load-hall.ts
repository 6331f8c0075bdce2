import { ApiError } from '../api-error.ts';
import { fetchJson, HttpApi, type HttpApiOptions } from '../http-api.ts';
import type { LiveShow } from '../live-show.ts';
import { HALL } from './hall.graphql.ts';
import { type Hall, hallOf } from './hall.ts';
import type { PretixPlan } from './pretix-plan.ts';

export interface LoadHallOptions extends HttpApiOptions {
  showId: string;
  signal?: AbortSignal;
}

export interface LoadedHall {
  readonly hall: Hall;
  /** As it was when it was asked for. */
  readonly show: LiveShow;
  readonly limits: ShowLimits;
}

/** What one buyer may hold of a show: `seatsPerLock` at once, `seatsPerBuyer` in all their locks together. */
export type ShowLimits = LiveShow['limits'];

/**
 * Loads a show and the seats of its plan, which browsers keep for ever. Rejects with an ApiError, or with what the signal was
 * aborted with.
 */
export async function loadHall({ showId, signal, ...options }: LoadHallOptions): Promise<LoadedHall> {
  const api = new HttpApi(options);
  const { show: found } = await api.request(HALL, { showId }, signal);
  if (found === null) {
    throw new ApiError({ code: 'NOT_FOUND', message: `There is no show ${showId} for this caller.`, isFinal: true });
  }
  const { plan, ...show } = found;
  const url = api.addressOf(plan.url);
  const { answer, response } = await fetchJson<PretixPlan>(url, signal ? { signal } : {});
  if (answer?.zones === undefined) {
    const message = `The seating plan at ${url} was answered with HTTP status ${response.status}.`;
    throw new ApiError({ code: response.status >= 500 ? 'SERVER_UNAVAILABLE' : 'WRONG_URL', message });
  }
  return { hall: hallOf(answer, plan.areas), show, limits: show.limits };
}
