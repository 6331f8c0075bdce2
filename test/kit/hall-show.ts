import { hallPlan } from '../fixtures/hall-plan.ts';
import type { TestClient } from './client.ts';
import { CreateShow, ImportSeatingPlan, PublishShow } from './operations.graphql.ts';

export const VENUE = { name: 'Test hall', city: 'Erfurt', timezone: 'Europe/Berlin' };
export const PRICES = { Stalls: 4_500, Balcony: 2_900 };

/** A show of its own in a generated hall (seats as in `hallPlan`), still a draft. Resolves with its id. */
export async function createHallShow(
  organiser: TestClient,
  hall: Parameters<typeof hallPlan>[0] = {},
): Promise<string> {
  const { importSeatingPlan } = await organiser.data(ImportSeatingPlan, {
    input: { venue: VENUE, plan: hallPlan(hall) },
  });
  if (importSeatingPlan.__typename !== 'ImportSeatingPlanSuccess') throw new Error(JSON.stringify(importSeatingPlan));
  const { createShow } = await organiser.data(CreateShow, {
    input: {
      planId: importSeatingPlan.plan.id,
      title: 'The Tempest',
      startsAt: new Date(Date.now() + 30 * 24 * 60 * 60 * 1000).toISOString(),
      currency: 'EUR',
      priceTiers: Object.entries(PRICES).map(([category, price]) => ({ name: category, category, price })),
    },
  });
  if (createShow.__typename !== 'CreateShowSuccess') throw new Error(JSON.stringify(createShow));
  return createShow.show.id;
}

/** The same, on sale. */
export async function openHallShow(organiser: TestClient, hall: Parameters<typeof hallPlan>[0] = {}): Promise<string> {
  const showId = await createHallShow(organiser, hall);
  const { publishShow } = await organiser.data(PublishShow, { input: { showId } });
  if (publishShow.__typename !== 'PublishShowSuccess') throw new Error(JSON.stringify(publishShow));
  return showId;
}
