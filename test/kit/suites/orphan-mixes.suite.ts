import { expect, it } from 'vitest';
import type { SeatRulesInput } from '../../../src/generated/graphql/graphql.ts';
import { hallPlan } from '../../fixtures/hall-plan.ts';
import { eventually } from '../basics/eventually.ts';
import { createRandom, type Random } from '../basics/random.ts';
import { queriedImage, storedImage } from '../callers/buyer.ts';
import { UpdateShow } from '../callers/operations.graphql.ts';
import { type Hall, orphansMadeIn } from '../checks/orphans-made.ts';
import type { TestApp } from '../product/app.ts';
import { openPlanShow, PRICES } from '../shows/hall-show.ts';
import { ProposeBest } from './orphan-rule.graphql.ts';
import { SeatChooser } from './seat-chooser.ts';

const [ROWS, SEATS] = [12, 9];
/** In rows 1 and 2, beside one another. */
const [WHEELCHAIR_PLACE, COMPANION_SEAT] = [5, 6];
const BUYERS = 6;
const VISITS = 20;
/** One after the other. */
const TURNS = 120;

type Rule = 'STRICT' | 'LENIENT';

/** Buyers of all kinds, with wheelchairs and without, and everything that locks and bookings go through. */
export function testOrphanMixes(nodesOf: () => TestApp[]): void {
  async function openShow(seatRules: SeatRulesInput): Promise<string> {
    const { organiser } = nodesOf()[0]!;
    const showId = await openPlanShow(organiser, planWithWheelchairPlaces(), PRICES);
    const { updateShow } = await organiser.data(UpdateShow, { input: { showId, seatRules } });
    expect(updateShow.__typename).toBe('UpdateShowSuccess');
    return showId;
  }

  it('makes no orphan by any mix of buyers at once under STRICT, but by the named exceptions', async () => {
    const nodes = nodesOf();
    const { database } = nodes[0]!;
    const showId = await openShow({ orphanRule: 'STRICT' });
    const random = createRandom();
    const seen = new Set<string>();
    await Promise.all(
      Array.from({ length: BUYERS }, async (_, index) => {
        const guest = await nodes[index % nodes.length]!.guest();
        const chooser = new SeatChooser({ guest, database, showId, random: random.fork(), hall: seatIdsByRow() });
        for (let visit = 0; visit < VISITS; visit += 1) seen.add(await chooser.visit());
      }),
    );
    expect(await orphansMadeIn(database, showId, hallOf('STRICT'))).toEqual([]);
    // Else it was no test of it.
    expect(seen).toContain('OrphanSeatsError');
    expect(seen).toContain('LockSeatsSuccess');
  });

  it.each<Rule>(['STRICT', 'LENIENT'])(
    'makes no orphan by any mix of buyers in turn under %s, and proposes what can be held',
    async (orphanRule) => {
      const node = nodesOf()[0]!;
      const { database } = node;
      const showId = await openShow({ orphanRule });
      const random = createRandom();
      const seen = new Set<string>();
      const choosers = await Promise.all(
        Array.from({ length: BUYERS }, async () => {
          const guest = await node.guest();
          return new SeatChooser({ guest, database, showId, random: random.fork(), hall: seatIdsByRow() });
        }),
      );
      for (let turn = 1; turn <= TURNS; turn += 1) {
        const [chooser] = random.sample(choosers, 1);
        seen.add(await chooser!.visit());
        // What is freed by itself is known everywhere before the next one chooses: each is judged by what the replay knows.
        await eventually(async () => {
          expect(await queriedImage(node.organiser, showId)).toEqual(await storedImage(database, showId));
        });
        if (turn % 12 === 0) await expectAgreement(node, showId, random);
      }
      expect(await orphansMadeIn(database, showId, hallOf(orphanRule))).toEqual([]);
      expect(seen).toContain('OrphanSeatsError');
      expect(seen).toContain('UpdateLockSuccess');
    },
  );
}

/** What is proposed to somebody new can be held as it is; and there is a proposal exactly where there are seats to hold. */
async function expectAgreement(node: TestApp, showId: string, random: Random): Promise<void> {
  const guest = await node.guest();
  const accessible = random.integer(0, 3) === 0 ? 1 : 0;
  const quantity = random.integer(1 + accessible, 6);
  const input = { quantity, accessible, companions: accessible === 1 ? random.integer(0, 1) : 0 };
  const chooser = new SeatChooser({ guest, database: node.database, showId, random, hall: seatIdsByRow() });
  // The live map is some milliseconds behind.
  await eventually(async () => {
    const { show } = await guest.data(ProposeBest, { id: showId, input });
    const [proposed] = show!.bestAvailable;
    const held = proposed ? await chooser.lock([...proposed.seatIds]) : await chooser.lockBest(input);
    await chooser.releaseAll();
    expect([proposed?.seatIds, held]).toEqual([
      proposed?.seatIds,
      proposed ? 'LockSeatsSuccess' : 'NotEnoughSeatsError',
    ]);
  });
}

function planWithWheelchairPlaces() {
  return JSON.parse(JSON.stringify(hallPlan({ rows: ROWS, seats: SEATS })), (_name, value) => {
    if (isOneOf(value?.seat_guid, WHEELCHAIR_PLACE)) return { ...value, accessible: true };
    return isOneOf(value?.seat_guid, COMPANION_SEAT) ? { ...value, companion: true } : value;
  });
}

const isOneOf = (seatId: unknown, seat: number) => seatId === `Z1-1-${seat}` || seatId === `Z1-2-${seat}`;

function seatIdsByRow(): string[][] {
  return Array.from({ length: ROWS }, (_, row) =>
    Array.from({ length: SEATS }, (_, seat) => `Z1-${row + 1}-${seat + 1}`),
  );
}

function hallOf(rule: Rule): Hall {
  const segments = seatIdsByRow();
  const rowOf = (seatId: string) => Number(seatId.split('-')[1]);
  return {
    segments,
    minimumRun: 2,
    staff: new Set(['organiser']),
    wheelchairPlaces: new Set(segments.flat().filter((seatId) => isOneOf(seatId, WHEELCHAIR_PLACE))),
    companionSeats: new Set(segments.flat().filter((seatId) => isOneOf(seatId, COMPANION_SEAT))),
    ...(rule === 'LENIENT' && {
      lenient: { zoneOf: () => 'Zone 1', tierOf: (seatId) => (rowOf(seatId) % 2 === 1 ? 'Stalls' : 'Balcony') },
    }),
  };
}
