import { type InputIssue, InvalidInputError } from '../../shared/errors.ts';
import { planSeatIds } from '../seat-map/seat-id.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { ticketPriceOf, tierOf } from '../shows/prices.ts';
import type { Show } from '../shows/show.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { StaleShowError } from '../shows/stale-show.ts';

/** A seat, and what it is to be sold as; without, it is the show's first type. */
export interface SeatChoiceInput {
  seatId: string;
  ticketTypeId?: string | null | undefined;
}

/** Where an input names seats. */
export interface SeatsPath {
  list: string;
  /** Of an entry; without, the entry is the seat. */
  field?: string;
}

/** Seats that somebody asks for, by the plan's own ids. */
export interface AskedSeats {
  seatIds: readonly string[];
  /** Of each seat, null: the first; without, it is that of all. */
  ticketTypeIds?: (string | null)[];
  path: SeatsPath;
}

/** Of an input that names seats by their ids or as choices. Throws InvalidInputError when it does both. */
export function askedSeats(
  showId: string,
  {
    seatIds,
    seats,
  }: { seatIds?: readonly string[] | null | undefined; seats?: readonly SeatChoiceInput[] | null | undefined },
  lists: { seatIds: string; seats: string },
): AskedSeats {
  if (!seats) return { seatIds: planSeatIds(showId, seatIds ?? []), path: { list: lists.seatIds } };
  if (seatIds)
    throw new InvalidInputError([
      { path: lists.seats, message: `can not be given beside ${lists.seatIds}`, code: 'NOT_COMBINABLE' },
    ]);
  return {
    seatIds: planSeatIds(
      showId,
      seats.map(({ seatId }) => seatId),
    ),
    ticketTypeIds: seats.map(({ ticketTypeId }) => ticketTypeId ?? null),
    path: { list: lists.seats, field: 'seatId' },
  };
}

export function pathOfSeat({ list, field }: SeatsPath, index: number): string {
  return field === undefined ? `${list}.${index}` : `${list}.${index}.${field}`;
}

/** A seat or an area of the show's plan, and what it is to be sold as; null: the show's first type. */
export type TicketChoice = ({ seatId: string } | { areaId: string }) & {
  ticketTypeId: string | null;
  /** Where it was chosen. */
  path: string;
};

/** Of a seat. */
export type SeatTicketChoice = Extract<TicketChoice, { seatId: string }>;

/** Of seats for which types were chosen; of others, none. `list`: where in the input they stand. */
export function choicesOf(
  {
    seatIds,
    ticketTypeIds = [],
  }: { seatIds: readonly string[]; ticketTypeIds?: readonly (string | null)[] | undefined },
  list: string,
): SeatTicketChoice[] {
  return ticketTypeIds.map((ticketTypeId, index) => {
    return { seatId: seatIds[index]!, ticketTypeId, path: `${list}.${index}.ticketTypeId` };
  });
}

/** What is wrong with the types that were chosen for seats of the show. */
function soldAsIssues(
  show: Pick<Show, 'id' | 'priceTiers' | 'ticketTypes'>,
  plan: SeatingPlanModel,
  choices: readonly TicketChoice[],
): InputIssue[] {
  return choices.flatMap(({ ticketTypeId, path, ...place }): InputIssue[] => {
    const type = ticketTypeId === null ? null : show.ticketTypes.find(({ id }) => id === ticketTypeId);
    if (type === null) return [];
    if (!type) return [{ path, message: 'is not a ticket type of this show', code: 'UNKNOWN' }];
    const tier = tierOf(show, 'areaId' in place ? plan.areaById.get(place.areaId)! : plan.seatById.get(place.seatId)!);
    if (ticketPriceOf(tier, type.id)) return [];
    return [
      {
        path,
        message: `${'areaId' in place ? 'places' : 'seats'} of "${tier.name}" are not sold as "${type.name}"`,
        code: 'NOT_COMBINABLE',
      },
    ];
  });
}

/** The types as a lock has them: none where all are the show's first. */
export function heldTypesOf({ ticketTypes }: Pick<Show, 'ticketTypes'>, chosen: readonly (string | null)[]): string[] {
  const first = ticketTypes[0]?.id;
  const ids = chosen.map((id) => id ?? first);
  return ids.every((id) => id === first) ? [] : (ids as string[]);
}

/**
 * Throws InvalidInputError where seats of the show are not sold as what was chosen, and StaleShowError where that is not certain: the show
 * has changed since it was read.
 */
export async function assertSoldAs(
  shows: Pick<ShowsService, 'versionsOf' | 'forget'>,
  { show, plan }: { show: Show; plan: SeatingPlanModel },
  choices: readonly TicketChoice[],
): Promise<void> {
  const issues = soldAsIssues(show, plan, choices);
  if (issues.length === 0) return;
  const version = (await shows.versionsOf([show.id])).get(show.id);
  if (version === show.version) throw new InvalidInputError(issues);
  shows.forget(show.id);
  throw new StaleShowError();
}
