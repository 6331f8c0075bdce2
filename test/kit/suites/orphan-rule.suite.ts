import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SeatRulesInput } from '../../../src/generated/graphql/graphql.ts';
import { createRandom, type Random } from '../basics/random.ts';
import type { TestClient } from '../callers/client.ts';
import {
  BlockSeats,
  LockSeats,
  ReleaseLock,
  UnblockSeats,
  UpdateLock,
  UpdateShow,
} from '../callers/operations.graphql.ts';
import { orphansMadeIn } from '../checks/orphans-made.ts';
import type { Guest, TestApp } from '../product/app.ts';
import { openHallShow } from '../shows/hall-show.ts';
import { testOrphanMixes } from './orphan-mixes.suite.ts';
import { LockBest } from './orphan-rule.graphql.ts';

const ROWS = 40;
const BUYERS = 12;
const VISITS = 15;

/** Starts the nodes that buyers come to, in turn. */
export type StartNodes = () => Promise<TestApp[]>;

/** Buyers that come at once, at one node or several. */
export function testOrphanRule(startNodes: StartNodes): void {
  let nodes: TestApp[] = [];
  const first = () => nodes[0]!;
  beforeAll(async () => {
    nodes = await startNodes();
  });
  afterAll(async () => {
    for (const node of nodes.toReversed()) await node[Symbol.asyncDispose]();
  });

  testOrphanMixes(() => nodes);

  async function openShow(hall: { rows: number; seats: number }, seatRules: SeatRulesInput): Promise<string> {
    const showId = await openHallShow(first().organiser, hall);
    const { updateShow } = await first().organiser.data(UpdateShow, { input: { showId, seatRules } });
    expect(updateShow.__typename).toBe('UpdateShowSuccess');
    return showId;
  }

  const checkOf = (hall: { rows: number; seats: number }, minimumRun = 2) => ({
    minimumRun,
    segments: Array.from({ length: hall.rows }, (_, row) =>
      Array.from({ length: hall.seats }, (_, seat) => `Z1-${row + 1}-${seat + 1}`),
    ),
    staff: new Set(['organiser']),
  });

  const lock = async (buyer: TestClient, showId: string, seatIds: string[]) =>
    (await buyer.data(LockSeats, { input: { showId, seatIds } })).lockSeats;

  it('never gets two buyers what each may have, and what leaves an orphan together', async () => {
    const hall = { rows: ROWS, seats: 5 };
    const showId = await openShow(hall, { orphanRule: 'STRICT' });
    const pair: Guest[] = [];
    for (const index of [0, 1]) pair.push(await nodes[index % nodes.length]!.guest());
    const [left, right] = pair as [Guest, Guest];
    const answers = await Promise.all(
      Array.from({ length: ROWS }, async (_, index) => {
        const at = (...seats: number[]) => seats.map((seat) => `Z1-${index + 1}-${seat}`);
        const both = await Promise.all([lock(left, showId, at(1, 2)), lock(right, showId, at(4, 5))]);
        return both.map(({ __typename }) => __typename).sort();
      }),
    );
    for (const both of answers) expect(both).toEqual(['LockSeatsSuccess', 'OrphanSeatsError']);
    expect(await orphansMadeIn(first().database, showId, checkOf(hall))).toEqual([]);
  });

  it('holds what many buyers choose in one long row at once, all of it legal', async () => {
    const hall = { rows: 1, seats: 60 };
    const showId = await openShow(hall, { orphanRule: 'STRICT' });
    const answers = await Promise.all(
      Array.from({ length: hall.seats / 2 }, async (_, index) => {
        const buyer = await nodes[index % nodes.length]!.guest();
        return await lock(buyer, showId, [`Z1-1-${2 * index + 1}`, `Z1-1-${2 * index + 2}`]);
      }),
    );
    for (const { __typename } of answers) expect(__typename).toBe('LockSeatsSuccess');
  });

  it('never gets an update what it may not have with the seats that another buyer takes at that moment', async () => {
    const hall = { rows: ROWS, seats: 7 };
    const showId = await openShow(hall, { orphanRule: 'STRICT' });
    const other = await nodes.at(-1)!.guest();
    const outcomes = await Promise.all(
      Array.from({ length: ROWS }, async (_, index) => {
        const at = (...seats: number[]) => seats.map((seat) => `Z1-${index + 1}-${seat}`);
        const owner = await first().guest();
        const held = await lock(owner, showId, at(1, 2, 3));
        if (held.__typename !== 'LockSeatsSuccess') throw new Error(JSON.stringify(held));
        const [taken, given] = await Promise.all([
          lock(other, showId, at(6, 7)),
          owner.data(UpdateLock, { input: { lockId: held.lock.id, addSeatIds: at(4) } }),
        ]);
        return [taken.__typename, given.updateLock.__typename].sort();
      }),
    );
    for (const both of outcomes) expect(both.filter((name) => name === 'OrphanSeatsError')).toHaveLength(1);
    expect(await orphansMadeIn(first().database, showId, checkOf(hall))).toEqual([]);
  });

  it.each([2, 3])(
    'makes no orphan by any choices of many buyers, where a run may not be shorter than %i',
    async (minimumRun) => {
      const hall = { rows: 4, seats: 9 };
      const showId = await openShow(hall, { orphanRule: 'STRICT', minimumRun });
      const random = createRandom();
      const answers = new Set<string>();
      const buyers = Array.from({ length: BUYERS }, async (_, index) => {
        const buyer = await nodes[index % nodes.length]!.guest();
        await chooseAtRandom({ buyer, showId, random: random.fork(), seen: (name) => answers.add(name) }, hall);
      });
      await Promise.all([...buyers, blockAtRandom(first().organiser, showId, random.fork(), hall)]);
      expect(await orphansMadeIn(first().database, showId, checkOf(hall, minimumRun))).toEqual([]);
      // Else it was no test of it.
      expect(answers).toContain('OrphanSeatsError');
      expect(answers).toContain('LockSeatsSuccess');
    },
  );
}

interface Choosing {
  buyer: Guest;
  showId: string;
  random: Random;
  /** Told of each answer. */
  seen(typename: string): void;
}

const EXPECTED = new Set([
  'LockSeatsSuccess',
  'UpdateLockSuccess',
  'LockBestAvailableSuccess',
  'OrphanSeatsError',
  'SeatsUnavailableError',
  'NotEnoughSeatsError',
  'LimitExceededError',
  'ServiceUnavailableError',
  'InvalidInputError',
]);

/** Takes seats by hand and as they are found, adds some and gives some back, buys or lets go. */
async function chooseAtRandom({ buyer, showId, random, seen }: Choosing, hall: { rows: number; seats: number }) {
  let held: { id: string; seatIds: string[] } | null = null;
  const beside = () => {
    const row = random.integer(1, hall.rows);
    const from = random.integer(1, hall.seats);
    const to = Math.min(hall.seats, from + random.integer(0, 2));
    return Array.from({ length: to - from + 1 }, (_, index) => `Z1-${row}-${from + index}`);
  };
  const note = (typename: string) => {
    expect(EXPECTED).toContain(typename);
    seen(typename);
  };
  for (let visit = 0; visit < VISITS; visit += 1) {
    const mood = random.integer(1, 10);
    if (held === null && mood <= 6) {
      const seatIds = beside();
      const { lockSeats } = await buyer.data(LockSeats, { input: { showId, seatIds } });
      note(lockSeats.__typename);
      if (lockSeats.__typename === 'LockSeatsSuccess') held = { id: lockSeats.lock.id, seatIds };
    } else if (held === null) {
      const { lockBestAvailable } = await buyer.data(LockBest, { input: { showId, quantity: random.integer(1, 3) } });
      note(lockBestAvailable.__typename);
      if (lockBestAvailable.__typename === 'LockBestAvailableSuccess') {
        const { id, seats } = lockBestAvailable.lock;
        held = { id, seatIds: seats.map(({ seatId }) => seatId) };
      }
    } else if (mood <= 5) {
      const removeSeatIds = random.sample(held.seatIds, random.integer(0, 1));
      const had = held.seatIds;
      const addSeatIds = mood <= 3 ? beside().filter((seatId) => !had.includes(seatId)) : [];
      const input = { lockId: held.id, addSeatIds, removeSeatIds };
      const { updateLock } = await buyer.data(UpdateLock, { input });
      note(updateLock.__typename);
      if (updateLock.__typename === 'UpdateLockSuccess') {
        held.seatIds = [...had.filter((seatId) => !removeSeatIds.includes(seatId)), ...addSeatIds];
      }
    } else if (mood <= 8) {
      await buyer.data(ReleaseLock, { input: { lockId: held.id } });
      held = null;
    } else held = null;
  }
}

/** The organiser may leave what they like. */
async function blockAtRandom(
  organiser: TestClient,
  showId: string,
  random: Random,
  hall: { rows: number; seats: number },
) {
  for (let turn = 0; turn < VISITS; turn += 1) {
    const seatIds = [`Z1-${random.integer(1, hall.rows)}-${random.integer(1, hall.seats)}`];
    const { blockSeats } = await organiser.data(BlockSeats, { input: { showId, seatIds } });
    if (blockSeats.__typename !== 'BlockSeatsSuccess') continue;
    await organiser.data(UnblockSeats, { input: { showId, seatIds } });
  }
}
