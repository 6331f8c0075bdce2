import { createMemoryMutex } from '../src/embedded/memory-mutex.ts';
import { createAllotmentReader } from '../src/modules/allotments/allotment-reader.ts';
import { type CodesService, createCodesService } from '../src/modules/codes/codes.service.ts';
import { createIdempotency } from '../src/modules/idempotency/idempotency.ts';
import { createSeatingService, type SeatingService } from '../src/modules/seating/seating.service.ts';
import { DEMO_ORGANISER_ID } from '../src/modules/shows/demo.ts';
import { endOfSales } from '../src/modules/shows/sales.ts';
import { createShowsService, type ShowsService } from '../src/modules/shows/shows.service.ts';
import { createDatabase, violatedUniqueConstraint } from '../src/platform/postgres/database.ts';
import { createRedisKeys } from '../src/platform/redis/keys.ts';
import { InvalidInputError } from '../src/shared/errors.ts';
import type { Principal } from '../src/shared/principal.ts';
import { DEMO_SHOWS, type DemoShow, HANDBALL_FINAL } from './demo-shows.ts';

/** Whose token is printed at the start manages the demo; an admin, so that what is there already is published whoever has it. */
const SEEDER: Principal = { id: DEMO_ORGANISER_ID, role: 'admin', email: null };

interface DemoServices {
  seating: SeatingService;
  shows: ShowsService;
  codes: Pick<CodesService, 'codesOf' | 'createCode'>;
}

/**
 * Makes the demo: a real hall with 1,252 seats and a show in it that is on sale; with `all`, also a concert in an arena and a show
 * whose sales open later. What is there already is left as it is, so it may run at every start and on several nodes at once.
 * Resolves with the id of the first show.
 */
export async function seedDemo(services: DemoServices, extent: 'all' | 'small', now = new Date()): Promise<string> {
  for (const show of extent === 'all' ? DEMO_SHOWS : [HANDBALL_FINAL]) await seedShow(services, show, now);
  return HANDBALL_FINAL.id;
}

async function seedShow({ seating, shows, codes }: DemoServices, { id, plan, input, code }: DemoShow, now: Date) {
  let show = await shows.getShow(id);
  if (!show) {
    if (!(await seating.getPlanMeta(plan.id))) {
      await orAlreadyThere('seating_plans_pkey', seating.importSeatingPlan(SEEDER, await plan.read(), plan.id));
    }
    await orAlreadyThere('shows_pkey', shows.createShow(SEEDER, input(now), id));
    show = await shows.getShow(id);
  }
  if (code && show && (await codes.codesOf(SEEDER, show)).length === 0) {
    await codes.createCode(SEEDER, { showId: id, ...code }).catch((error: unknown) => {
      // Another node was quicker: the show has that code.
      if (!(error instanceof InvalidInputError)) throw error;
    });
  }
  // A draft that a start left behind months ago has begun meanwhile.
  if (show?.status === 'DRAFT' && now < endOfSales(show)) await shows.publishShow(SEEDER, { showId: id });
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
      // Nobody enters a code here.
      const limits = { admitCode: async () => {}, codeWasRight: async () => {} };
      const codes = createCodesService({
        ...{ database, shows, allotments: createAllotmentReader(database), limits },
        idempotency: createIdempotency(database, []),
      });
      process.stdout.write(`${await seedDemo({ seating, shows, codes }, 'all')}\n`);
    } finally {
      await database.close();
    }
  });
}
