import { z } from 'zod';
import { documentManifests } from './document-manifests.ts';
import { flag, isUrl, list, url, whole } from './setting-kinds.ts';

export const http = z
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
    /** PUBLIC_URL as it was set; null: it was not, and `publicUrl` leads to this machine alone. */
    givenUrl: env.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, '') ?? (env.PORT === 0 ? null : `http://localhost:${env.PORT}`),
  }));

export const load = z
  .object({
    LOAD_OPERATIONS_MIN: whole(1, 10_000, 20),
    LOAD_OPERATIONS_MAX: whole(1, 100_000, 1_000),
    LOAD_WAIT_MS: whole(0, 600_000, 10_000),
    LOAD_WAITING_MAX: whole(0, 1_000_000, 8_192),
  })
  .transform((env, context) => {
    if (env.LOAD_OPERATIONS_MAX < env.LOAD_OPERATIONS_MIN) {
      const message = 'must not be below LOAD_OPERATIONS_MIN';
      context.addIssue({ code: 'custom', path: ['LOAD_OPERATIONS_MAX'], message });
    }
    return {
      least: env.LOAD_OPERATIONS_MIN,
      most: env.LOAD_OPERATIONS_MAX,
      patience_ms: env.LOAD_WAIT_MS,
      maxWaiting: env.LOAD_WAITING_MAX,
    };
  });

export const sockets = z
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

export const subscriptions = z
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

/** What says that real buyers or real mails are near: with the sandbox anybody may end locks and remove shows. */
const NOT_WITH_SANDBOX = ['DATABASE_URL', 'REDIS_URL', 'KAFKA_BROKERS', 'SMTP_URL', 'STRIPE_SECRET_KEY'];

export const graphql = z
  .looseObject({
    SUBGRAPH: flag(false),
    SANDBOX: flag(false),
    DOCUMENTS: z
      .enum(['any', 'known'], { error: ({ input }) => `must be any or known, not "${input}"` })
      .default('any'),
    DOCUMENT_MANIFESTS: documentManifests.optional(),
  })
  .superRefine((env, context) => {
    if (!env.SANDBOX) return;
    const real = NOT_WITH_SANDBOX.filter((name) => name in env);
    if (env.NODE_ENV === 'production') real.push('NODE_ENV=production');
    if (real.length === 0) return;
    const message = `must not be set together with ${real.join(', ')}: it is for tests, on the built-in stand-ins`;
    context.addIssue({ code: 'custom', path: ['SANDBOX'], message });
  })
  .transform((env) => ({
    subgraph: env.SUBGRAPH,
    sandbox: env.SANDBOX,
    documents: { allowsOthers: env.DOCUMENTS === 'any', byId: env.DOCUMENT_MANIFESTS ?? new Map<string, string>() },
  }));
