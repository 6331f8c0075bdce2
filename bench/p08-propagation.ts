import { setTimeout as delay } from 'node:timers/promises';
import { type Consumer, Kafka, logLevel, type Producer } from 'kafkajs';
import { createClient, type TestClient, type TestSubscription } from '../test/kit/callers/client.ts';
import type { Benchmark, Figures } from './benchmark.ts';
import { type GraphqlRequest, graphqlRequest, sendLoad } from './http-load-client.ts';
import { SEATS_PER_LOCK } from './lock-requests.ts';
import { type Product, startProduct } from './product.ts';
import { createShows } from './shows.ts';
import type { Stand } from './stand.ts';

const WATCH = /* GraphQL */ `
  subscription Watch($showId: ID!) {
    seatMap(showId: $showId) { ... on SeatMapSnapshot { version } ... on SeatMapDelta { version changes { seatId } } }
  }
`;
const LOCK_SEATS = 'mutation ($input: LockSeatsInput!) { lockSeats(input: $input) { __typename } }';
const ACKS_OF_ALL_REPLICAS = -1;
/** As the product's consumers: a broker answers at once when there is a record. */
const FETCH_WAIT_MS = 50;
/** So that one sample does not ride on the commit of the one before. */
const BETWEEN_SAMPLES_MS = 15;
const LOAD_CONNECTIONS = 8;

interface Watched {
  seatMap: { version: number; changes?: { seatId: string }[] };
}

export const benchmark: Benchmark = {
  id: 'P8',
  title: 'From the answer of a lock at one node to the open map at another',
  needs: ['postgres', 'redis', 'kafka'],
  async prepare(stand) {
    const database = await stand.createDatabase();
    const samples = stand.size(200, 20);
    const loadRequests = stand.size(1_500, 150);
    const shows = await createShows(database, Math.max(samples, loadRequests) * SEATS_PER_LOCK);
    const near = await startProduct(stand, database);
    const far = await startProduct(stand, database);
    const client = createClient(far.url);
    stand.stack.use(client);
    const bare = await openBareKafka(stand);
    const seatsOf = (index: number) => shows.seatIds.slice(index * SEATS_PER_LOCK, (index + 1) * SEATS_PER_LOCK);

    async function ours(count: number): Promise<number[]> {
      const showId = await shows.open();
      await using watcher = await Watcher.open(client, showId);
      const late_ms: number[] = [];
      for (let index = 0; index < count; index += 1) {
        const seatIds = seatsOf(index);
        const seen = watcher.sees(seatIds[0]!);
        const answered_ms = await lock(near, { showId, seatIds });
        // A change that overtakes its answer is no later than that.
        late_ms.push(Math.max(0, (await seen) - answered_ms));
        await delay(BETWEEN_SAMPLES_MS);
      }
      return late_ms;
    }

    async function underLoad(work: () => Promise<number[]>): Promise<number[]> {
      const showId = await shows.open();
      const requests: string[] = [];
      for (let index = 0; index < loadRequests; index += 1) {
        const variables = { input: { showId, seatIds: seatsOf(index) } };
        const request: GraphqlRequest = {
          port: near.port,
          token: await near.buyerToken(),
          query: LOCK_SEATS,
          variables,
        };
        requests.push(graphqlRequest(request));
      }
      const load = sendLoad({ port: near.port, connections: LOAD_CONNECTIONS, requests, expected: 'LockSeatsSuccess' });
      const [taken] = await Promise.all([work(), load]);
      return taken;
    }

    const few = Math.ceil(samples / 4);
    return {
      async measure(round): Promise<Figures> {
        const sides = [
          async () => figuresOf('ours', await ours(samples)),
          async () => figuresOf('bare', await bare.sample(samples)),
          async () => figuresOf('oursLoaded', await underLoad(() => ours(few))),
          async () => figuresOf('bareLoaded', await underLoad(() => bare.sample(few))),
        ];
        if (round % 2 === 1) sides.reverse();
        const figures: Record<string, number> = {};
        for (const side of sides) Object.assign(figures, await side());
        return figures;
      },
      comparisons: [
        comparison('idle', 'p50', '', 2),
        comparison('idle', 'p99', '', 1.5),
        comparison('under load', 'p50', 'Loaded', 2),
        comparison('under load', 'p99', 'Loaded', 2),
      ],
    };
  },
};

function comparison(when: string, percentile: 'p50' | 'p99', suffix: string, most: number) {
  return {
    name: `answer at one node → change at the other, ${when}, ${percentile} / kafkajs produce → consume`,
    unit: 'ms',
    ours: `ours${suffix}_${percentile}`,
    reference: `bare${suffix}_${percentile}`,
    goal: { most },
  };
}

function figuresOf(side: string, values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor((sorted.length - 1) * part)]!;
  return { [`${side}_p50`]: at(0.5), [`${side}_p99`]: at(0.99) };
}

/** Resolves with the moment of the answer. */
async function lock(product: Product, input: { showId: string; seatIds: string[] }): Promise<number> {
  const response = await fetch(`${product.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await product.buyerToken()}` },
    body: JSON.stringify({ query: LOCK_SEATS, variables: { input } }),
  });
  const text = await response.text();
  const answered_ms = performance.now();
  if (!text.includes('LockSeatsSuccess')) throw new Error(`A lock was answered: ${text}`);
  return answered_ms;
}

/** Notes when each seat is first heard of. */
class Watcher implements AsyncDisposable {
  readonly #subscription: TestSubscription<Watched>;
  readonly #waiting = new Map<string, (at_ms: number) => void>();

  private constructor(subscription: TestSubscription<Watched>) {
    this.#subscription = subscription;
  }

  static async open(client: TestClient, showId: string): Promise<Watcher> {
    const watcher = new Watcher(client.subscribe<Watched, { showId: string }>(WATCH, { showId }));
    await watcher.#subscription.next();
    void watcher.#listen();
    return watcher;
  }

  async #listen(): Promise<void> {
    for (;;) {
      const event = await this.#subscription.next(60_000).catch(() => null);
      if (event === null) return;
      const at_ms = performance.now();
      for (const { seatId } of event.seatMap.changes ?? []) {
        this.#waiting.get(seatId)?.(at_ms);
        this.#waiting.delete(seatId);
      }
    }
  }

  sees(seatId: string): Promise<number> {
    return new Promise((resolve) => this.#waiting.set(seatId, resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#subscription.return();
  }
}

interface BareKafka {
  /** How long each of so many records takes from its `send` to its consumer, in ms. */
  sample(count: number): Promise<number[]>;
}

async function openBareKafka({ brokers, prefix, stack }: Stand): Promise<BareKafka> {
  const kafka = new Kafka({ brokers: [...brokers], clientId: 'bench', logLevel: logLevel.ERROR });
  const topic = `${prefix}bare`;
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  await admin.disconnect();
  const producer: Producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  const consumer: Consumer = kafka.consumer({ groupId: `${prefix}bare`, maxWaitTimeInMs: FETCH_WAIT_MS });
  stack.defer(() => consumer.disconnect());
  stack.defer(() => producer.disconnect());
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const waiting = new Map<string, (at_ms: number) => void>();
  await consumer.run({
    eachMessage: async ({ message }) => waiting.get(String(message.key))?.(performance.now()),
  });
  let sent = 0;
  const send = async (): Promise<number> => {
    const key = `${sent++}`;
    const arrived = new Promise<number>((resolve) => waiting.set(key, resolve));
    const sent_ms = performance.now();
    await producer.send({ topic, acks: ACKS_OF_ALL_REPLICAS, messages: [{ key, value: 'x'.repeat(400) }] });
    return (await arrived) - sent_ms;
  };
  await send();
  return {
    async sample(count) {
      const late_ms: number[] = [];
      for (let index = 0; index < count; index += 1) {
        late_ms.push(await send());
        await delay(BETWEEN_SAMPLES_MS);
      }
      return late_ms;
    },
  };
}
