import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { UNLIMITED } from '../test/kit/product/no-limits.ts';
import { ask, endProcess, type Memory } from './reporting-process.ts';
import { createShows } from './shows.ts';
import type { Stand } from './stand.ts';

/** Seats that change together, in one event. */
export interface SeatsChanged {
  seatIds: string[];
  isLocked: boolean;
}

export interface Change {
  showId: string;
  /** The map's version before. */
  fromVersion: number;
  changes: SeatsChanged[];
}

/** When a server began, on the clock of all processes, and the CPU time that it had used then. */
export interface Done {
  began_ns: number;
  cpu: NodeJS.CpuUsage;
}

export interface Operation {
  query: string;
  variables: object;
  /** What the first message is known by. */
  first: string;
}

export interface Open {
  port: number;
  kind: 'graphql' | 'websocket' | 'raw';
  operations?: Operation[];
}

export interface Arrivals {
  at_ns: Float64Array;
  /** One message as it came, from `sampleFrom` on. */
  sample: string | null;
}

export const WATCH = /* GraphQL */ `
  subscription Watch($showId: ID!, $after: String) {
    seatMap(showId: $showId, after: $after) {
      __typename
      ... on SeatMapSnapshot { cursor version seats { seatId state } }
      ... on SeatMapDelta { cursor previousVersion version changes { seatId state } }
    }
  }
`;

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
/** Longer than any tick: each change comes into a quiet hall. */
const QUIET_MS = 150;

/** Starts a child process of this folder; it is ended with the stand. */
export async function startProcess({ stack, profileDir }: Stand, file: string, env: NodeJS.ProcessEnv = {}) {
  const profile = profileDir && file === './fan-out-node.ts' ? ['--cpu-prof', '--cpu-prof-dir', profileDir] : [];
  const child = fork(here(file), {
    env: { ...process.env, ...env },
    execArgv: ['--expose-gc', ...profile],
    serialization: 'advanced',
  });
  stack.defer(() => endProcess(child));
  const [first] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (first !== 'ready') throw new Error(`${file} did not start.`);
  return child;
}

/** A show that many watch, on a node in a process of its own. */
export class FanOutNode {
  readonly ports: { product: number; stock: number };
  readonly showId: string;
  readonly seatIds: readonly string[];
  version = 0;
  readonly #child: ChildProcess;
  readonly #openShow: () => Promise<string>;

  private constructor(
    child: ChildProcess,
    ports: FanOutNode['ports'],
    show: Pick<FanOutNode, 'showId' | 'seatIds'>,
    openShow: () => Promise<string>,
  ) {
    this.#child = child;
    this.ports = ports;
    this.showId = show.showId;
    this.seatIds = show.seatIds;
    this.#openShow = openShow;
  }

  static async start(stand: Stand, seats: number): Promise<FanOutNode> {
    const database = await stand.createDatabase();
    const { open, seatIds } = await createShows(database, seats);
    const showId = await open();
    const dataDir = await mkdtemp(join(tmpdir(), 'seatwire-bench-'));
    stand.stack.defer(() => rm(dataDir, { recursive: true, force: true }));
    const settings = {
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
      PORT: '0',
      DEMO: 'false',
      LOG_LEVEL: 'silent',
      ...UNLIMITED,
    };
    const env = { ...settings, REDIS_URL: undefined, KAFKA_BROKERS: undefined, NODE_ID: undefined };
    const child = await startProcess(stand, './fan-out-node.ts', env);
    return new FanOutNode(child, await ask(child, 'ports'), { showId, seatIds }, open);
  }

  openShow(): Promise<string> {
    return this.#openShow();
  }

  /** What a subscriber of the show sends. */
  get watch(): Operation {
    return { query: WATCH, variables: { showId: this.showId }, first: 'SeatMapSnapshot' };
  }

  /** Lets these changes of the show happen at once. */
  async change(changes: SeatsChanged[]): Promise<Done> {
    const fromVersion = this.version;
    this.version += changes.length;
    return await this.changeOf(this.showId, fromVersion, changes);
  }

  async changeOf(showId: string, fromVersion: number, changes: SeatsChanged[]): Promise<Done> {
    return await ask<Done>(this.#child, 'change', { showId, fromVersion, changes } satisfies Change);
  }

  memory(): Promise<Memory> {
    return ask<Memory>(this.#child, 'memory');
  }

  /** Processor time that its process has used so far, user and system. */
  cpu_us(): Promise<number> {
    return ask<number>(this.#child, 'cpu');
  }

  /** Ends it before the stand does. */
  [Symbol.asyncDispose](): Promise<void> {
    return endProcess(this.#child);
  }
}

/** Sockets with ready-made bytes, and WebSockets that are silent, in a process of its own. */
export class FanOutReference {
  readonly ports: { raw: number; webSocket: number };
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, ports: FanOutReference['ports']) {
    this.#child = child;
    this.ports = ports;
  }

  static async start(stand: Stand): Promise<FanOutReference> {
    const child = await startProcess(stand, './fan-out-reference.ts');
    return new FanOutReference(child, await ask(child, 'ports'));
  }

  write(bytes: string): Promise<Done> {
    return ask<Done>(this.#child, 'write', bytes);
  }

  memory(): Promise<Memory> {
    return ask<Memory>(this.#child, 'memory');
  }

  /** Ends it before the stand does. */
  [Symbol.asyncDispose](): Promise<void> {
    return endProcess(this.#child);
  }
}

/** Clients in a process of their own. */
export class FanOutClients {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(stand: Stand): Promise<FanOutClients> {
    return new FanOutClients(await startProcess(stand, './fan-out-clients.ts'));
  }

  /** So many more of a group, each with operation ids of its own; resolves when each has its first messages. */
  open(group: string, count: number, what: Open): Promise<void> {
    return ask(this.#child, 'open', { group, count, ...what });
  }

  close(group: string): Promise<void> {
    return ask(this.#child, 'close', group);
  }

  stall(group: string): Promise<void> {
    return ask(this.#child, 'stall', group);
  }

  gone(group: string): Promise<number> {
    return ask(this.#child, 'gone', group);
  }

  /** How long after its beginning the work's message had come to each of the group, in ms. */
  async timed(group: string, text: string, work: () => Promise<Done>, sampleFrom: string | null = null) {
    await delay(QUIET_MS);
    return await this.awaited(group, text, work, sampleFrom);
  }

  /** The same, right after what was before. */
  async awaited(group: string, text: string, work: () => Promise<Done>, sampleFrom: string | null = null) {
    await ask(this.#child, 'expect', { group, text, sampleFrom });
    const { began_ns } = await work();
    const { at_ns, sample } = await ask<Arrivals>(this.#child, 'arrived');
    return { latencies_ms: at_ns.map((at) => (at - began_ns) / 1e6), sample };
  }
}

/** What a delta is known by that leads to that version. */
export function deltaTo(version: number): string {
  return `"version":${version},"changes"`;
}

/** One more change of one seat, and what its message is known by. */
export function oneSeat(node: FanOutNode): { text: string; work: () => Promise<Done> } {
  const next = node.version + 1;
  const seatIds = [node.seatIds[next % node.seatIds.length]!];
  return { text: deltaTo(next), work: () => node.change([{ seatIds, isLocked: next % 2 === 1 }]) };
}
