import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';

function mistakes(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
}

describe('loadConfig', () => {
  it('runs everything embedded when nothing is set', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      http: { host: '127.0.0.1', port: 4000, publicUrl: 'http://localhost:4000' },
      database: { url: null },
      redis: { urls: null, keyPrefix: '' },
      kafka: { brokers: null, topicPrefix: '' },
      sockets: { allowedOrigins: [], trustedProxies: 0, limits: { maxPerCaller: 100, idleTimeout_ms: 300_000 } },
      locks: { ttl_ms: 300_000, maxSeats: 50 },
      mail: { smtpUrl: null, retryDays: 5, defaultLocale: 'en' },
      auth: { jwtSecret: null, jwksUrl: null, issuer: null, audience: null },
      data: { dir: './data', demo: 'all' },
      graphql: { subgraph: false, sandbox: false },
      log: { level: 'info' },
    });
    expect(config.nodeId).toContain(String(process.pid));
  });

  it('takes every setting', () => {
    const config = loadConfig({
      PORT: '8080',
      HOST: '0.0.0.0',
      PUBLIC_URL: 'https://tickets.example.org/',
      READING_MS_PER_ADDRESS: '50',
      FAIR_SHARE_MS_PER_ADDRESS: '70',
      ALLOWED_ORIGINS: 'https://shop.example.org, http://localhost:5173',
      TRUSTED_PROXIES: '1',
      SOCKETS_MAX: '1000',
      SOCKETS_PER_ADDRESS: '100',
      SOCKETS_PER_CALLER: '10',
      SOCKET_MESSAGES_PER_SECOND: '5',
      SOCKET_INIT_TIMEOUT_MS: '2000',
      SOCKET_IDLE_TIMEOUT_MS: '60000',
      DATABASE_URL: 'postgresql://u:p@db:5432/seatwire',
      REDIS_URL: 'redis://a:6379, rediss://b:6380',
      REDIS_KEY_PREFIX: 'app1:',
      KAFKA_BROKERS: 'k1:9092,[::1]:9093',
      KAFKA_TOPIC_PREFIX: 'app1.',
      SEAT_LOCK_TTL_MS: '2000',
      SEAT_LOCK_EXTENSION_MS: '1000',
      SEAT_LOCK_MAX_SEATS: '8',
      BUYER_MAX_LOCKS: '2',
      BUYER_MAX_SEATS: '12',
      SMTP_URL: 'smtp://mail:25',
      MAIL_FROM: 'Box Office <tickets@example.org>',
      MAIL_RETRY_DAYS: '7',
      DEFAULT_LOCALE: 'de-at',
      AUTH_JWT_SECRET: 'x'.repeat(32),
      AUTH_JWKS_URL: 'https://id.example.org/jwks.json',
      AUTH_ISSUER: 'https://id.example.org',
      AUTH_AUDIENCE: 'seatwire',
      DATA_DIR: '/var/lib/seatwire',
      CUSTOMER_DATA_DAYS: '30',
      NOTIFICATION_DAYS: '10',
      UNPAID_BOOKINGS_KEPT_DAYS: '20',
      HTTP_CONNECTIONS_MAX: '900',
      HTTP_CONNECTIONS_PER_ADDRESS: '90',
      SUBSCRIPTIONS_PER_SOCKET: '4',
      SUBSCRIPTIONS_PER_CALLER: '40',
      SUBSCRIPTIONS_MAX: '400',
      DEMO: 'false',
      SUBGRAPH: 'true',
      LOG_LEVEL: 'debug',
      ENDED_LOCKS_KEPT_DAYS: '3',
      IDEMPOTENCY_KEYS_PER_CALLER: '200',
      SLOW_PAYMENTS_UNTIL_DAYS: '20',
      STRIPE_SECRET_KEY: 'rk_live_1',
      STRIPE_PUBLISHABLE_KEY: 'pk_live_1',
      STRIPE_WEBHOOK_SECRET: 'whsec_1',
      STRIPE_API_URL: 'http://127.0.0.1:9',
      GUEST_SESSIONS_PER_MINUTE_PER_ADDRESS: '1',
      HELD_SEATS_PER_ADDRESS: '2',
      SEAT_HOLDS_PER_HOUR_PER_ADDRESS: '3',
      LOCK_CHANGES_PER_MINUTE_PER_ADDRESS: '8',
      LOCK_CHANGES_PER_MINUTE_PER_CALLER: '7',
      IDEMPOTENCY_KEYS_PER_MINUTE_PER_ADDRESS: '9',
      UNPAID_BOOKINGS_PER_HOUR_PER_ADDRESS: '4',
      DECLINED_PAYMENTS_PER_HOUR_PER_ADDRESS: '5',
      WRONG_CODES_PER_HOUR_PER_ADDRESS: '11',
      WRONG_CODES_PER_HOUR_PER_CALLER: '10',
      UNPAID_MAILS_PER_HOUR_PER_RECIPIENT: '6',
      UNPAID_MAILS_PER_DAY_PER_RECIPIENT: '0',
      NODE_ID: 'node-1',
      ROLE: 'worker',
    });
    expect(config).toEqual({
      http: {
        host: '0.0.0.0',
        port: 8080,
        publicUrl: 'https://tickets.example.org',
        readingPerAddress_ms: 50,
        fairShareOfAddress_ms: 70,
        connections: { max: 900, maxPerAddress: 90 },
      },
      sockets: {
        allowedOrigins: ['https://shop.example.org', 'http://localhost:5173'],
        trustedProxies: 1,
        limits: {
          maxSockets: 1000,
          maxPerAddress: 100,
          maxPerCaller: 10,
          messagesPerSecond: 5,
          initTimeout_ms: 2000,
          idleTimeout_ms: 60_000,
        },
      },
      subscriptions: { maxPerSocket: 4, maxPerCaller: 40, maxOfNode: 400 },
      database: { url: 'postgresql://u:p@db:5432/seatwire' },
      redis: { urls: ['redis://a:6379', 'rediss://b:6380'], keyPrefix: 'app1:' },
      kafka: { brokers: ['k1:9092', '[::1]:9093'], topicPrefix: 'app1.' },
      locks: {
        ttl_ms: 2000,
        extension_ms: 1000,
        maxSeats: 8,
        buyer: { maxLocks: 2, maxSeats: 12 },
        endedKeptDays: 3,
      },
      limits: {
        guestSessionsPerMinute: 1,
        holds: { seats: 2, holdsPerHour: 3 },
        lockChanges: { perMinuteOfAddress: 8, perMinuteOfCaller: 7 },
        idempotencyKeysPerMinute: 9,
        unpaidBookingsPerHour: 4,
        declinedPaymentsPerHour: 5,
        wrongCodes: { perHourOfAddress: 11, perHourOfCaller: 10 },
        unpaidMails: { perHour: 6, perDay: 0 },
      },
      idempotency: { keysPerCaller: 200 },
      payments: {
        slowUntilDays: 20,
        stripe: {
          secretKey: 'rk_live_1',
          publishableKey: 'pk_live_1',
          webhookSecret: 'whsec_1',
          apiUrl: 'http://127.0.0.1:9',
        },
      },
      mail: {
        smtpUrl: 'smtp://mail:25',
        from: 'Box Office <tickets@example.org>',
        retryDays: 7,
        defaultLocale: 'de-AT',
      },
      auth: {
        jwtSecret: 'x'.repeat(32),
        jwksUrl: 'https://id.example.org/jwks.json',
        issuer: 'https://id.example.org',
        audience: 'seatwire',
      },
      data: { dir: '/var/lib/seatwire', demo: null },
      retention: { customerData_days: 30, notifications_days: 10, unpaidBookings_days: 20 },
      graphql: { subgraph: true, sandbox: false },
      log: { level: 'debug' },
      nodeId: 'node-1',
      nodeRole: 'worker',
    });
  });

  it('divides the work among nodes only where they have servers in common', () => {
    const servers = {
      DATABASE_URL: 'postgresql://u:p@db:5432/seatwire',
      REDIS_URL: 'redis://a:6379',
      KAFKA_BROKERS: 'k1:9092',
    };
    expect(loadConfig({}).nodeRole).toBe('all');
    expect(loadConfig({ ...servers, ROLE: 'api' }).nodeRole).toBe('api');
    expect(mistakes({ ROLE: 'worker' })).toEqual([
      'ROLE: worker needs DATABASE_URL, REDIS_URL, KAFKA_BROKERS: the built-in stand-ins are for one process that does everything',
    ]);
    for (const setting of Object.keys(servers)) {
      expect(mistakes({ ...servers, [setting]: '', ROLE: 'api' })).toEqual([
        expect.stringContaining(`ROLE: api needs ${setting}:`),
      ]);
    }
    expect(loadConfig({ ...servers, KAFKA_BROKERS: '', ROLE: 'all' }).nodeRole).toBe('all');
  });

  it('takes an empty variable as unset', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ http: { port: 4000 }, database: { url: null } });
  });

  it('has no public URL before a free port is found', () => {
    expect(loadConfig({ PORT: '0' }).http.publicUrl).toBeNull();
  });

  it('reports all mistakes at once, each naming its variable', () => {
    const env = {
      PORT: '70000',
      PUBLIC_URL: 'tickets.example.org',
      ALLOWED_ORIGINS: 'https://tickets.example.org/shop',
      TRUSTED_PROXIES: 'yes',
      DATABASE_URL: 'mysql://localhost',
      REDIS_URL: 'redis://a:1,http://b',
      REDIS_KEY_PREFIX: '{x}',
      KAFKA_BROKERS: 'localhost',
      KAFKA_TOPIC_PREFIX: 'a b',
      SEAT_LOCK_TTL_MS: '5 minutes',
      SEAT_LOCK_MAX_SEATS: '0',
      SMTP_URL: 'mail:25',
      MAIL_FROM: 'nobody',
      MAIL_RETRY_DAYS: '0',
      DEFAULT_LOCALE: 'german!',
      AUTH_JWT_SECRET: 'short',
      AUTH_JWKS_URL: 'x',
      DEMO: 'yes',
      LOG_LEVEL: 'loud',
      ROLE: 'relay',
      NODE_ID: 'a b',
    };
    const lines = mistakes({ ...env, AUTH_ISSUER: '*', AUTH_AUDIENCE: '*' });
    expect(lines.map((line) => line.split(':')[0])).toEqual(Object.keys(env));
    expect(lines[0]).toBe('PORT: must be a whole number from 0 to 65535, not "70000"');
  });

  it("takes an identity provider's tokens only when it is told whose and for whom they must be", () => {
    const jwks = { AUTH_JWKS_URL: 'https://id.example.org/jwks.json' };
    expect(mistakes(jwks).map((line) => line.split(':')[0])).toEqual(['AUTH_ISSUER', 'AUTH_AUDIENCE']);
    expect(mistakes({ ...jwks, AUTH_ISSUER: 'https://id.example.org' })).toEqual([
      "AUTH_AUDIENCE: must be set with AUTH_JWKS_URL: what your provider's tokens carry, or * for any",
    ]);
    const { auth } = loadConfig({ ...jwks, AUTH_ISSUER: '*', AUTH_AUDIENCE: '*' });
    expect(auth).toMatchObject({ issuer: null, audience: null });
  });

  it('keeps secrets out of its messages', () => {
    const lines = mistakes({
      AUTH_JWT_SECRET: 'hunter2',
      DATABASE_URL: 'mysql://u:hunter2@db',
      SMTP_URL: 'x://u:hunter2@m',
    });
    expect(lines).toHaveLength(3);
    expect(lines.join()).not.toContain('hunter2');
  });

  it('takes the keys of Stripe together, each of its kind, from the setting or from a file', () => {
    const keys = {
      STRIPE_SECRET_KEY: 'sk_test_1',
      STRIPE_PUBLISHABLE_KEY: 'pk_test_1',
      STRIPE_WEBHOOK_SECRET: 'whsec_1',
    };
    expect(loadConfig({}).payments.stripe).toBeNull();
    expect(mistakes({ ...keys, STRIPE_WEBHOOK_SECRET: '' })).toEqual([
      'STRIPE_WEBHOOK_SECRET: must be set with the other keys of Stripe',
    ]);
    const swapped = { ...keys, STRIPE_SECRET_KEY: keys.STRIPE_PUBLISHABLE_KEY };
    expect(mistakes(swapped)).toEqual(['STRIPE_SECRET_KEY: is not such a key of Stripe']);
    const folder = mkdtempSync(join(tmpdir(), 'seatwire-'));
    const file = join(folder, 'key');
    try {
      writeFileSync(file, 'sk_test_of_file\n');
      const inFile = { ...keys, STRIPE_SECRET_KEY: '', STRIPE_SECRET_KEY_FILE: file };
      expect(loadConfig(inFile).payments.stripe).toMatchObject({
        secretKey: 'sk_test_of_file',
        apiUrl: 'https://api.stripe.com',
      });
      expect(mistakes({ ...inFile, STRIPE_SECRET_KEY: 'sk_test_1' })).toEqual([
        "STRIPE_SECRET_KEY_FILE: can't be set with STRIPE_SECRET_KEY",
      ]);
      expect(mistakes({ ...inFile, STRIPE_SECRET_KEY_FILE: `${file}2` })).toContain(
        "STRIPE_SECRET_KEY_FILE: can't be read (ENOENT)",
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('refuses the sandbox beside what says that it is production', () => {
    expect(loadConfig({ SANDBOX: 'true' }).graphql.sandbox).toBe(true);
    const real = { DATABASE_URL: 'postgresql://db/seatwire', REDIS_URL: 'redis://redis', SMTP_URL: 'smtp://mail' };
    for (const env of [real, { KAFKA_BROKERS: 'kafka:9092' }, { NODE_ENV: 'production' }]) {
      const [line, ...others] = mistakes({ SANDBOX: 'true', ...env });
      expect(others).toEqual([]);
      expect(line).toMatch(/^SANDBOX: /);
      for (const name of Object.keys(env)) expect(line).toContain(name);
    }
    expect(loadConfig({ SANDBOX: 'false', NODE_ENV: 'production' }).graphql.sandbox).toBe(false);
  });
});
