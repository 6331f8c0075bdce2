import { hostname } from 'node:os';
import { z } from 'zod';
import { canonicalLocale } from './shared/text/language.ts';

/** Every mistake in the settings at once: `lines` holds one per mistake, each beginning with the variable's name. */
export class ConfigError extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'ConfigError';
    this.lines = lines;
  }
}

const text = (value: string | undefined): string | null => value ?? null;

/** A whole number in decimal digits. Messages repeat the value, so this is not for secrets. */
const whole = (least: number, greatest: number, fallback: number) => anyWhole(least, greatest).default(fallback);

const anyWhole = (least: number, greatest: number) =>
  z
    .string()
    .refine((value) => /^\d{1,15}$/.test(value) && Number(value) >= least && Number(value) <= greatest, {
      error: ({ input }) => `must be a whole number from ${least} to ${greatest}, not "${input}"`,
    })
    .transform(Number);

/** A URL with one of the protocols; the value is not repeated in messages because it may hold a password. */
const url = (protocols: readonly string[], example: string) =>
  z.string().refine((value) => isUrl(value, protocols), { error: `must be a URL like ${example}` });

/** A list separated by commas; blanks around its members are ignored. */
const list = (isMember: (member: string) => boolean, error: string) =>
  z
    .string()
    .transform((value) => value.split(',').map((member) => member.trim()))
    .refine((members) => members.every(isMember), { error });

const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false', '1', '0'], { error: ({ input }) => `must be true or false, not "${input}"` })
    .transform((value) => value === 'true' || value === '1')
    .default(fallback);

const http = z
  .object({
    PORT: whole(0, 65_535, 4000),
    HOST: z.string().regex(/^\S+$/, 'must be a host name or an address').default('127.0.0.1'),
    HTTP_CONNECTIONS_MAX: whole(1, 1_000_000, 10_000),
    HTTP_CONNECTIONS_PER_ADDRESS: whole(1, 1_000_000, 2_000),
    PUBLIC_URL: url(['http:', 'https:'], 'https://tickets.example.org').optional(),
    READING_MS_PER_ADDRESS: whole(0, 1_000, 100),
    FAIR_SHARE_MS_PER_ADDRESS: whole(0, 1_000, 200),
  })
  .transform((env) => ({
    host: env.HOST,
    port: env.PORT,
    connections: { max: env.HTTP_CONNECTIONS_MAX, maxPerAddress: env.HTTP_CONNECTIONS_PER_ADDRESS },
    readingPerAddress_ms: env.READING_MS_PER_ADDRESS,
    fairShareOfAddress_ms: env.FAIR_SHARE_MS_PER_ADDRESS,
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, '') ?? (env.PORT === 0 ? null : `http://localhost:${env.PORT}`),
  }));

const sockets = z
  .object({
    ALLOWED_ORIGINS: list(
      (member) => member === '*' || (isUrl(member, ['http:', 'https:']) && new URL(member).origin === member),
      'must be origins like https://tickets.example.org separated by commas, or *',
    ).optional(),
    TRUSTED_PROXIES: whole(0, 10, 0),
    SOCKETS_MAX: whole(1, 1_000_000, 30_000),
    SOCKETS_PER_ADDRESS: whole(1, 1_000_000, 10_000),
    SOCKETS_PER_CALLER: whole(1, 1_000_000, 100),
    SOCKET_MESSAGES_PER_SECOND: whole(1, 100_000, 100),
    SOCKET_INIT_TIMEOUT_MS: whole(100, 3_600_000, 10_000),
    SOCKET_IDLE_TIMEOUT_MS: whole(100, 86_400_000, 300_000),
  })
  .transform((env) => ({
    allowedOrigins: env.ALLOWED_ORIGINS ?? [],
    trustedProxies: env.TRUSTED_PROXIES,
    limits: {
      maxSockets: env.SOCKETS_MAX,
      maxPerAddress: env.SOCKETS_PER_ADDRESS,
      maxPerCaller: env.SOCKETS_PER_CALLER,
      messagesPerSecond: env.SOCKET_MESSAGES_PER_SECOND,
      initTimeout_ms: env.SOCKET_INIT_TIMEOUT_MS,
      idleTimeout_ms: env.SOCKET_IDLE_TIMEOUT_MS,
    },
  }));

const subscriptions = z
  .object({
    SUBSCRIPTIONS_PER_SOCKET: whole(1, 100, 20),
    SUBSCRIPTIONS_PER_CALLER: whole(1, 1_000_000, 200),
    SUBSCRIPTIONS_MAX: whole(1, 1_000_000, 30_000),
  })
  .transform((env) => ({
    maxPerSocket: env.SUBSCRIPTIONS_PER_SOCKET,
    maxPerCaller: env.SUBSCRIPTIONS_PER_CALLER,
    maxOfNode: env.SUBSCRIPTIONS_MAX,
  }));

const database = z
  .object({
    DATABASE_URL: url(['postgres:', 'postgresql:'], 'postgresql://user:password@host:5432/database').optional(),
  })
  .transform((env) => ({ url: text(env.DATABASE_URL) }));

const redis = z
  .object({
    REDIS_URL: list(
      (member) => isUrl(member, ['redis:', 'rediss:']),
      'must be a URL like redis://host:6379, or several of a cluster separated by commas',
    ).optional(),
    REDIS_KEY_PREFIX: z
      .string()
      .regex(/^[^\s{}]{0,100}$/, 'must be at most 100 characters without blanks and braces')
      .default(''),
  })
  .transform((env) => ({ urls: env.REDIS_URL ?? null, keyPrefix: env.REDIS_KEY_PREFIX }));

const kafka = z
  .object({
    KAFKA_BROKERS: list(isHostAndPort, 'must be host:port, or several separated by commas').optional(),
    KAFKA_TOPIC_PREFIX: z
      .string()
      .regex(/^[A-Za-z0-9._-]{0,100}$/, 'must be at most 100 letters, digits, dots, dashes or underscores')
      .default(''),
  })
  .transform((env) => ({ brokers: env.KAFKA_BROKERS ?? null, topicPrefix: env.KAFKA_TOPIC_PREFIX }));

const locks = z
  .object({
    SEAT_LOCK_TTL_MS: whole(100, 86_400_000, 300_000),
    SEAT_LOCK_EXTENSION_MS: whole(0, 86_400_000, 120_000),
    SEAT_LOCK_MAX_SEATS: whole(1, 5_000, 50),
    BUYER_MAX_LOCKS: whole(1, 10_000, 10),
    BUYER_MAX_SEATS: whole(1, 100_000, 50),
    ENDED_LOCKS_KEPT_DAYS: whole(2, 3_650, 7),
  })
  .transform((env) => ({
    ttl_ms: env.SEAT_LOCK_TTL_MS,
    extension_ms: env.SEAT_LOCK_EXTENSION_MS,
    maxSeats: env.SEAT_LOCK_MAX_SEATS,
    buyer: { maxLocks: env.BUYER_MAX_LOCKS, maxSeats: env.BUYER_MAX_SEATS },
    endedKeptDays: env.ENDED_LOCKS_KEPT_DAYS,
  }));

/** What one network address may do, and cause to be sent to one recipient; 0 is no limit. */
const limits = z
  .object({
    GUEST_SESSIONS_PER_MINUTE_PER_ADDRESS: whole(0, 1_000_000, 60),
    HELD_SEATS_PER_ADDRESS: whole(0, 1_000_000, 200),
    SEAT_HOLDS_PER_HOUR_PER_ADDRESS: whole(0, 1_000_000, 600),
    LOCK_CHANGES_PER_MINUTE_PER_ADDRESS: whole(0, 1_000_000, 120),
    LOCK_CHANGES_PER_MINUTE_PER_CALLER: whole(0, 1_000_000, 30),
    IDEMPOTENCY_KEYS_PER_MINUTE_PER_ADDRESS: whole(0, 1_000_000, 600),
    UNPAID_BOOKINGS_PER_HOUR_PER_ADDRESS: whole(0, 1_000_000, 300),
    DECLINED_PAYMENTS_PER_HOUR_PER_ADDRESS: whole(0, 1_000_000, 60),
    UNPAID_MAILS_PER_HOUR_PER_RECIPIENT: whole(0, 1_000_000, 4),
    UNPAID_MAILS_PER_DAY_PER_RECIPIENT: whole(0, 1_000_000, 12),
  })
  .transform((env) => ({
    guestSessionsPerMinute: env.GUEST_SESSIONS_PER_MINUTE_PER_ADDRESS,
    holds: { seats: env.HELD_SEATS_PER_ADDRESS, holdsPerHour: env.SEAT_HOLDS_PER_HOUR_PER_ADDRESS },
    lockChanges: {
      perMinuteOfAddress: env.LOCK_CHANGES_PER_MINUTE_PER_ADDRESS,
      perMinuteOfCaller: env.LOCK_CHANGES_PER_MINUTE_PER_CALLER,
    },
    idempotencyKeysPerMinute: env.IDEMPOTENCY_KEYS_PER_MINUTE_PER_ADDRESS,
    unpaidBookingsPerHour: env.UNPAID_BOOKINGS_PER_HOUR_PER_ADDRESS,
    declinedPaymentsPerHour: env.DECLINED_PAYMENTS_PER_HOUR_PER_ADDRESS,
    unpaidMails: {
      perHour: env.UNPAID_MAILS_PER_HOUR_PER_RECIPIENT,
      perDay: env.UNPAID_MAILS_PER_DAY_PER_RECIPIENT,
    },
  }));

const idempotency = z
  .object({ IDEMPOTENCY_KEYS_PER_CALLER: whole(100, 1_000_000, 1_000) })
  .transform((env) => ({ keysPerCaller: env.IDEMPOTENCY_KEYS_PER_CALLER }));

const mail = z
  .object({
    SMTP_URL: url(['smtp:', 'smtps:'], 'smtp://user:password@host:587').optional(),
    MAIL_FROM: z
      .string()
      .regex(/^[^\r\n]*[^\s<>@]@[^\s<>@]+>?$/, 'must be an address like Box Office <tickets@example.org>')
      .default('Seatwire <box-office@localhost>'),
    MAIL_RETRY_DAYS: whole(1, 365, 5),
    DEFAULT_LOCALE: z.string().default('en').transform(localeOrIssue),
  })
  .transform((env) => ({
    smtpUrl: text(env.SMTP_URL),
    from: env.MAIL_FROM,
    retryDays: env.MAIL_RETRY_DAYS,
    defaultLocale: env.DEFAULT_LOCALE,
  }));

function localeOrIssue(tag: string, context: z.RefinementCtx): string {
  const locale = canonicalLocale(tag);
  if (locale !== null) return locale;
  context.addIssue({ code: 'custom', message: `must be a BCP 47 tag such as en or de-AT, not "${tag}"` });
  return z.NEVER;
}

/** Says in so many words that a claim is not looked at. */
const ANY = '*';

const auth = z
  .object({
    AUTH_JWT_SECRET: z.string().min(32, 'must be at least 32 characters long').optional(),
    AUTH_JWKS_URL: url(['http:', 'https:'], 'https://id.example.org/.well-known/jwks.json').optional(),
    AUTH_ISSUER: z.string().optional(),
    AUTH_AUDIENCE: z.string().optional(),
  })
  .superRefine((env, context) => {
    if (env.AUTH_JWKS_URL === undefined) return;
    // One provider signs for many applications with the same keys: without both, a token for any of them is good here.
    for (const name of ['AUTH_ISSUER', 'AUTH_AUDIENCE'] as const) {
      if (env[name] !== undefined) continue;
      const message = `must be set with AUTH_JWKS_URL: what your provider's tokens carry, or ${ANY} for any`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
  })
  .transform((env) => ({
    jwtSecret: text(env.AUTH_JWT_SECRET),
    jwksUrl: text(env.AUTH_JWKS_URL),
    issuer: env.AUTH_ISSUER === ANY ? null : text(env.AUTH_ISSUER),
    audience: env.AUTH_AUDIENCE === ANY ? null : text(env.AUTH_AUDIENCE),
  }));

const data = z
  .object({ DATA_DIR: z.string().default('./data'), DEMO: flag(true) })
  .transform((env) => ({ dir: env.DATA_DIR, demo: env.DEMO }));

const retention = z
  .object({
    CUSTOMER_DATA_DAYS: anyWhole(0, 36_500).optional(),
    NOTIFICATION_DAYS: whole(1, 36_500, 90),
    UNPAID_BOOKINGS_KEPT_DAYS: whole(2, 36_500, 30),
  })
  .transform((env) => ({
    customerData_days: env.CUSTOMER_DATA_DAYS ?? null,
    notifications_days: env.NOTIFICATION_DAYS,
    unpaidBookings_days: env.UNPAID_BOOKINGS_KEPT_DAYS,
  }));

const graphql = z.object({ SUBGRAPH: flag(false) }).transform((env) => ({ subgraph: env.SUBGRAPH }));

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const log = z
  .object({
    LOG_LEVEL: z
      .enum(LOG_LEVELS, { error: ({ input }) => `must be one of ${LOG_LEVELS.join(', ')}, not "${input}"` })
      .default('info'),
  })
  .transform((env) => ({ level: env.LOG_LEVEL }));

const ROLES = ['all', 'api', 'worker'] as const;

const node = z
  .object({
    ROLE: z.enum(ROLES, { error: ({ input }) => `must be one of ${ROLES.join(', ')}, not "${input}"` }).default('all'),
    NODE_ID: z
      .string()
      .regex(/^[\w.-]{1,100}$/, 'must be at most 100 letters, digits, dots, dashes or underscores')
      .default(() => `${hostname()}-${process.pid}`.replace(/[^\w.-]/g, '-').slice(-100)),
  })
  .transform((env) => ({ id: env.NODE_ID, role: env.ROLE }));

/**
 * All settings, checked. A part whose `url`, `urls` or `brokers` is null runs embedded in this process.
 * `http.port` 0 is any free port; `http.publicUrl` is null only then: it follows from the port that was found.
 */
export interface Config {
  http: z.output<typeof http>;
  sockets: z.output<typeof sockets>;
  subscriptions: z.output<typeof subscriptions>;
  database: z.output<typeof database>;
  redis: z.output<typeof redis>;
  kafka: z.output<typeof kafka>;
  locks: z.output<typeof locks>;
  limits: z.output<typeof limits>;
  idempotency: z.output<typeof idempotency>;
  mail: z.output<typeof mail>;
  auth: z.output<typeof auth>;
  data: z.output<typeof data>;
  retention: z.output<typeof retention>;
  graphql: z.output<typeof graphql>;
  log: z.output<typeof log>;
  nodeId: string;
  /** What this node does: serve people (`api`), do what is due and what events call for (`worker`), or both. */
  nodeRole: (typeof ROLES)[number];
}

/**
 * Reads the settings from environment variables; an empty variable counts as unset.
 * Throws ConfigError with a line for each mistake.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const lines: string[] = [];
  const read = <Model extends z.ZodType>(model: Model): z.output<Model> => {
    const result = model.safeParse(set);
    if (result.success) return result.data;
    lines.push(...result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
    return undefined as z.output<Model>;
  };
  const { node: self, ...config } = {
    http: read(http),
    sockets: read(sockets),
    subscriptions: read(subscriptions),
    database: read(database),
    redis: read(redis),
    kafka: read(kafka),
    locks: read(locks),
    limits: read(limits),
    idempotency: read(idempotency),
    mail: read(mail),
    auth: read(auth),
    data: read(data),
    retention: read(retention),
    graphql: read(graphql),
    log: read(log),
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

function isUrl(value: string, protocols: readonly string[]): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname: host } = new URL(value);
  return protocols.includes(protocol) && host !== '';
}

function isHostAndPort(value: string): boolean {
  const match = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\]):(\d{1,5})$/.exec(value);
  return match !== null && Number(match[1]) >= 1 && Number(match[1]) <= 65_535;
}
