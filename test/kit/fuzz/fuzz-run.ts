import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { createSchema } from '../../../src/app/schema.ts';
import { hallPlan } from '../../fixtures/hall-plan.ts';
import { type Random, randomOf } from '../basics/random.ts';
import { bookSeats, lockSeats, payBooking } from '../callers/buyer.ts';
import { PublishShow } from '../callers/operations.graphql.ts';
import { RawSocket } from '../callers/raw-socket.ts';
import type { TestApp } from '../product/app.ts';
import { openHallShow } from '../shows/hall-show.ts';
import { Dice } from './dice.ts';
import { type FuzzWorld, InputMaker } from './inputs.ts';
import { type FuzzedOperation, OperationMaker } from './operations.ts';

/** The checked-in schema: what clients are told. */
const SCHEMA = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));
/** With all that settings may add. */
export const WHOLE_SCHEMA = createSchema({ subgraph: true, sandbox: true });
const MAX_ANSWER_MS = 1_000;
/** On a busy machine anything may take a second: what is slow by itself is so each time, also when nothing else is asked for. */
const TRIES_OF_SLOW = 10;
const PUBLISH_AGAIN_EVERY = 200;
/** Longer messages end a socket. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** What went wrong, what was sent and what came back, cut off where it is long. */
export interface FuzzFault {
  what: string;
  sent: string;
  answer: string;
}

export interface FuzzReport {
  /** How many answers there were with data and without errors, with errors, and how many were refused before execution. */
  answered: number;
  withErrors: number;
  refused: number;
  faults: FuzzFault[];
}

type Send = (operation: FuzzedOperation) => Promise<string>;

/** A show, a lock, a booking and a paid one, so that ids mean something. */
export async function createFuzzWorld(app: TestApp): Promise<{ world: FuzzWorld; showId: string; token: string }> {
  const showId = await openHallShow(app.organiser, { zones: 2, rows: 6, seats: 10 });
  const buyer = await app.guest();
  const lock = await lockSeats(buyer, showId, ['Z1-1-1', 'Z1-1-2']);
  const pending = await bookSeats(buyer, showId, ['Z1-2-1']);
  const booking = await bookSeats(buyer, showId, ['Z1-3-1', 'Z1-3-2']);
  await payBooking(buyer, booking.id);
  const ids = await app.database.query<{ id: string }>(
    'SELECT id FROM shows UNION ALL SELECT id FROM seating_plans UNION ALL SELECT id FROM payments UNION ALL SELECT id FROM refunds UNION ALL SELECT id FROM venues',
  );
  const { show } = await buyer.data<{ show: { seatMap: { cursor: string } } }, object>(
    'query ($id: ID!) { show(id: $id) { seatMap { cursor } } }',
    { id: showId },
  );
  const seats = [1, 2, 3, 4, 5, 6].flatMap((row) => [1, 2, 9, 10].map((seat) => `Z1-${row}-${seat}`));
  const world: FuzzWorld = {
    ids: [lock.id, pending.id, booking.id, showId, showId, ...ids.map(({ id }) => id), 'none_1', 'show_1'],
    seatIds: [...seats, 'Z9-9-9'],
    zones: ['Zone 1', 'Zone 2', 'Zone 9'],
    categories: ['Stalls', 'Balcony', 'None'],
    cursors: [show.seatMap.cursor, showId, 'abc', ''],
    plan: hallPlan({ rows: 1, seats: 2 }),
  };
  return { world, showId, token: buyer.token };
}

/** Sends that many random operations, over HTTP and WebSocket, as nobody, guest and organiser. The same seed sends the same. */
export async function fuzz(
  app: TestApp,
  random: Random,
  operations: number,
  schema: GraphQLSchema = SCHEMA,
): Promise<FuzzReport> {
  const { world, showId, token } = await createFuzzWorld(app);
  const callers = [undefined, token, app.organiserToken, app.organiserToken];
  const report: FuzzReport = { answered: 0, withErrors: 0, refused: 0, faults: [] };
  const sockets = await Promise.all(callers.map((caller) => FuzzSocket.open(app.url, caller)));
  // Each operation has a seed of its own: one that fails can be made again without those before it.
  const seeds = Array.from({ length: operations }, () => random.integer(0, 2 ** 31 - 1));
  const slow: { operation: FuzzedOperation; send: Send }[] = [];
  const workers = callers.map(async (caller, index) => {
    for (let at = index; at < seeds.length; at += callers.length) {
      const dice = new Dice(randomOf(seeds[at]!));
      const operation = new OperationMaker(schema, dice, new InputMaker(dice, world)).make();
      const overSocket = operation.kind === 'subscription' || dice.chance(15);
      const send: Send = overSocket ? (it) => sockets[index]!.send(it) : (it) => post(app.url, caller, it, dice);
      if ((await judge(operation, send, report)) > MAX_ANSWER_MS) slow.push({ operation, send });
      // Whatever was done to it.
      if (at % PUBLISH_AGAIN_EVERY === 0) await app.organiser.request(PublishShow, { input: { showId } });
    }
  });
  await Promise.all(workers);
  for (const { operation, send } of slow) await judgeTime(operation, send, report);
  await Promise.all(sockets.map((socket) => socket.close()));
  return report;
}

/** Resolves with how long the answer took. */
async function judge(operation: FuzzedOperation, send: Send, report: FuzzReport): Promise<number> {
  const fault = (what: string, answer: string) => report.faults.push(faultOf(what, operation, answer));
  const began = performance.now();
  let answer: string;
  try {
    answer = await send(operation);
  } catch (error) {
    fault(`no answer: ${String(error)}`, '');
    return 0;
  }
  const took_ms = performance.now() - began;
  if (/INTERNAL_SERVER_ERROR|"Internal error"/.test(answer)) fault('an internal error', answer);
  if (/\bat [\w.<>]+ \(?(?:file:|node:|\/)/.test(answer)) fault('a stack in the answer', answer);
  const result = parsed(answer);
  if (result === null) fault('an answer that is no JSON', answer);
  else if (result.data) report[result.errors ? 'withErrors' : 'answered'] += 1;
  else report.refused += 1;
  return took_ms;
}

/** Of an operation whose answer took too long: it is sent again, beside no other. */
async function judgeTime(operation: FuzzedOperation, send: Send, report: FuzzReport): Promise<void> {
  let fastest_ms = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < TRIES_OF_SLOW && fastest_ms > MAX_ANSWER_MS; attempt += 1) {
    const began = performance.now();
    await send(operation);
    fastest_ms = Math.min(fastest_ms, performance.now() - began);
  }
  if (fastest_ms > MAX_ANSWER_MS) report.faults.push(faultOf(`took ${Math.round(fastest_ms)} ms`, operation, ''));
}

function faultOf(what: string, operation: FuzzedOperation, answer: string): FuzzFault {
  return { what, sent: JSON.stringify(operation).slice(0, 3_000), answer: answer.slice(0, 2_000) };
}

function parsed(answer: string): { data?: unknown; errors?: unknown } | null {
  try {
    const result: unknown = JSON.parse(answer);
    return typeof result === 'object' ? result : null;
  } catch {
    return null;
  }
}

async function post(url: string, token: string | undefined, operation: FuzzedOperation, dice: Dice): Promise<string> {
  const { query, variables, operationName } = operation;
  const headers = {
    accept: dice.pick(['application/json', 'application/graphql-response+json', '*/*']),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const body = { query, variables, ...(operationName === undefined ? {} : { operationName }) };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status >= 500) throw new Error(`status ${response.status}: ${text.slice(0, 500)}`);
  return text;
}

/** A WebSocket that is opened anew when the server closes it, which it may for what no client sends. */
class FuzzSocket {
  readonly #url: string;
  readonly #token: string | undefined;
  #socket: RawSocket;
  #count = 0;

  private constructor(url: string, token: string | undefined, socket: RawSocket) {
    this.#url = url;
    this.#token = token;
    this.#socket = socket;
  }

  static async open(url: string, token: string | undefined): Promise<FuzzSocket> {
    return new FuzzSocket(url, token, await RawSocket.introduced(url, token));
  }

  /**
   * The operation's first result, or its refusal. A subscription is ended then, or when there is nothing to tell: one that
   * begins at the cursor of the map as it is hears nothing until a seat changes.
   */
  async send({ kind, query, variables, operationName }: FuzzedOperation): Promise<string> {
    if (!this.#socket.isOpen) this.#socket = await RawSocket.introduced(this.#url, this.#token);
    const id = this.#nextId();
    const payload = { query, variables, ...(operationName === undefined ? {} : { operationName }) };
    const sent = JSON.stringify({ id, type: 'subscribe', payload });
    this.#socket.send(sent);
    if (Buffer.byteLength(sent) > MAX_MESSAGE_BYTES) return await this.#refused();
    const first = this.#socket.answer(id);
    first.catch(() => undefined);
    const message = await (kind === 'subscription' ? Promise.race([first, this.#silence()]) : first);
    this.#socket.send({ id, type: 'complete' });
    if (message === null) return JSON.stringify({ data: {} });
    if (message.type === 'next') return JSON.stringify(message.payload);
    if (message.type === 'complete') return JSON.stringify({ data: null });
    return JSON.stringify({ errors: message.payload });
  }

  /** Of what is too long the server reads no more than that. */
  async #refused(): Promise<string> {
    const end = await this.#socket.ended;
    if (!('code' in end) || end.code !== 1009) throw new Error(`The socket was closed: ${JSON.stringify(end)}`);
    return JSON.stringify({ data: null });
  }

  /** Resolves once the server has answered two queries, one after the other, that were asked afterwards. */
  async #silence(): Promise<null> {
    for (let query = 0; query < 2; query += 1) {
      const id = this.#nextId();
      this.#socket.subscribe(id, '{ __typename }');
      await this.#socket.answer(id);
      await this.#socket.message('complete', id);
    }
    return null;
  }

  #nextId(): string {
    this.#count += 1;
    return `${this.#count}`;
  }

  close(): Promise<void> {
    return this.#socket.close();
  }
}
