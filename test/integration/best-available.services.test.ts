import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inParallel } from '../kit/basics/in-parallel.ts';
import { storedImage } from '../kit/callers/buyer.ts';
import { type Guest, startTestApp, type TestApp } from '../kit/product/app.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { LockBestAvailable } from './best-available.graphql.ts';

const CALLERS = 1_000;
/** Only to begin with: sessions. */
const AT_ONCE = 100;
const SEATS = 1_252;
const TIMEOUT_MS = 180_000;

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

  it('are sold in pairs to the last seat to callers who all come at once, none twice, and nobody is refused before', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const callers = Array.from({ length: CALLERS }, (_, index) => (index % 2 === 0 ? a : b));
    const buyers = await inParallel(callers, AT_ONCE, (node) => node.guest());
    let inFlight = 0;
    let most = 0;
    const ask = async (buyer: Guest) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      const input = { showId: a.demoShowId, quantity: 2 };
      const { lockBestAvailable } = await buyer.data(LockBestAvailable, { input });
      inFlight -= 1;
      return { ...lockBestAvailable, at_ms: Date.now() };
    };
    // Whom a node can't seat within some seconds it tells when to come again, and they do.
    let toldToTryAgain = 0;
    const answers = await Promise.all(
      buyers.map(async (buyer) => {
        for (;;) {
          const answer = await ask(buyer);
          if (answer.__typename !== 'ServiceUnavailableError') return answer;
          toldToTryAgain += 1;
          await delay(1_000 * answer.retryAfterSeconds);
        }
      }),
    );
    console.log(`${toldToTryAgain} times somebody was told to try again`);
    expect(most).toBe(CALLERS);
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
          availableAccessible: 0,
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
