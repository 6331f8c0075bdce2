import type { Principal } from '../../shared/principal.ts';
import type { Services } from '../context.ts';
import type { CostPlan } from './cost-plan.ts';
import type { Hall, HallReference } from './hall.ts';

const NO_HALL: Hall = { seats: 0, seatsIn: () => 0 };

export interface FoundHalls {
  halls: Map<HallReference, Hall>;
  /** False when one could not be looked up: the query itself then says what is wrong. */
  isComplete: boolean;
}

/** The halls that the operation is about. Shows are kept in the process, and plans never change. */
export async function findHalls(
  plan: CostPlan,
  variables: Readonly<Record<string, unknown>>,
  { principal, services }: { principal: Principal | null; services: Services },
): Promise<FoundHalls> {
  const found: FoundHalls = { halls: new Map(), isComplete: true };
  await Promise.all(
    plan.halls.map(async (reference) => {
      const id = reference.idOf(variables);
      try {
        const show = id === null ? null : await services.shows.getVisibleShow(principal, id);
        const zones = show && reference.hasZones ? (await services.shows.planOf(show)).zones : [];
        found.halls.set(reference, show ? hallOf(show.plan.seatCount, zones) : NO_HALL);
      } catch {
        found.isComplete = false;
      }
    }),
  );
  return found;
}

function hallOf(seats: number, zones: readonly { name: string; seatCount: number }[]): Hall {
  return {
    seats,
    seatsIn: (wanted) => zones.reduce((sum, { name, seatCount }) => sum + (wanted.includes(name) ? seatCount : 0), 0),
  };
}
