import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Benchmark, type Comparison, interleaved } from './benchmark.ts';
import { fetchInBulk } from './bulk-load-client.ts';
import { type GraphqlRequest, graphqlRequest } from './http-load-client.ts';
import type { PlainAnswer } from './plain-server.ts';
import { startProduct } from './product.ts';
import { endProcess } from './reporting-process.ts';
import { blockSeats, createShows } from './shows.ts';
import type { Stand } from './stand.ts';

const SEATS = 20_000;
const CONNECTIONS = 20;
const SERVER = fileURLToPath(new URL('./plain-server.ts', import.meta.url));

const WHOLE = `query ($id: ID!) { show(id: $id) { seatMap { cursor version
  seats { id zone row number x y accessible state tier { id } price { amount currency } } } } }`;

const QUERIES = {
  whole: {
    name: 'whole, every seat with place and price',
    query: WHOLE,
    encoding: 'identity',
    answers: 300,
  },
  packed: {
    name: 'the same, compressed',
    query: WHOLE,
    encoding: 'gzip',
    answers: 2_000,
  },
  sparse: {
    name: 'sparse, half the hall taken',
    query: 'query ($id: ID!) { show(id: $id) { seatMap { cursor version unavailable { seatId state } } } }',
    encoding: 'identity',
    answers: 2_000,
  },
} as const;

export const benchmark: Benchmark = {
  id: 'P11',
  title: 'The seat map of 20,000 seats, unchanged since it was last asked for',
  needs: ['postgres', 'redis', 'kafka'],
  async prepare(stand) {
    const database = await stand.createDatabase();
    const shows = await createShows(database, SEATS);
    const showId = await shows.open();
    await blockSeats(
      database,
      showId,
      shows.seatIds.filter((_seatId, index) => index % 2 === 0),
    );
    const product = await startProduct(stand, database);
    const token = await product.buyerToken();

    const measures: Record<string, () => Promise<number>> = {};
    const comparisons: Comparison[] = [];
    for (const [key, { name, query, encoding, answers }] of Object.entries(QUERIES)) {
      const question = { query, variables: { id: showId }, token, encoding };
      const answer = await warm(product.url, question);
      const plainPort = await startPlainServer(stand, answer);
      const load = (port: number) => () =>
        fetchInBulk({
          port,
          connections: CONNECTIONS,
          request: graphqlRequest({ port, ...question }),
          answers: stand.size(answers, Math.ceil(answers / 20)),
        });
      measures[key] = load(product.port);
      measures[`${key}Plain`] = load(plainPort);
      const size = `${Math.round(answer.body.length / 1_000)} kB`;
      comparisons.push({
        name: `${name} (${size}) / plain node:http`,
        unit: 'answers/s',
        ours: key,
        reference: `${key}Plain`,
        goal: { least: 0.85 },
      });
    }
    return { measure: interleaved(measures), comparisons };
  },
};

/** Asks until the answer is known; resolves with what a plain server is to send. */
async function warm(url: string, question: Omit<GraphqlRequest, 'port'>): Promise<PlainAnswer> {
  const { query, variables, token, encoding = 'identity' } = question;
  const body = JSON.stringify({ query, variables });
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    accept: 'application/json',
    'accept-encoding': encoding,
  };
  const ask = async () => {
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    // fetch unpacks what it is given; the bytes on the wire are what is to be compared.
    return {
      length: Number(response.headers.get('content-length')),
      headers: response.headers,
      text: await response.text(),
    };
  };
  await ask();
  await ask();
  const answer = await ask();
  if (answer.text.includes('"errors"')) throw new Error(answer.text.slice(0, 500));
  const sent: Record<string, string> = {};
  for (const name of ['content-type', 'content-encoding', 'content-length', 'vary', 'x-request-id', 'date']) {
    const value = answer.headers.get(name);
    if (value !== null && name !== 'date') sent[name] = value;
  }
  const bytes = Buffer.from(answer.text);
  // Of a compressed answer as many bytes: what is in them is of no interest to who sends them.
  return { headers: sent, body: encoding === 'identity' ? bytes : bytes.subarray(0, answer.length) };
}

async function startPlainServer({ stack }: Stand, answer: PlainAnswer): Promise<number> {
  const child = fork(SERVER, { execArgv: [], serialization: 'advanced' });
  stack.defer(() => endProcess(child));
  child.send(answer);
  const [port] = (await once(child, 'message')) as [number];
  return port;
}
