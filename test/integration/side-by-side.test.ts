import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockSeats } from '../kit/callers/buyer.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { openPlanShow } from '../kit/shows/hall-show.ts';
import { AskForSeats, GetNeighbours } from './side-by-side.graphql.ts';

const caseOf = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/plans/${name}.json`, import.meta.url), 'utf8'));

describe('seats side by side', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  async function seatsOf(id: string, zones?: string[]) {
    const { show } = await app.client().data(GetNeighbours, { id, zones: zones ?? null });
    return { ...show!, seats: show!.seatMap.seats };
  }

  async function alternativesFor(showId: string, seatIds: string[]) {
    const { lockSeats: answer } = await (await app.guest()).data(AskForSeats, { input: { showId, seatIds } });
    if (answer.__typename !== 'SeatsUnavailableError') throw new Error(answer.__typename);
    return answer.alternatives;
  }

  it('end at the aisles of the demo hall', async () => {
    const { seats } = await seatsOf(app.demoShowId, ['Block D']);
    const row = seats.filter((seat) => seat.row === '14');
    const ends = row.filter(({ rightNeighbour }) => rightNeighbour === null).map(({ number }) => number);
    expect(ends).toEqual(['7', '21', '28']);
    for (const seat of row) {
      const right = row.find(({ seatId }) => seatId === seat.rightNeighbour?.seatId);
      if (right) expect(right.leftNeighbour?.seatId).toBe(seat.seatId);
    }
  });

  it('are 126 segments in the 63 rows of the demo hall', async () => {
    const { seats } = await seatsOf(app.demoShowId);
    expect(seats.filter(({ leftNeighbour }) => leftNeighbour === null)).toHaveLength(126);
  });

  it('have the state that they have in the same map', async () => {
    const buyer = await app.guest();
    await lockSeats(buyer, app.demoShowId, ['D-13-4']);
    const { seats } = await seatsOf(app.demoShowId, ['Block D']);
    const stateBeside = (seatId: string) => {
      const { leftNeighbour, rightNeighbour } = seats.find((seat) => seat.seatId === seatId)!;
      return [leftNeighbour?.state, rightNeighbour?.state];
    };
    expect(stateBeside('D-13-3')).toEqual([undefined, 'LOCKED']);
    expect(stateBeside('D-13-5')).toEqual(['LOCKED', 'AVAILABLE']);
  });

  it('are no two rows of one label, in alternatives either', async () => {
    const showId = await openPlanShow(app.organiser, caseOf('two-halves'), { Stalls: 1_000 });
    await lockSeats(await app.guest(), showId, ['s1', 's6']);
    expect((await alternativesFor(showId, ['s1', 's2'])).map(({ seatIds }) => seatIds)).toEqual([
      ['s2', 's3'],
      ['s4', 's5'],
    ]);
    expect(await alternativesFor(showId, ['s1', 's2', 's3'])).toEqual([]);
  });

  it('are not wheelchair places for who asked for none', async () => {
    const showId = await openPlanShow(app.organiser, caseOf('wheelchairs'), { Stalls: 1_000 });
    await lockSeats(await app.guest(), showId, ['s1']);
    expect((await alternativesFor(showId, ['s1'])).map(({ seatIds }) => seatIds)).toEqual([['s2'], ['s3']]);
    await lockSeats(await app.guest(), showId, ['s4']);
    const alternatives = await alternativesFor(showId, ['s4']);
    expect(alternatives.map(({ seatIds }) => seatIds)).toEqual([['s5'], ['s6']]);
    expect(alternatives[0]!.seats[0]).toEqual({
      seatId: 's5',
      leftNeighbour: { seatId: 's4', state: 'LOCKED' },
      rightNeighbour: { seatId: 's6', state: 'AVAILABLE' },
    });
  });

  it('are near the centre of the dearest seats, unless the plan says where people look', async () => {
    const plan = caseOf('wheelchairs') as object;
    const plain = await openPlanShow(app.organiser, plan, { Stalls: 1_000 });
    expect((await seatsOf(plain)).focalPoint).toEqual({ x: 105, y: 0 });
    const told = await openPlanShow(app.organiser, { ...plan, focal_point: { x: 7, y: -9 } }, { Stalls: 1_000 });
    expect((await seatsOf(told)).focalPoint).toEqual({ x: 7, y: -9 });
  });
});
