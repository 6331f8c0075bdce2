import type { SeatRulesInput } from '../../../src/generated/graphql/graphql.ts';
import { hallPlan } from '../../fixtures/hall-plan.ts';
import type { TestClient } from '../callers/client.ts';
import { CreateShow, ImportSeatingPlan, PublishShow } from '../callers/operations.graphql.ts';

export const VENUE = { name: 'Test hall', city: 'Erfurt', timezone: 'Europe/Berlin' };
export const PRICES = { Stalls: 4_500, Balcony: 2_900 };

/** A show of its own in a generated hall (seats as in `hallPlan`), still a draft. Resolves with its id. */
export async function createHallShow(
  organiser: TestClient,
  hall: Parameters<typeof hallPlan>[0] = {},
  seatRules: SeatRulesInput | null = null,
): Promise<string> {
  return await createShowOn(organiser, await importHall(organiser, hall), { seatRules });
}

/** Shows on one plan (seats as in `hallPlan`), at so many times the usual prices. Resolves with their ids. */
export async function openShowsOnOnePlan(
  organiser: TestClient,
  factors: readonly number[],
  { publish = true, hall = {} }: { publish?: boolean; hall?: Parameters<typeof hallPlan>[0] } = {},
): Promise<string[]> {
  const planId = await importHall(organiser, hall);
  const showIds: string[] = [];
  for (const factor of factors) {
    const showId = await createShowOn(organiser, planId, { factor });
    if (publish) await publishShow(organiser, showId);
    showIds.push(showId);
  }
  return showIds;
}

/** The same, on sale. */
export async function openHallShow(
  organiser: TestClient,
  hall: Parameters<typeof hallPlan>[0] = {},
  seatRules: SeatRulesInput | null = null,
): Promise<string> {
  const showId = await createHallShow(organiser, hall, seatRules);
  await publishShow(organiser, showId);
  return showId;
}

/** A show on any plan, on sale, at the prices of its categories, in euros if nothing else is said. Resolves with its id. */
export async function openPlanShow(
  organiser: TestClient,
  plan: unknown,
  prices: Readonly<Record<string, number>>,
  currency = 'EUR',
): Promise<string> {
  const showId = await createShowOn(organiser, await importPlan(organiser, plan), { prices, currency });
  await publishShow(organiser, showId);
  return showId;
}

async function importHall(organiser: TestClient, hall: Parameters<typeof hallPlan>[0]): Promise<string> {
  return await importPlan(organiser, hallPlan(hall));
}

/** Resolves with the plan's id. */
export async function importPlan(organiser: TestClient, plan: unknown, venue = VENUE): Promise<string> {
  const { importSeatingPlan } = await organiser.data(ImportSeatingPlan, { input: { venue, plan } });
  if (importSeatingPlan.__typename !== 'ImportSeatingPlanSuccess') throw new Error(JSON.stringify(importSeatingPlan));
  return importSeatingPlan.plan.id;
}

async function createShowOn(
  organiser: TestClient,
  planId: string,
  {
    prices = PRICES,
    factor = 1,
    currency = 'EUR',
    seatRules = null,
  }: {
    prices?: Readonly<Record<string, number>>;
    factor?: number;
    currency?: string;
    seatRules?: SeatRulesInput | null;
  } = {},
): Promise<string> {
  const { createShow } = await organiser.data(CreateShow, {
    input: {
      planId,
      title: 'The Tempest',
      startsAt: new Date(Date.now() + 30 * 24 * 60 * 60 * 1000).toISOString(),
      currency,
      ...(seatRules && { seatRules }),
      priceTiers: Object.entries(prices).map(([category, price]) => ({
        name: category,
        category,
        price: price * factor,
      })),
    },
  });
  if (createShow.__typename !== 'CreateShowSuccess') throw new Error(JSON.stringify(createShow));
  return createShow.show.id;
}

export async function publishShow(organiser: TestClient, showId: string): Promise<void> {
  const { publishShow: answer } = await organiser.data(PublishShow, { input: { showId } });
  if (answer.__typename !== 'PublishShowSuccess') throw new Error(JSON.stringify(answer));
}
