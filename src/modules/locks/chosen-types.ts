import type { HeldArea } from '../inventory/places.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import type { Show } from '../shows/show.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { areaChoicesOf } from './area-choices.ts';
import type { ChosenSeats } from './chosen-seats.ts';
import { assertSoldAs, choicesOf, heldTypesOf } from './ticket-choices.ts';

/** What the seats of a new lock are to be sold as. Throws InvalidInputError; StaleShowError where the show has changed since it was read. */
export async function chosenTypes(
  shows: ShowsService,
  { show, plan }: { show: Show; plan: SeatingPlanModel },
  {
    seatIds,
    ticketTypeIds,
    areas,
  }: Pick<ChosenSeats, 'seatIds' | 'ticketTypeIds'> & { areas?: HeldArea[] | undefined },
): Promise<string[]> {
  if (!ticketTypeIds && !areas) return [];
  const choices = [
    ...choicesOf({ seatIds, ticketTypeIds }, 'input.seats'),
    ...areaChoicesOf(areas ?? [], 'input.areas'),
  ];
  await assertSoldAs(shows, { show, plan }, choices);
  return heldTypesOf(show, ticketTypeIds ?? []);
}
