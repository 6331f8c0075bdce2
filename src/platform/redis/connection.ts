import { createHash } from 'node:crypto';
import type { ConnectionOptions } from 'node:tls';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '../observability/logger.ts';
import { backoff_ms } from '../timing/backoff.ts';
import { type TlsMaterial, tlsOptions } from '../tls-material.ts';
import { createEvictionWatch } from './eviction-policy.ts';
import { assertIsRedis, refuseSelfConnections } from './peer-check.ts';

/**
 * Redis can't be reached, is not taking commands now, or did not answer in time. A command that was under way may or may
 * not have been carried out; every script of this project can be run again.
 */
export class RedisUnavailableError extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`Redis is unavailable: ${reason}`, options);
    this.name = 'RedisUnavailableError';
  }
}

export type RedisClient = Redis | Cluster;

export interface RedisConnection {
  /** For `defineCommand` only: commands go through `run`. */
  readonly client: RedisClient;
  /**
   * Sends commands. Rejects with RedisUnavailableError within about a second while Redis is away, at once when it has
   * been away for longer; the connection is taken up again in the background, for ever.
   */
  run<T>(send: (client: RedisClient) => Promise<T>, options?: RunOptions): Promise<T>;
  /**
   * Rejects with RedisUnavailableError when Redis (in a cluster: any of its masters) does not answer within a second, or does
   * not take scripts and writes: it writes the key, by a script, for a few seconds.
   */
  probe(key: string): Promise<void>;
  /** Rejects with RedisUnavailableError when Redis (in a cluster: any of its masters) does not answer within a second. */
  ping(): Promise<void>;
  /** How many commands were sent and are not answered. */
  unanswered(): number;
  /** Waits for answers on their way, at most a second, and disconnects. Idempotent. */
  close(): Promise<void>;
}

export interface RunOptions {
  /** What is sent has been gathered already: it goes at once, and not with what else is sent in this turn. */
  isGathered?: boolean;
}

export interface RedisConnectionOptions {
  /**
   * One server's `redis://` or `rediss://` URL; several are entry nodes of a cluster, or with `sentinel` its sentinels, with the credentials
   * (and, with `sentinel`, the database) of the first.
   */
  urls: readonly string[];
  /** For `rediss://`. Default: the system's authorities. */
  tls?: TlsMaterial | null | undefined;
  /** Whom the sentinels at `urls` are asked for, and the password that they want themselves. */
  sentinel?: { master: string; password: string | null } | null | undefined;
  logger: Logger;
  /** Shown by Redis' CLIENT LIST. */
  name: string;
}

const COMMAND_TIMEOUT_MS = 1_000;
/** How long a command may wait for a connection that was lost or never there: reconnecting usually takes 50 ms. */
const GRACE_MS = 800;
/** A connection that has been silent this long with commands under way is dead (pulled cable, frozen server). */
const SOCKET_TIMEOUT_MS = 2_000;
const RECONNECT = { first_ms: 60, max_ms: 1_250 };
const WRITE_PROBE = "#!lua\nreturn redis.call('SET', KEYS[1], '1', 'PX', 5000)";
const WRITE_PROBE_HASH = createHash('sha1').update(WRITE_PROBE).digest('hex');
/** What Redis reads at a time: with that it can begin, however long this turn of the event loop may take. */
const GATHERED_BYTES = 16 * 1024;

// Answers of a server that is there but can't do its work now: it loads, has no master, no memory, no disk, no replicas; or we
// have no login, or no right to a command or key any more, also inside a script. (Scripts that were switched off are unknown.)
const OUTAGE_REPLY =
  /^(?:(?:LOADING|CLUSTERDOWN|MASTERDOWN|READONLY|TRYAGAIN|BUSY|OOM|NOREPLICAS|MISCONF|NOPERM|NOAUTH|WRONGPASS)\b|ERR (?:unknown command '(?:eval|evalsha)'|The user executing the script))/i;

export function createRedisConnection({ logger, ...address }: RedisConnectionOptions): RedisConnection {
  const client = createClient(address);
  refuseSelfConnections(client);
  const eviction = createEvictionWatch(logger);
  let lastError: Error | null = null;
  let closing: Promise<void> | null = null;
  let gate = createGate();

  client.on('error', (error: Error) => {
    // Said once per outage, not at each attempt.
    if (!lastError) logger.warn({ err: error }, 'Redis is unavailable; reconnecting');
    lastError = error;
  });
  client.on('ready', () => {
    const waiting = gate;
    assertIsRedis(client).then(
      () => {
        // Lost meanwhile: the next connection is asked by itself.
        if (gate !== waiting || client.status !== 'ready') return;
        if (lastError) logger.info('Redis is available again');
        lastError = null;
        gate.open();
        void eviction.look(client);
      },
      (error: Error) => {
        if (!lastError) logger.warn({ err: error }, 'Redis is unavailable; reconnecting');
        lastError = error;
        if (gate === waiting && client.status === 'ready') client.disconnect(true);
      },
    );
  });
  client.on('close', () => {
    if (gate.opened) gate = createGate();
  });
  // ioredis gives up for good where sentinels tell of another master while it asks them for the master: its detector of failovers
  // ends the attempt as if nobody wanted the connection any more.
  let endings = 0;
  client.on('ready', () => {
    endings = 0;
  });
  client.on('end', () => {
    endings += 1;
    if (!closing) setTimeout(() => void takeUpAgain(), backoff_ms(endings, RECONNECT));
  });

  async function takeUpAgain(): Promise<void> {
    // What it fails for is told as any error, and an attempt that ends is followed by the next.
    if (!closing && client.status === 'end') await client.connect().catch(noop);
  }

  async function run<T>(send: (client: RedisClient) => Promise<T>, { isGathered }: RunOptions = {}): Promise<T> {
    if (closing) throw new RedisUnavailableError('the connection was closed');
    if ((client.status !== 'ready' || !gate.opened) && !(await gate.wait())) {
      throw new RedisUnavailableError(reasonOf(lastError), { cause: lastError });
    }
    if (!isGathered) gatherWrites(client);
    try {
      return await send(client);
    } catch (error) {
      throw toUnavailable(error) ?? error;
    }
  }

  async function ping(): Promise<void> {
    await run((redis) => Promise.all(nodesOf(redis, 'master').map((node) => node.ping())));
  }

  return {
    client,
    run,
    ping,
    unanswered: () => nodesOf(client).reduce((sum, node) => sum + unansweredBy(node), 0),
    async probe(key) {
      await ping();
      await run((redis) => Promise.all([redis.eval(WRITE_PROBE, 1, key), runKnownScript(redis, key)]));
    },
    close() {
      gate.shut();
      // QUIT is answered after everything sent before it. It fails when Redis is away: then there is nothing to wait for.
      closing ??= (client.status === 'ready' ? client.quit().then(noop, noop) : Promise.resolve()).then(() => {
        client.disconnect();
      });
      return closing;
    },
  };
}

function nodesOf(client: RedisClient, role: 'master' | 'all' = 'all'): Redis[] {
  return client instanceof Cluster ? client.nodes(role) : [client];
}

/** ioredis has no types for its queue. */
function unansweredBy(node: Redis): number {
  return (node as unknown as { commandQueue?: { length: number } }).commandQueue?.length ?? 0;
}

/** By its hash, as nearly all scripts are: a right of its own. The server may not know it yet, or not any more. */
async function runKnownScript(redis: RedisClient, key: string): Promise<void> {
  try {
    await redis.evalsha(WRITE_PROBE_HASH, 1, key);
  } catch (error) {
    if (!(error as Error).message.startsWith('NOSCRIPT')) throw error;
  }
}

function createClient({ urls, name, tls, sentinel }: Omit<RedisConnectionOptions, 'logger'>): RedisClient {
  const first = new URL(urls[0]!);
  const secured = first.protocol === 'rediss:' && { tls: tls ? tlsOptions(tls) : {} };
  const common = {
    connectionName: name,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: COMMAND_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    // A command whose connection broke fails at once instead of being sent again behind the caller's back.
    maxRetriesPerRequest: 0,
    // After a failover this server may be a replica: connect again, to its master by the same name.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
    ...(first.username && { username: decodeURIComponent(first.username) }),
    ...(first.password && { password: decodeURIComponent(first.password) }),
    ...secured,
  } satisfies RedisOptions;
  const single = {
    ...common,
    // Nothing is queued while Redis is away: a lock must not be taken minutes after its caller has given up.
    enableOfflineQueue: false,
    retryStrategy: (attempts: number) => Math.round(backoff_ms(attempts, RECONNECT)),
  } satisfies RedisOptions;
  if (sentinel) return new Redis({ ...single, ...sentinelOptions(urls, sentinel, secured) });
  if (urls.length === 1) return new Redis(urls[0]!, single);
  return new Cluster(urls.map(placeOf), {
    enableOfflineQueue: false,
    clusterRetryStrategy: (attempts) => Math.round(backoff_ms(attempts, RECONNECT)),
    // 100 ms between tries: a command gives up after about half a second when its slot's node is away.
    maxRedirections: 5,
    // Nodes of a cluster by TLS may be told by name, which their certificates have: it is looked up by the connection itself.
    ...(secured && { dnsLookup: (host, done) => done(null, host) }),
    redisOptions: common,
  });
}

function sentinelOptions(
  urls: readonly string[],
  { master, password }: { master: string; password: string | null },
  secured: { tls: ConnectionOptions } | false,
) {
  const database = Number(new URL(urls[0]!).pathname.slice(1) || 0);
  return {
    sentinels: urls.map((url) => ({ ...placeOf(url), port: Number(new URL(url).port || 26_379) })),
    name: master,
    db: database,
    ...(password !== null && { sentinelPassword: password }),
    // One that is there and does not answer holds up nobody.
    sentinelCommandTimeout: COMMAND_TIMEOUT_MS,
    sentinelRetryStrategy: (attempts: number) => Math.round(backoff_ms(attempts, RECONNECT)),
    // Forgotten as soon as the sentinels name another: the connection is to the old master until it is closed.
    failoverDetector: true,
    ...(secured && { sentinelTLS: secured.tls, enableTLSForSentinelMode: true }),
  } satisfies RedisOptions;
}

function placeOf(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6_379) };
}

/**
 * Lets all commands of this turn of the event loop go out in one write: a system call for each would cost more than the
 * command. (ioredis' own automatic pipelining has the same aim, and costs more than it saves with scripts of many keys.)
 */
function gatherWrites(client: RedisClient): void {
  if (client instanceof Cluster) return;
  const { stream } = client;
  if (stream.writableCorked === 0) {
    stream.cork();
    setImmediate(() => stream.uncork());
  } else if (stream.writableLength >= GATHERED_BYTES) {
    stream.uncork();
    stream.cork();
  }
}

/** Lets commands wait for the connection until it is there, or the grace is over: from then on they fail at once. */
function createGate() {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, GRACE_MS, false);
  const gate = {
    opened: false,
    wait: () => promise,
    open() {
      gate.opened = true;
      clearTimeout(timer);
      resolve(true);
    },
    shut() {
      clearTimeout(timer);
      resolve(false);
    },
  };
  return gate;
}

/** Null when the server answered that the command itself is wrong: a bug, not an outage. */
function toUnavailable(error: unknown): RedisUnavailableError | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof RedisUnavailableError) return error;
  const isReply = error.name === 'ReplyError';
  if (isReply && !OUTAGE_REPLY.test(error.message)) return null;
  // Errors of this code, rather than of the connection, have JavaScript's own types.
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return null;
  return new RedisUnavailableError(reasonOf(error), { cause: error });
}

/** Several refused addresses of one host come as an error without a message, but with a code. */
function reasonOf(error: NodeJS.ErrnoException | null): string {
  return error?.message || error?.code || 'not connected';
}

function noop(): void {}
