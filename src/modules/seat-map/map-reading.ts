import type { AreaState, HeldSeatState, SeatChange, SeatMapImage } from '../inventory/seat-state.ts';
import type { PlanSeat, SeatingPlanModel } from '../seating/seating-plan-model.ts';
import type { Show } from '../shows/shows.service.ts';
import type { SeatMapService } from './seat-map.service.ts';
import type { Seat } from './seats-of.ts';

/** From so many seats on work on all of them is given a turn of its own: see Slices. */
const LONG_LIST = 2_000;

/** What reads maps. */
export interface MapReader {
  services: { seatMap: Pick<SeatMapService, 'read'> };
  /** Notes the versions that were read. */
  mapVersions?: number[];
  /** The operation that it is for. */
  run?: {
    /** Makes what has that name once, where all are to see the same. */
    once<T>(name: string, make: () => Promise<T>): Promise<T>;
    /** Resolves when it may do long work. */
    turn(): Promise<void>;
  };
}

const statesOfImage = new WeakMap<SeatMapImage, ReadonlyMap<string, HeldSeatState>>();
const seatsOfZones = new WeakMap<SeatingPlanModel, ReadonlyMap<string, readonly PlanSeat[]>>();

/** The show's map as it is now. Within one query it is read once, however often it is asked for. */
export async function readMap(show: Show, { services, run, mapVersions }: MapReader): Promise<SeatMapImage> {
  const read = () => services.seatMap.read(show.id);
  const image = await (run ? run.once(`seat map of ${show.id}`, read) : read());
  mapVersions?.push(image.version);
  return image;
}

export interface MapPart {
  show: Show;
  plan: SeatingPlanModel;
  image: SeatMapImage;
  /** Of the plan; null: all. */
  zones: readonly string[] | null;
}

/** The seats of the zones, in the plan's order. */
export async function seatsOfMap({ show, plan, image, zones }: MapPart, reader: MapReader): Promise<Seat[]> {
  await turnFor(plan.seats.length, reader);
  const states = statesOf(image);
  return planSeatsOf(plan, zones).map((seat) => ({
    show,
    plan,
    seat,
    state: states.get(seat.id) ?? 'AVAILABLE',
    states,
  }));
}

/** The seats of the zones that are not AVAILABLE. */
export async function unavailableOfMap({ plan, image, zones }: MapPart, reader: MapReader): Promise<SeatChange[]> {
  if (zones === null) return image.unavailable;
  await turnFor(image.unavailable.length, reader);
  const wanted = new Set(zones);
  return image.unavailable.filter(({ seatId }) => wanted.has(plan.seatById.get(seatId)?.zone ?? ''));
}

/** The areas of the zones. */
export function areasOfMap({ plan, image, zones }: Omit<MapPart, 'show'>): readonly AreaState[] {
  const areas = image.areas ?? [];
  return zones === null ? areas : areas.filter(({ areaId }) => zones.includes(plan.areaById.get(areaId)?.zone ?? ''));
}

/** Resolves when work on so many seats may begin. */
export async function turnFor(seats: number, { run }: MapReader): Promise<void> {
  if (seats >= LONG_LIST) await run?.turn();
}

function statesOf(image: SeatMapImage): ReadonlyMap<string, HeldSeatState> {
  let states = statesOfImage.get(image);
  if (!states) {
    states = new Map(image.unavailable.map(({ seatId, state }) => [seatId, state as HeldSeatState]));
    statesOfImage.set(image, states);
  }
  return states;
}

/** A plan lists its seats zone by zone. */
function planSeatsOf(plan: SeatingPlanModel, zones: readonly string[] | null): readonly PlanSeat[] {
  if (zones === null) return plan.seats;
  let ofZones = seatsOfZones.get(plan);
  if (!ofZones) {
    ofZones = Map.groupBy(plan.seats, ({ zone }) => zone);
    seatsOfZones.set(plan, ofZones);
  }
  const wanted = new Set(zones);
  return plan.zones.flatMap(({ name }) => (wanted.has(name) ? (ofZones.get(name) ?? []) : []));
}
