import { afterAll, beforeAll, expect, it } from 'vitest';
import { inParallel } from '../kit/basics/in-parallel.ts';
import { storedImage } from '../kit/callers/buyer.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { LockBestAvailable } from './best-available.graphql.ts';

const CALLERS = 1_000;
const IN_FLIGHT = 200;
const SEATS = 1_252;

describeWithServices('best available seats at two nodes', () => {
  let a: TestApp;
  let b: TestApp;
  beforeAll(async () => {
    a = await startTestApp({ mode: 'services' });
    b = await startTestApp({ mode: 'services', beside: a });
  });
  afterAll(async () => {
    await b?.[Symbol.asyncDispose]();
    await a?.[Symbol.asyncDispose]();
  });

  it('are sold in pairs to the last seat, none twice, and nobody is refused before', async () => {
    const callers = Array.from({ length: CALLERS }, (_, index) => (index % 2 === 0 ? a : b));
    const buyers = await inParallel(callers, IN_FLIGHT, (node) => node.guest());
    const answers = await inParallel(buyers, IN_FLIGHT, async (buyer) => {
      const input = { showId: a.demoShowId, quantity: 2 };
      const { lockBestAvailable } = await buyer.data(LockBestAvailable, { input });
      return { ...lockBestAvailable, at_ms: Date.now() };
    });
    const seats = answers.flatMap((answer) =>
      answer.__typename === 'LockBestAvailableSuccess' ? answer.lock.seats.map(({ seatId }) => seatId) : [],
    );
    const refusals = answers.filter(({ __typename }) => __typename !== 'LockBestAvailableSuccess');
    expect(new Set(refusals.map(({ at_ms: _, ...refusal }) => JSON.stringify(refusal)))).toEqual(
      new Set([
        JSON.stringify({
          __typename: 'NotEnoughSeatsError',
          code: 'NOT_ENOUGH_SEATS',
          message: 'No such seats are available.',
          available: 0,
        }),
      ]),
    );
    expect(new Set(seats).size).toBe(seats.length);
    expect(seats).toHaveLength(SEATS);
    // Nobody holds a pair that was free when another caller had been refused already.
    const [last] = await a.database.query<{ at: Date }>(
      'SELECT max(created_at) AS at FROM seat_locks WHERE show_id = $1',
      [a.demoShowId],
    );
    expect(Math.min(...refusals.map(({ at_ms }) => at_ms))).toBeGreaterThanOrEqual(last!.at.getTime());
    expect((await storedImage(a.database, a.demoShowId)).unavailable).toHaveLength(SEATS);
  });
});
