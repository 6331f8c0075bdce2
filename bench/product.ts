import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { signToken } from '../src/modules/identity/token-issuer.ts';
import { newId } from '../src/platform/ids.ts';
import type { Database } from '../src/platform/postgres/database.ts';
import { freePorts } from '../src/platform/processes/free-ports.ts';
import { UNLIMITED } from '../test/kit/product/no-limits.ts';
import type { Stand } from './stand.ts';

/** A node of the product in a process of its own, as `npm start` runs it, on the stand's servers. */
export interface Product {
  readonly port: number;
  readonly url: string;
  /** A token of a new buyer. */
  buyerToken(): Promise<string>;
}

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const READY_WITHIN_MS = 60_000;
const POLL_MS = 50;
const TOKEN_TTL_MS = 60 * 60 * 1_000;
/** Everything that the product reads: a figure must not depend on what the machine has set. */
const SETTINGS =
  /^(PORT|HOST|PUBLIC_URL|HTTP_CONNECTIONS_|LOAD_(?:OPERATIONS_|WAIT)|READING_MS_|FAIR_SHARE_|SEAT_LOCK_|BUYER_|ENDED_LOCKS_|SOCKET|SUBSCRIPTIONS_|ALLOWED_ORIGINS|TRUSTED_PROXIES|GUEST_SESSIONS_|HELD_SEATS_|SEAT_HOLDS_|LOCK_CHANGES_|UNPAID_|DECLINED_|IDEMPOTENCY_|SMTP_URL|MAIL_|NOTIFICATION_|CUSTOMER_DATA_|DEFAULT_LOCALE|AUTH_|DATA_DIR|DEMO|LOG_LEVEL|NODE_ID)/;

/**
 * Starts a node, or another program with a node's settings that says at `/ready` when it is ready; it is stopped with the stand. Rejects with its
 * last words when it does not become ready.
 */
export async function startProduct(
  { stack, redisUrl, brokers, prefix, profileDir }: Stand,
  database: Database,
  settings: Readonly<Record<string, string>> = {},
  main: string = MAIN,
): Promise<Product> {
  const dataDir = await mkdtemp(join(tmpdir(), 'seatwire-bench-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const secret = randomBytes(32).toString('hex');
  const [port] = (await freePorts(1)) as [number];
  const logFile = join(dataDir, 'log');
  // To a file, as a supervisor would take it: reading it would be work for the process that measures.
  const log = await open(logFile, 'a');
  const inherited = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name));
  const child = fork(main, {
    env: {
      ...Object.fromEntries(inherited),
      PORT: `${port}`,
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl,
      KAFKA_BROKERS: brokers.join(','),
      REDIS_KEY_PREFIX: prefix,
      KAFKA_TOPIC_PREFIX: prefix,
      AUTH_JWT_SECRET: secret,
      DATA_DIR: dataDir,
      DEMO: 'false',
      // All of a measurement's buyers come from one address.
      ...UNLIMITED,
      ...settings,
    },
    execArgv: profileDir ? ['--cpu-prof', '--cpu-prof-dir', profileDir] : [],
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  const ended = once(child, 'exit');
  stack.defer(async () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    await ended;
    await log.close();
  });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, () => child.exitCode !== null, logFile);
  const key = new TextEncoder().encode(secret);
  return {
    port,
    url,
    async buyerToken() {
      const buyer = { id: newId('guest'), role: 'customer' as const, email: null, ttl_ms: TOKEN_TTL_MS };
      return (await signToken(key, buyer)).token;
    },
  };
}

async function untilReady(url: string, hasEnded: () => boolean, logFile: string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const ready = await fetch(`${url}/ready`).catch(() => null);
    if (ready?.ok) return;
    if (hasEnded() || performance.now() > deadline) {
      const lines = (await readFile(logFile, 'utf8')).trim().split('\n');
      throw new Error(`The product did not become ready: ${lines.slice(-3).join(' | ')}`);
    }
    await delay(POLL_MS);
  }
}
