import type { Config } from '../config.ts';
import type { Cache } from '../platform/caching/cache.ts';
import type { EventHandler, EventsHandler } from '../platform/events/consumer.ts';
import type { ConsumedRecord, EventLog } from '../platform/events/event-log.ts';
import type { ReadinessProbe } from '../platform/http/health.ts';
import type { HttpRoute } from '../platform/http/route.ts';
import type { DueWorker } from '../platform/jobs/due-worker.ts';
import type { Mutex } from '../platform/mutex/mutex.ts';
import type { Logger } from '../platform/observability/logger.ts';
import type { Metrics } from '../platform/observability/metrics.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { RateLimiter } from '../platform/rate-limits/rate-limiter.ts';
import type { RedisKeys } from '../platform/redis/keys.ts';
import type { Services } from '../schema/context.ts';
import type { DomainError, ErrorCode } from '../shared/errors.ts';

/** What a node gives to its modules. A module whose port has several adapters adds the port here, in its index.ts. */
export interface NodeParts {
  config: Config;
  logger: Logger;
  database: Database;
  mutex: Mutex;
  cache: Cache;
  limiter: RateLimiter;
  log: EventLog;
  keys: RedisKeys;
  declared: Declared;
}

/** What a node is there for: `api` serves people, `worker` does what is due and what events call for. `ROLE=all` is both. */
export type Role = 'api' | 'worker';

/** On which nodes something runs. What several nodes run is made for it: the work is claimed, or is about the node itself. */
export type RunsOn = Role | 'every node';

/** What the manifests of all modules say together. */
export interface Declared {
  storableErrors: readonly { name: string; prototype: DomainError }[];
  /** The names of the consumers whose effects are in PostgreSQL. */
  effects: readonly string[];
}

/** What modules make for themselves and for each other, by name. Each module adds its own, in its index.ts. */
// biome-ignore lint/suspicious/noEmptyInterface: see above.
export interface Components {}

/** The topics of the event log. */
// biome-ignore lint/suspicious/noEmptyInterface: modules/events adds them.
export interface EventTopics {}

/**
 * Everything that a factory may name as its dependencies. A component is made when it is first asked for; those that need
 * each other for calls only take the whole object and ask at the call.
 */
export type Available = Readonly<NodeParts & Components>;

type Make<Made> = (available: Available) => Made;

/**
 * What a module declares in its index.ts, beside its GraphQL types (registered by importing its *.schema.ts) and the
 * prefixes of its ids (added to `IdPrefixes` of platform/ids.ts). app/module-list.ts lists the manifests; nothing else has to
 * know that a module exists.
 */
export interface ModuleManifest {
  /** Its own codes of expected errors, with their descriptions in the enum ErrorCode. */
  errorCodes?: { readonly [Code in ErrorCode]?: string };
  /** Its expected errors that a retry with the same idempotency key is answered with again. */
  storableErrors?: readonly (new (
    ...args: never[]
  ) => DomainError)[];
  /** Components that have to read something first. Made before all others, of what the node gives alone. */
  opened?: { readonly [Name in keyof Components]?: (parts: Readonly<NodeParts>) => Promise<Components[Name]> };
  /** The other components that it adds to `Components`. */
  components?: { readonly [Name in keyof Components]?: Make<Components[Name]> };
  /** What resolvers may call: what it adds to `Services` of schema/context.ts. */
  services?: { readonly [Name in keyof Services]?: Make<Services[Name]> };
  /** On workers. */
  consumers?: readonly ConsumerManifest[];
  workers?: readonly WorkerManifest[];
  /** What is old and nobody can ask for any more: forgotten on workers, at the start and once an hour, by what it is. */
  housekeeping?: { readonly [What: string]: Make<() => Promise<void>> };
  /** What else runs from the node's start to its stop. */
  runs?: readonly RunManifest[];
  /** On api nodes. */
  routes?: readonly RouteManifest[];
  probes?: readonly ProbeManifest[];
  /** Registers its figures for `/metrics`, on every node: of what does not run there they stay 0. */
  metrics?(metrics: Metrics, available: Available): void;
}

interface ConsumerBase {
  /** The consumer group, which all nodes share, without the installation's prefix. Never change it: it would begin anew. */
  group: string;
  topics: readonly (keyof EventTopics)[];
  /** See `ConsumeOptions`. */
  gather_ms?: number;
  /** For what is told of an event that the log has refused for good: no consumer gets it. Called with the event as JSON. */
  refused?: Make<(event: string) => void>;
}

/** Has each event's effect in the database once, however often the event comes. The group's name is the effect's. */
export interface EffectConsumer extends ConsumerBase {
  effect: Make<EventHandler | EventsHandler>;
  feed?: never;
}

/** Is told of each event at least once, from the first one that the log has: for caches. */
export interface FeedConsumer extends ConsumerBase {
  feed: Make<(record: ConsumedRecord) => Promise<void>>;
  effect?: never;
  /** See `ConsumeOptions`. */
  storeEvery_ms?: number;
}

export type ConsumerManifest = EffectConsumer | FeedConsumer;

/** Work that becomes due at stored times. Several nodes run it, so what is due is claimed. */
export type WorkerManifest = (ScheduledWorker | WokenWorker) & { on: RunsOn };

/** One that finds by itself what is due. */
export interface ScheduledWorker {
  /** Names the worker in the log. */
  name: string;
  /** How long it sleeps at most. */
  interval_ms: number;
  /** See `DueWorkerOptions.runDue`. */
  run: Make<() => Promise<number | null>>;
  worker?: never;
}

/** One that its module has made, because others wake it. */
export interface WokenWorker {
  worker: Make<DueWorker>;
  run?: never;
}

/** When something starts, in this order; everything is stopped the other way round. */
export const STAGES = [
  /** Nothing of the database may be read for good, or written, before these. */
  'history',
  /** What is stored is brought up to date. */
  'data',
  /** What the consumers hand work to. */
  'before consumers',
  'after consumers',
  /** The node is served at `ownUrl`. */
  'listening',
] as const;

export type Stage = (typeof STAGES)[number];

export interface RunManifest {
  name: string;
  on: RunsOn;
  stage: Stage;
  start(available: Available, node: { ownUrl: string | null }): Promise<void> | void;
  stop?(available: Available): Promise<void> | void;
}

/** How it is, for `/ready` of the nodes that it runs on. */
export interface ProbeManifest {
  /** Its name there. */
  part: string;
  on: RunsOn;
  probe: Make<ReadinessProbe>;
}

/** A path beside `/graphql`. Of requests to it the handler answers those of other methods with 405. */
export interface RouteManifest {
  /** GET is HEAD as well. */
  method: 'GET' | 'POST';
  /** `{name}` stands for anything without a slash. The handler is asked for such paths only. */
  path: `/${string}`;
  handler: Make<HttpRoute>;
}
