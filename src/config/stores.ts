import { z } from 'zod';
import { fileContent, flag, isHostAndPort, isUrl, list, text, url, whole } from './setting-kinds.ts';
import { tlsOrIssues } from './tls.ts';

const POSTGRES = ['postgres:', 'postgresql:'];

export const database = z
  .object({
    DATABASE_URL: url(POSTGRES, 'postgresql://user:password@host:5432/database').optional(),
    DATABASE_DIRECT_URL: url(POSTGRES, 'postgresql://user:password@host:5432/database').optional(),
    DATABASE_PASSWORD: z.string().optional(),
    DATABASE_CONNECTIONS: whole(2, 1_000, 10),
  })
  .transform((env, context) => {
    for (const name of ['DATABASE_DIRECT_URL', 'DATABASE_PASSWORD'] as const) {
      if (env[name] !== undefined && env.DATABASE_URL === undefined) {
        context.addIssue({ code: 'custom', path: [name], message: 'needs DATABASE_URL' });
      }
    }
    return {
      url: withPassword(env.DATABASE_URL, env.DATABASE_PASSWORD),
      /** Of the server behind the pooler that `url` leads through. */
      directUrl: withPassword(env.DATABASE_DIRECT_URL, env.DATABASE_PASSWORD),
      maxConnections: env.DATABASE_CONNECTIONS,
    };
  });

export const redis = z
  .object({
    REDIS_URL: list(
      (member) => isUrl(member, ['redis:', 'rediss:']),
      'must be a URL like redis://host:6379, or several of a cluster separated by commas',
    ).optional(),
    REDIS_PASSWORD: z.string().optional(),
    REDIS_TLS_CA_FILE: fileContent().optional(),
    REDIS_TLS_CERT_FILE: fileContent().optional(),
    REDIS_TLS_KEY_FILE: fileContent().optional(),
    REDIS_SENTINEL_MASTER: z.string().optional(),
    REDIS_SENTINEL_PASSWORD: z.string().optional(),
    REDIS_KEY_PREFIX: z
      .string()
      .regex(/^[^\s{}]{0,100}$/, 'must be at most 100 characters without blanks and braces')
      .default(''),
  })
  .transform((env, context) => {
    const issue = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    const urls = env.REDIS_URL;
    for (const name of ['REDIS_PASSWORD', 'REDIS_SENTINEL_MASTER'] as const) {
      if (env[name] !== undefined && urls === undefined) issue(name, 'needs REDIS_URL');
    }
    if (env.REDIS_SENTINEL_PASSWORD !== undefined && env.REDIS_SENTINEL_MASTER === undefined) {
      issue('REDIS_SENTINEL_PASSWORD', 'needs REDIS_SENTINEL_MASTER');
    }
    const protocols = new Set(urls?.map((member) => new URL(member).protocol));
    if (protocols.size > 1) issue('REDIS_URL', 'must be all redis:// or all rediss://');
    const tls = tlsOrIssues(
      {
        isOn: protocols.has('rediss:'),
        onBy: 'REDIS_URL to begin with rediss://',
        prefix: 'REDIS',
        ca: text(env.REDIS_TLS_CA_FILE),
        cert: text(env.REDIS_TLS_CERT_FILE),
        key: text(env.REDIS_TLS_KEY_FILE),
      },
      context,
    );
    const sentinel =
      env.REDIS_SENTINEL_MASTER === undefined
        ? null
        : { master: env.REDIS_SENTINEL_MASTER, password: text(env.REDIS_SENTINEL_PASSWORD) };
    return {
      urls: urls?.map((member) => withPassword(member, env.REDIS_PASSWORD)!) ?? null,
      tls,
      sentinel,
      keyPrefix: env.REDIS_KEY_PREFIX,
    };
  });

/** The URL with this password instead of its own, if any. */
function withPassword(address: string | undefined, password: string | undefined): string | null {
  if (address === undefined) return null;
  if (password === undefined) return address;
  const result = new URL(address);
  result.password = encodeURIComponent(password);
  return result.href;
}

const SASL_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer'] as const;
const SASL_SETTINGS = [
  'KAFKA_SASL_USERNAME',
  'KAFKA_SASL_PASSWORD',
  'KAFKA_SASL_TOKEN_URL',
  'KAFKA_SASL_SCOPE',
] as const;
const OF_TOKENS = ['KAFKA_SASL_TOKEN_URL', 'KAFKA_SASL_SCOPE'] as const;

export const kafka = z
  .object({
    KAFKA_BROKERS: list(isHostAndPort, 'must be host:port, or several separated by commas').optional(),
    KAFKA_TLS: flag(false),
    KAFKA_TLS_CA_FILE: fileContent().optional(),
    KAFKA_TLS_CERT_FILE: fileContent().optional(),
    KAFKA_TLS_KEY_FILE: fileContent().optional(),
    KAFKA_SASL_MECHANISM: z
      .enum(SASL_MECHANISMS, { error: ({ input }) => `must be one of ${SASL_MECHANISMS.join(', ')}, not "${input}"` })
      .optional(),
    KAFKA_SASL_USERNAME: z.string().optional(),
    KAFKA_SASL_PASSWORD: z.string().optional(),
    KAFKA_SASL_TOKEN_URL: url(['http:', 'https:'], 'https://id.example.org/oauth2/token').optional(),
    KAFKA_SASL_SCOPE: z.string().optional(),
    KAFKA_TOPIC_PREFIX: z
      .string()
      .regex(/^[A-Za-z0-9._-]{0,100}$/, 'must be at most 100 letters, digits, dots, dashes or underscores')
      .default(''),
  })
  .transform((env, context) => {
    const tls = tlsOrIssues(
      {
        isOn: env.KAFKA_TLS,
        onBy: 'KAFKA_TLS=true',
        prefix: 'KAFKA',
        ca: text(env.KAFKA_TLS_CA_FILE),
        cert: text(env.KAFKA_TLS_CERT_FILE),
        key: text(env.KAFKA_TLS_KEY_FILE),
      },
      context,
    );
    return {
      brokers: env.KAFKA_BROKERS ?? null,
      topicPrefix: env.KAFKA_TOPIC_PREFIX,
      tls,
      sasl: saslOrIssues(env, context),
    };
  });

type SaslEnv = { KAFKA_SASL_MECHANISM?: (typeof SASL_MECHANISMS)[number] | undefined } & {
  [Name in (typeof SASL_SETTINGS)[number]]?: string | undefined;
};

function saslOrIssues(env: SaslEnv, context: z.RefinementCtx) {
  const issue = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
  const mechanism = env.KAFKA_SASL_MECHANISM;
  if (mechanism === undefined) {
    for (const name of SASL_SETTINGS) if (env[name] !== undefined) issue(name, 'needs KAFKA_SASL_MECHANISM');
    return null;
  }
  const [username, password] = [env.KAFKA_SASL_USERNAME, env.KAFKA_SASL_PASSWORD];
  if (username === undefined) issue('KAFKA_SASL_USERNAME', 'must be set with KAFKA_SASL_MECHANISM');
  if (password === undefined) issue('KAFKA_SASL_PASSWORD', 'must be set with KAFKA_SASL_MECHANISM');
  if (mechanism !== 'oauthbearer') {
    for (const name of OF_TOKENS)
      if (env[name] !== undefined) issue(name, 'is of KAFKA_SASL_MECHANISM=oauthbearer only');
    return { mechanism, username: username ?? '', password: password ?? '' };
  }
  const tokenUrl = env.KAFKA_SASL_TOKEN_URL;
  if (tokenUrl === undefined) issue('KAFKA_SASL_TOKEN_URL', 'must be set with KAFKA_SASL_MECHANISM=oauthbearer');
  else if (!isPrivate(new URL(tokenUrl))) issue('KAFKA_SASL_TOKEN_URL', 'must be https:// but on this machine');
  return {
    mechanism,
    clientId: username ?? '',
    clientSecret: password ?? '',
    tokenUrl: tokenUrl ?? '',
    scope: text(env.KAFKA_SASL_SCOPE),
  };
}

/** The client's secret goes there. */
function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
