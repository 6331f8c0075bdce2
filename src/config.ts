import type { z } from 'zod';
import { mail, retention, seller } from './config/customers.ts';
import { data, log, node, type ROLES } from './config/node.ts';
import { payments } from './config/payments.ts';
import { readSecretFiles } from './config/secrets.ts';
import { idempotency, limits, locks, proofs } from './config/selling.ts';
import { graphql, http, load, sockets, subscriptions } from './config/serving.ts';
import { database, kafka, redis } from './config/stores.ts';
import { tracing } from './config/telemetry.ts';
import { auth } from './config/tokens.ts';

/** Every mistake in the settings at once: `lines` holds one per mistake, each beginning with the variable's name. */
export class ConfigError extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'ConfigError';
    this.lines = lines;
  }
}

/**
 * All settings, checked. A part whose `url`, `urls` or `brokers` is null runs embedded in this process.
 * `http.port` 0 is any free port; `http.publicUrl` is null only then: it follows from the port that was found.
 */
export interface Config {
  http: z.output<typeof http>;
  load: z.output<typeof load>;
  sockets: z.output<typeof sockets>;
  subscriptions: z.output<typeof subscriptions>;
  database: z.output<typeof database>;
  redis: z.output<typeof redis>;
  kafka: z.output<typeof kafka>;
  locks: z.output<typeof locks>;
  limits: z.output<typeof limits>;
  proofs: z.output<typeof proofs>;
  idempotency: z.output<typeof idempotency>;
  payments: z.output<typeof payments>;
  mail: z.output<typeof mail>;
  seller: z.output<typeof seller>;
  auth: z.output<typeof auth>;
  data: z.output<typeof data>;
  retention: z.output<typeof retention>;
  graphql: z.output<typeof graphql>;
  log: z.output<typeof log>;
  /** Null: nothing is traced. */
  tracing: z.output<typeof tracing>;
  nodeId: string;
  /** What this node does: serve people (`api`), do what is due and what events call for (`worker`), or both. */
  nodeRole: (typeof ROLES)[number];
}

/**
 * Reads the settings from environment variables; an empty variable counts as unset.
 * Throws ConfigError with a line for each mistake.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  const { env: set, lines } = readSecretFiles(Object.fromEntries(given));
  const read = <Model extends z.ZodType>(model: Model): z.output<Model> => {
    const result = model.safeParse(set);
    if (result.success) return result.data;
    lines.push(...result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
    return undefined as z.output<Model>;
  };
  const { node: self, ...config } = {
    http: read(http),
    load: read(load),
    sockets: read(sockets),
    subscriptions: read(subscriptions),
    database: read(database),
    redis: read(redis),
    kafka: read(kafka),
    locks: read(locks),
    limits: read(limits),
    proofs: read(proofs),
    idempotency: read(idempotency),
    payments: read(payments),
    mail: read(mail),
    seller: read(seller),
    auth: read(auth),
    data: read(data),
    retention: read(retention),
    graphql: read(graphql),
    log: read(log),
    tracing: read(tracing),
    node: read(node),
  };
  if (lines.length > 0) throw new ConfigError(lines);
  const missing = self.role === 'all' ? [] : embeddedParts(config);
  if (missing.length > 0) {
    throw new ConfigError([
      `ROLE: ${self.role} needs ${missing.join(', ')}: the built-in stand-ins are for one process that does everything`,
    ]);
  }
  return { ...config, nodeId: self.id, nodeRole: self.role };
}

/** The settings of the parts that run in this process. */
function embeddedParts({ database, redis, kafka }: Pick<Config, 'database' | 'redis' | 'kafka'>): string[] {
  const parts = { DATABASE_URL: database.url, REDIS_URL: redis.urls, KAFKA_BROKERS: kafka.brokers };
  return Object.entries(parts).flatMap(([setting, value]) => (value === null ? [setting] : []));
}
