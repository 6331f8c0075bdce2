import { readFile } from 'node:fs/promises';
import { createMemoryMutex } from '../src/embedded/memory-mutex.ts';
import { createSeatingService, type SeatingService } from '../src/modules/seating/seating.service.ts';
import { DEMO_ORGANISER_ID, DEMO_PLAN_ID, DEMO_SHOW_ID } from '../src/modules/shows/demo.ts';
import { endOfSales } from '../src/modules/shows/sales.ts';
import type { CreateShowInput } from '../src/modules/shows/show-input.ts';
import { createShowsService, type ShowsService } from '../src/modules/shows/shows.service.ts';
import { createDatabase, violatedUniqueConstraint } from '../src/platform/postgres/database.ts';
import { createRedisKeys } from '../src/platform/redis/keys.ts';
import type { Principal } from '../src/shared/principal.ts';

/** Whose token is printed at the start manages the demo; an admin, so that what is there already is published whoever has it. */
const SEEDER: Principal = { id: DEMO_ORGANISER_ID, role: 'admin', email: null };
const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS_AHEAD = 120;

const VENUE = { name: 'Riethsporthalle', city: 'Erfurt', timezone: 'Europe/Berlin' };

/** Prices in cents. */
const PRICE_TIERS = [
  { name: 'VIP lounge', category: 'VIP', price: 8_900 },
  { name: 'Category 1', category: 'Kategorie I', price: 3_400 },
  { name: 'Category 2', category: 'Kategorie II', price: 2_700 },
  { name: 'Category 3', category: 'Kategorie III', price: 2_100 },
  { name: 'Block C, lower rows', category: 'C unten', price: 2_400 },
  { name: 'Fan block', category: 'Fanblock', price: 1_600 },
];

/**
 * Makes the demo: a real hall with 1,252 seats and a show in it that is on sale. What is there already is left as it is, so
 * it may run at every start and on several nodes at once. Resolves with the show's id.
 */
export async function seedDemo(
  { seating, shows }: { seating: SeatingService; shows: ShowsService },
  now = new Date(),
): Promise<string> {
  let show = await shows.getShow(DEMO_SHOW_ID);
  if (!show) {
    if (!(await seating.getPlanMeta(DEMO_PLAN_ID))) await importHall(seating);
    await orAlreadyThere('shows_pkey', shows.createShow(SEEDER, demoShow(now), DEMO_SHOW_ID));
    show = await shows.getShow(DEMO_SHOW_ID);
  }
  // A draft that a start left behind months ago has begun meanwhile.
  if (show?.status === 'DRAFT' && now < endOfSales(show)) await shows.publishShow(SEEDER, { showId: DEMO_SHOW_ID });
  return DEMO_SHOW_ID;
}

async function importHall(seating: SeatingService): Promise<void> {
  const file = new URL('./plans/riethsporthalle.json', import.meta.url);
  const plan: unknown = JSON.parse(await readFile(file, 'utf8'));
  await orAlreadyThere('seating_plans_pkey', seating.importSeatingPlan(SEEDER, { venue: VENUE, plan }, DEMO_PLAN_ID));
}

function demoShow(now: Date): CreateShowInput {
  const startsAt = new Date(now.getTime() + DAYS_AHEAD * DAY_MS);
  startsAt.setUTCHours(18, 30, 0, 0);
  return {
    planId: DEMO_PLAN_ID,
    title: 'Handball Cup Final: Erfurt Falcons – Weimar Wolves',
    startsAt,
    currency: 'EUR',
    priceTiers: PRICE_TIERS,
    salesStartAt: new Date(now.getTime() - DAY_MS),
    salesEndAt: startsAt,
  };
}

/** Another node that starts at the same time may have been quicker. */
async function orAlreadyThere(key: string, insert: Promise<unknown>): Promise<void> {
  try {
    await insert;
  } catch (error) {
    if (violatedUniqueConstraint(error) !== key) throw error;
  }
}

// `npm run seed`: the same for a database whose server does not run, or beside one that does. The command line's helpers
// are loaded here, since the server imports this file as well.
if (import.meta.main) {
  const { runCommand } = await import('../scripts/command.ts');
  const { findDatabaseUrl } = await import('../scripts/database-url.ts');
  await runCommand('npm run seed', async () => {
    const database = createDatabase({ url: await findDatabaseUrl() });
    try {
      const seating = createSeatingService({ database });
      // A mutex of this process will do: PostgreSQL lets a status change only once.
      const shows = createShowsService({ database, mutex: createMemoryMutex(), keys: createRedisKeys(''), seating });
      process.stdout.write(`${await seedDemo({ seating, shows })}\n`);
    } finally {
      await database.close();
    }
  });
}
