import type { Principal } from '../../shared/principal.ts';
import { can } from '../identity/rights.ts';
import type { Show } from '../shows/shows.service.ts';
import type { AdmissionDemand, AdmissionStore } from './admission-store.ts';
import { NotAdmittedError } from './waiting-room.errors.ts';

/**
 * What a hold in the show is to ask of the caller: of its organiser nothing. `demand` is for the lock store, null where the show, as the
 * node knows it, has no room that has begun; PostgreSQL is asked anyway.
 */
export function admissionDemand(
  principal: Principal,
  show: Show,
  now = new Date(),
): { asks: boolean; demand: AdmissionDemand | null } {
  const { waitingRoom } = show;
  if (waitingRoom && can(principal, 'show.admit', show)) return { asks: false, demand: null };
  const hasBegun = waitingRoom !== null && now >= waitingRoom.opensAt;
  return { asks: true, demand: hasBegun ? { idle_ms: waitingRoom.idleSeconds * 1_000 } : null };
}

/** Throws NotAdmittedError where the lock store knows that the caller is not admitted to a show that asks for it. */
export async function assertAdmitted(store: AdmissionStore, principal: Principal, show: Show): Promise<void> {
  if (!admissionDemand(principal, show).demand) return;
  if ((await store.keepAdmission({ showId: show.id, ownerId: principal.id, idle_ms: 0 })) !== null) return;
  const { revision } = await store.readAdmissions({ showId: show.id, maxIdle: 0 });
  if (revision !== null) throw new NotAdmittedError(show.id);
}
