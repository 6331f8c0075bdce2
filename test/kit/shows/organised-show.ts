import type { OrphanRule } from '../../../src/generated/graphql/graphql.ts';
import { hallPlan } from '../../fixtures/hall-plan.ts';
import { CreateShow, UpdateShow } from '../callers/operations.graphql.ts';
import type { TestApp } from '../product/app.ts';
import { importPlan, publishShow } from './hall-show.ts';

export interface OrganisedShow {
  title: string;
  /** A zone with that many rows and seats in each; `Z1-1-1` and so on. */
  rows?: number;
  seats?: number;
  /** Seconds from now; without it, on sale since yesterday. */
  salesStartIn_s?: number;
  /** Seconds from now, or since then (it is published before); without it, in thirty days. */
  startsIn_s?: number;
  /** Minor units of the first tier, the next one's is 1,000 less; 4,000 without it. */
  price?: number;
  plan?: object;
  /** What becomes of choices that leave orphans; allowed without it. */
  orphanRule?: OrphanRule;
}

const DAY_S = 24 * 60 * 60;

/** A published show in a hall of its own, in Lisbon's time zone. Resolves with its id. */
export async function organiseShow(app: TestApp, show: OrganisedShow): Promise<string> {
  const { rows = 2, seats = 4, plan = hallPlan({ rows, seats }) } = show;
  return await openShow(app, show, await importHall(app, plan));
}

/** Published shows of these titles, all in one small hall. */
export async function organiseShows(app: TestApp, titles: readonly string[]): Promise<void> {
  const hall = await importHall(app, hallPlan());
  for (const title of titles) await openShow(app, { title }, hall);
}

interface Hall {
  planId: string;
  categories: readonly string[];
}

async function importHall({ organiser }: TestApp, plan: object): Promise<Hall> {
  const planId = await importPlan(organiser, plan, { name: 'Coliseu', city: 'Lisboa', timezone: 'Europe/Lisbon' });
  const { categories } = plan as { categories: { name: string }[] };
  return { planId, categories: categories.map(({ name }) => name) };
}

async function openShow(
  { organiser }: TestApp,
  { title, startsIn_s = 30 * DAY_S, salesStartIn_s = -DAY_S, price = 4_000, orphanRule }: OrganisedShow,
  { planId, categories }: Hall,
): Promise<string> {
  const created = await organiser.data(CreateShow, {
    input: {
      planId,
      title,
      startsAt: inSeconds(Math.max(startsIn_s, DAY_S)),
      currency: 'EUR',
      seatRules: orphanRule ? { orphanRule } : null,
      salesStartAt: inSeconds(salesStartIn_s),
      priceTiers: categories.map((name, index) => ({
        name,
        category: name,
        price: Math.max(0, price - index * 1_000),
      })),
    },
  });
  if (created.createShow.__typename !== 'CreateShowSuccess') throw new Error(JSON.stringify(created));
  const showId = created.createShow.show.id;
  await publishShow(organiser, showId);
  if (startsIn_s < DAY_S) await begin(organiser, showId, inSeconds(startsIn_s));
  return showId;
}

/** What has begun can't be put on sale any more: only a show that is on sale can begin. */
async function begin(organiser: TestApp['organiser'], showId: string, startsAt: string): Promise<void> {
  const { updateShow } = await organiser.data(UpdateShow, { input: { showId, startsAt } });
  if (updateShow.__typename !== 'UpdateShowSuccess') throw new Error(JSON.stringify(updateShow));
}

function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString();
}
