/**
 * A process with honest buyers, who look at a map, lock seats, hear of it on the live map and give them back, while others
 * attack. A process of its own, so that what is measured is the node. Told what to do by its parent: see siege.ts.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient, type TestClient } from '../callers/client.ts';
import { LockSeats, ReleaseLock, StartGuestSession } from '../callers/operations.graphql.ts';

export interface HonestRound {
  url: string;
  showId: string;
  /** For each buyer a seat of their own. */
  seatIds: readonly string[];
  lasting_ms: number;
}

export interface HonestReport {
  /** Milliseconds of every answer, and from each lock's answer to its arrival on the map; sorted. */
  answers_ms: number[];
  deltas_ms: number[];
  /** What did not go as it should, one line each. */
  failures: string[];
}

interface Delta {
  seatMap: { changes?: { seatId: string; state: string }[] };
}

const PAUSE_MS = 25;
const MAP = 'query ($id: ID!) { show(id: $id) { seatMap { version unavailable { seatId state } } } }';
const LIVE = `subscription ($id: ID!) { seatMap(showId: $id) {
  ... on SeatMapSnapshot { version } ... on SeatMapDelta { changes { seatId state } } } }`;
/** Sessions are for a day: they are kept from round to round, as a buyer's page does. */
const tokens: string[] = [];

async function tokenOf(url: string, buyer: number): Promise<string> {
  if (tokens[buyer]) return tokens[buyer];
  await using client = createClient(url);
  const { startGuestSession } = await client.data(StartGuestSession);
  tokens[buyer] = startGuestSession.token;
  return startGuestSession.token;
}

async function buyRound({ url, showId, seatIds, lasting_ms }: HonestRound): Promise<HonestReport> {
  const report: HonestReport = { answers_ms: [], deltas_ms: [], failures: [] };
  const until = performance.now() + lasting_ms;
  await Promise.all(
    seatIds.map(async (seatId, index) => {
      await using client = createClient(url, await tokenOf(url, index));
      const buyer = new HonestBuyer(client, report);
      try {
        await buyer.buy(showId, seatId, until);
      } catch (error) {
        report.failures.push(String(error));
      }
    }),
  );
  for (const times of [report.answers_ms, report.deltas_ms]) times.sort((one, other) => one - other);
  return report;
}

class HonestBuyer {
  readonly #client: TestClient;
  readonly #report: HonestReport;

  constructor(client: TestClient, report: HonestReport) {
    this.#client = client;
    this.#report = report;
  }

  async buy(showId: string, seatId: string, until: number): Promise<void> {
    await using live = this.#client.subscribe<Delta, object>(LIVE, { id: showId });
    await live.next();
    while (performance.now() < until) {
      await this.#timed(() => this.#client.data<object, object>(MAP, { id: showId }));
      const input = { showId, seatIds: [seatId], idempotencyKey: randomUUID() };
      const { lockSeats } = await this.#timed(() => this.#client.data(LockSeats, { input }));
      if (lockSeats.__typename !== 'LockSeatsSuccess') throw new Error(`not locked: ${JSON.stringify(lockSeats)}`);
      const began = performance.now();
      while (!isOf(await live.next(), seatId, 'LOCKED'));
      this.#report.deltas_ms.push(performance.now() - began);
      await this.#timed(() => this.#client.data(ReleaseLock, { input: { lockId: lockSeats.lock.id } }));
      while (!isOf(await live.next(), seatId, 'AVAILABLE'));
      await delay(PAUSE_MS);
    }
  }

  async #timed<T>(ask: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const answer = await ask();
    this.#report.answers_ms.push(performance.now() - began);
    return answer;
  }
}

function isOf({ seatMap }: Delta, seatId: string, state: string): boolean {
  return (seatMap.changes ?? []).some((change) => change.seatId === seatId && change.state === state);
}

process.on('message', (round: HonestRound) => {
  void buyRound(round).then((report) => process.send!(report));
});
process.once('disconnect', () => process.exit());
