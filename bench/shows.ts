import { createMemoryMutex } from '../src/embedded/memory-mutex.ts';
import { createSeatingService } from '../src/modules/seating/seating.service.ts';
import type { SeatRulesInput } from '../src/modules/shows/seat-rules.ts';
import { createShowsService } from '../src/modules/shows/shows.service.ts';
import type { Database } from '../src/platform/postgres/database.ts';
import { createRedisKeys } from '../src/platform/redis/keys.ts';
import { type HallPlan, hallPlan } from '../test/fixtures/hall-plan.ts';

const ORGANISER = { id: 'organiser', role: 'organiser' as const, email: null };
const ROWS = 100;
/** Minor units. */
const DEAREST = 4_500;
const CHEAPER_BY = 1_500;
const START_IN_MS = 30 * 24 * 60 * 60 * 1_000;

/** A hall, and as many shows on sale in it as are asked for. */
export interface Shows {
  /** In the plan's order: four that follow one another are neighbours. */
  readonly seatIds: readonly string[];
  open(seatRules?: SeatRulesInput): Promise<string>;
}

/** Makes a hall of at least `seats` seats straight in the database, past any running node. */
export async function createShows(database: Database, seats: number): Promise<Shows> {
  return await createShowsIn(database, hallPlan({ rows: ROWS, seats: Math.ceil(seats / ROWS) }));
}

/** As `createShows`, in a hall of that plan. */
export async function createShowsIn(database: Database, hall: HallPlan): Promise<Shows> {
  const seating = createSeatingService({ database });
  const shows = createShowsService({ database, mutex: createMemoryMutex(), keys: createRedisKeys(''), seating });
  const plan = await seating.importSeatingPlan(ORGANISER, {
    venue: { name: 'Generated hall', city: 'Erfurt', timezone: 'Europe/Berlin' },
    plan: hall,
  });
  const { seats: planSeats } = (await seating.getPlan(plan.id))!;
  return {
    seatIds: planSeats.map(({ id }) => id),
    async open(seatRules) {
      const show = await shows.createShow(ORGANISER, {
        planId: plan.id,
        title: 'The Tempest',
        startsAt: new Date(Date.now() + START_IN_MS),
        currency: 'EUR',
        seatRules,
        priceTiers: hall.categories.map(({ name }, index) => ({
          name,
          category: name,
          price: DEAREST - index * CHEAPER_BY,
        })),
      });
      await shows.publishShow(ORGANISER, { showId: show.id });
      return show.id;
    },
  };
}

/** Takes the seats of a show that was opened just now, past any running node. */
export async function blockSeats(database: Database, showId: string, seatIds: readonly string[]): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO seat_states (show_id, seat_id, state) SELECT $1, seat_id, 'BLOCKED' FROM unnest($2::text[]) AS seat_id`,
      [showId, seatIds],
    );
    await tx.query('UPDATE seat_maps SET version = 1 WHERE show_id = $1', [showId]);
  });
}
