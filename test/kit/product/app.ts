import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type App, createApp } from '../../../src/app/app.ts';
import { loadConfig } from '../../../src/config.ts';
import { createIdentityService } from '../../../src/modules/identity/identity.service.ts';
import { createTokenRevocations } from '../../../src/modules/identity/token-revocations.ts';
import { createLogger } from '../../../src/platform/observability/logger.ts';
import type { Database } from '../../../src/platform/postgres/database.ts';
import { createClient, type TestClient } from '../callers/client.ts';
import { StartGuestSession } from '../callers/operations.graphql.ts';
import { createTestDatabase } from '../servers/database.ts';
import { requireKafka, requireRedis } from '../servers/servers.ts';
import { databaseUrl } from '../servers/template-database.ts';
import { UNLIMITED } from './no-limits.ts';
import { uniquePrefix } from './prefix.ts';

/** What an app stands on besides its PostgreSQL: stand-ins in its own process, or the run's Redis and Kafka. */
export type AppMode = 'embedded' | 'services';

export interface TestAppOptions {
  /** Default `embedded`. */
  mode?: AppMode;
  /** Settings as environment variables, over those of the kit. */
  env?: Readonly<Record<string, string>>;
  /** With the mutations for tests of shops: SANDBOX, which refuses the run's own PostgreSQL. Default false. */
  sandbox?: boolean;
  /** A pooler before the run's PostgreSQL, as a URL, through which the app's statements go. Default: none. */
  pooler?: string;
  /** Another node of that app's installation: the same database, prefixes, data folder and settings. */
  beside?: TestApp;
}

export interface Guest extends TestClient {
  readonly id: string;
  readonly token: string;
}

export interface TestApp extends AsyncDisposable {
  /** Where it listens: another place after a restart. */
  readonly url: string;
  readonly organiserToken: string;
  readonly demoShowId: string;
  /** The tests' own connections to the app's database. */
  readonly database: Database;
  readonly dataDir: string;
  /** What the settings were read from. */
  readonly env: Readonly<Record<string, string>>;
  /** A client with that token, or without one. Disposed with the app at the latest. */
  client(token?: string): TestClient;
  /** A client of a new guest session. */
  guest(): Promise<Guest>;
  /** A client of the organiser. */
  readonly organiser: TestClient;
  /** Stops the node, under its clients' feet, and starts another with the same settings elsewhere. */
  restart(): Promise<void>;
}

/** The whole product as `npm start` runs it, on a free port, with a database, data folder and prefixes of its own. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { mode = 'embedded', env = {}, sandbox = false, pooler, beside } = options;
  const home = beside ? shared(beside) : await createHome(mode, pooler);
  const settings = { ...home.env, NODE_ID: `test-${uniquePrefix()}`, ...env };
  const clients = new Set<TestClient>();
  const disposeClients = async () => {
    await Promise.all([...clients].map((client) => client[Symbol.asyncDispose]()));
    clients.clear();
  };
  let running: Running;
  try {
    running = await start(settings, home.database, sandbox);
  } catch (error) {
    await home.dispose();
    throw error;
  }

  function client(token?: string): TestClient {
    const made = createClient(running.url, token);
    clients.add(made);
    return made;
  }

  return {
    get url() {
      return running.url;
    },
    get organiserToken() {
      return running.organiserToken;
    },
    get demoShowId() {
      if (running.demoShowId === null) throw new Error('This app was started without the demo show.');
      return running.demoShowId;
    },
    get organiser() {
      return client(running.organiserToken);
    },
    database: home.database,
    dataDir: home.dataDir,
    env: settings,
    client,
    async guest() {
      const { startGuestSession } = await client().data(StartGuestSession);
      const { token, viewer } = startGuestSession;
      return Object.assign(client(token), { token, id: viewer.id });
    },
    async restart() {
      await running.app.stop();
      await disposeClients();
      running = await start(settings, home.database, sandbox);
    },
    async [Symbol.asyncDispose]() {
      await disposeClients();
      await running.app.stop();
      await home.dispose();
    },
  };
}

interface Running {
  app: App;
  url: string;
  /** The kit's own: an app on a database that is given prints none. */
  organiserToken: string;
  demoShowId: string | null;
}

async function start(env: Readonly<Record<string, string>>, database: Database, sandbox: boolean): Promise<Running> {
  const loaded = loadConfig(env);
  const config = { ...loaded, graphql: { ...loaded.graphql, sandbox } };
  const logger = createLogger({ level: config.log.level, nodeId: config.nodeId });
  const app = createApp(config, logger);
  const started = await app.start();
  const revocations = createTokenRevocations({ database, logger });
  const identity = createIdentityService({ database, auth: config.auth, revocations, logger });
  const { token } = await identity.issueToken({ id: 'organiser', role: 'organiser', email: null, ttl_ms: 3_600_000 });
  return { app, ...started, organiserToken: token };
}

/** What all nodes of an installation share, and what outlives a node's restart. */
interface Home {
  database: Database;
  dataDir: string;
  env: Readonly<Record<string, string>>;
  dispose(): Promise<void>;
}

async function createHome(mode: AppMode, pooler?: string): Promise<Home> {
  const services: Record<string, string> =
    mode === 'services' ? { REDIS_URL: requireRedis(), KAFKA_BROKERS: requireKafka().join(',') } : {};
  const db = await createTestDatabase();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'seatwire-app-'));
  return {
    database: db.database,
    dataDir,
    env: {
      // All of a test's clients come from one address, faster than any people.
      ...UNLIMITED,
      PORT: '0',
      LOG_LEVEL: 'silent',
      ...(pooler ? pooledUrls(pooler, db.url) : { DATABASE_URL: db.url }),
      DATA_DIR: dataDir,
      DEMO: 'small',
      REDIS_KEY_PREFIX: uniquePrefix(),
      KAFKA_TOPIC_PREFIX: uniquePrefix(),
      ...services,
    },
    async dispose() {
      await db[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Through the pooler, and past it. */
function pooledUrls(pooler: string, directUrl: string): Record<string, string> {
  return { DATABASE_URL: databaseUrl(pooler, new URL(directUrl).pathname.slice(1)), DATABASE_DIRECT_URL: directUrl };
}

function shared({ database, dataDir, env }: TestApp): Home {
  return { database, dataDir, env, dispose: async () => {} };
}
