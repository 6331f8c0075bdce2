import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SECRETS } from './config/secrets.ts';
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
      load: { least: 20, most: 1_000, patience_ms: 10_000, maxWaiting: 8_192 },
      database: { url: null },
      redis: { urls: null, keyPrefix: '' },
      kafka: { brokers: null, topicPrefix: '' },
      sockets: { allowedOrigins: [], trustedProxies: 0, limits: { maxPerCaller: 100, idleTimeout_ms: 300_000 } },
      locks: { ttl_ms: 300_000, maxSeats: 50 },
      mail: { smtpUrl: null, retryDays: 5, hasPdfs: true, defaultLocale: 'en' },
      auth: { jwtSecret: null, jwksUrl: null, issuer: null, audience: null },
      data: { dir: './data', demo: 'all' },
      graphql: { subgraph: false, sandbox: false, documents: { allowsOthers: true, byId: new Map() } },
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
      LOAD_OPERATIONS_MIN: '30',
      LOAD_OPERATIONS_MAX: '400',
      LOAD_WAIT_MS: '5000',
      LOAD_WAITING_MAX: '2000',
      ALLOWED_ORIGINS: 'https://shop.example.org, http://localhost:5173',
      TRUSTED_PROXIES: '1',
      SOCKETS_MAX: '1000',
      SOCKETS_PER_ADDRESS: '100',
      SOCKETS_PER_CALLER: '10',
      SOCKET_MESSAGES_PER_SECOND: '5',
      SOCKET_INIT_TIMEOUT_MS: '2000',
      SOCKET_IDLE_TIMEOUT_MS: '60000',
      DATABASE_URL: 'postgresql://u:p@db:5432/seatwire',
      DATABASE_DIRECT_URL: 'postgresql://u:p@db:5433/seatwire',
      DATABASE_CONNECTIONS: '20',
      REDIS_URL: 'rediss://a:6379, rediss://b:6380',
      REDIS_KEY_PREFIX: 'app1:',
      REDIS_SENTINEL_MASTER: 'tickets',
      REDIS_SENTINEL_PASSWORD: 'sentinel',
      KAFKA_BROKERS: 'k1:9092,[::1]:9093',
      KAFKA_TLS: 'true',
      KAFKA_SASL_MECHANISM: 'oauthbearer',
      KAFKA_SASL_USERNAME: 'client',
      KAFKA_SASL_PASSWORD: 'secret',
      KAFKA_SASL_TOKEN_URL: 'https://id.example.org/token',
      KAFKA_SASL_SCOPE: 'kafka',
      KAFKA_TOPIC_PREFIX: 'app1.',
      SEAT_LOCK_TTL_MS: '2000',
      SEAT_LOCK_EXTENSION_MS: '1000',
      SEAT_LOCK_MAX_SEATS: '8',
      BUYER_MAX_LOCKS: '2',
      BUYER_MAX_SEATS: '12',
      SMTP_URL: 'smtp://mail:25',
      MAIL_FROM: 'Box Office <tickets@example.org>',
      OFFICE_EMAIL: 'office@example.org',
      MAIL_RETRY_DAYS: '7',
      MAIL_PDFS: 'false',
      SELLER_NAME: 'Theatre Ltd',
      SELLER_ADDRESS: 'Domplatz 1, 99084 Erfurt',
      SELLER_TAX_ID: 'DE 123',
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
      DOCUMENTS: 'known',
      LOG_LEVEL: 'debug',
      ENDED_LOCKS_KEPT_DAYS: '3',
      IDEMPOTENCY_KEYS_PER_CALLER: '200',
      SLOW_PAYMENTS_UNTIL_DAYS: '20',
      REFUNDS_PER_SECOND: '25',
      STRIPE_SECRET_KEY: 'rk_live_1',
      STRIPE_PUBLISHABLE_KEY: 'pk_live_1',
      STRIPE_WEBHOOK_SECRET: 'whsec_1',
      STRIPE_API_URL: 'http://127.0.0.1:9',
      GUEST_SESSIONS_PER_MINUTE_PER_ADDRESS: '1',
      HELD_SEATS_PER_ADDRESS: '2',
      SEAT_HOLDS_PER_HOUR_PER_ADDRESS: '3',
      EXPIRED_SEATS_PER_HOUR_PER_ADDRESS: '13',
      EXPIRED_HOLDS_PER_HOUR_PER_CALLER: '2',
      COOLDOWN_FIRST_MS: '14',
      COOLDOWN_MAX_MS: '15',
      GUEST_SESSION_PROOF: 'on-demand',
      GUEST_SESSIONS_WITHOUT_PROOF_PER_MINUTE_PER_ADDRESS: '16',
      WAITING_ROOM_PROOF: 'always',
      PROOF_MAX_NUMBER: '17',
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
        givenUrl: 'https://tickets.example.org',
        readingPerAddress_ms: 50,
        fairShareOfAddress_ms: 70,
        connections: { max: 900, maxPerAddress: 90 },
      },
      load: { least: 30, most: 400, patience_ms: 5_000, maxWaiting: 2_000 },
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
      database: {
        url: 'postgresql://u:p@db:5432/seatwire',
        directUrl: 'postgresql://u:p@db:5433/seatwire',
        maxConnections: 20,
      },
      redis: {
        urls: ['rediss://a:6379', 'rediss://b:6380'],
        keyPrefix: 'app1:',
        tls: { ca: null, cert: null, key: null },
        sentinel: { master: 'tickets', password: 'sentinel' },
      },
      kafka: {
        brokers: ['k1:9092', '[::1]:9093'],
        topicPrefix: 'app1.',
        tls: { ca: null, cert: null, key: null },
        sasl: {
          mechanism: 'oauthbearer',
          clientId: 'client',
          clientSecret: 'secret',
          tokenUrl: 'https://id.example.org/token',
          scope: 'kafka',
        },
      },
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
        expired: { seatsPerHourOfAddress: 13, holdsPerHourOfCaller: 2, cooldown: { first_ms: 14, max_ms: 15 } },
        lockChanges: { perMinuteOfAddress: 8, perMinuteOfCaller: 7 },
        idempotencyKeysPerMinute: 9,
        unpaidBookingsPerHour: 4,
        declinedPaymentsPerHour: 5,
        wrongCodes: { perHourOfAddress: 11, perHourOfCaller: 10 },
        unpaidMails: { perHour: 6, perDay: 0 },
      },
      proofs: { sessions: 'on-demand', freeSessionsPerMinute: 16, joins: 'always', maxNumber: 17 },
      idempotency: { keysPerCaller: 200 },
      payments: {
        slowUntilDays: 20,
        refundsPerSecond: 25,
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
        officeEmail: 'office@example.org',
        retryDays: 7,
        hasPdfs: false,
        defaultLocale: 'de-AT',
      },
      seller: { name: 'Theatre Ltd', address: 'Domplatz 1, 99084 Erfurt', taxId: 'DE 123' },
      auth: {
        jwtSecret: 'x'.repeat(32),
        jwksUrl: 'https://id.example.org/jwks.json',
        issuer: 'https://id.example.org',
        audience: 'seatwire',
      },
      data: { dir: '/var/lib/seatwire', demo: null },
      retention: { customerData_days: 30, notifications_days: 10, unpaidBookings_days: 20 },
      graphql: { subgraph: true, sandbox: false, documents: { allowsOthers: false, byId: new Map() } },
      log: { level: 'debug' },
      tracing: null,
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

  it('takes the keys of Stripe together, each of its kind', () => {
    const keys = {
      STRIPE_SECRET_KEY: 'sk_test_1',
      STRIPE_PUBLISHABLE_KEY: 'pk_test_1',
      STRIPE_WEBHOOK_SECRET: 'whsec_1',
    };
    expect(loadConfig({}).payments.stripe).toBeNull();
    expect(loadConfig(keys).payments.stripe).toMatchObject({
      secretKey: 'sk_test_1',
      apiUrl: 'https://api.stripe.com',
    });
    expect(mistakes({ ...keys, STRIPE_WEBHOOK_SECRET: '' })).toEqual([
      'STRIPE_WEBHOOK_SECRET: must be set with the other keys of Stripe',
    ]);
    const swapped = { ...keys, STRIPE_SECRET_KEY: keys.STRIPE_PUBLISHABLE_KEY };
    expect(mistakes(swapped)).toEqual(['STRIPE_SECRET_KEY: is not such a key of Stripe']);
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

describe('settings in files', () => {
  let folder: string;
  const file = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seatwire-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What each secret is when it is right, and what it needs beside it. */
  const RIGHT: Record<(typeof SECRETS)[number], { value: string; beside?: Record<string, string> }> = {
    DATABASE_URL: { value: 'postgresql://u:p@db:5432/seatwire' },
    DATABASE_DIRECT_URL: {
      value: 'postgresql://u:p@db:5432/seatwire',
      beside: { DATABASE_URL: 'postgresql://u:p@pooler:6432/seatwire' },
    },
    DATABASE_PASSWORD: { value: 'p@ss/1', beside: { DATABASE_URL: 'postgresql://u@db:5432/seatwire' } },
    REDIS_URL: { value: 'redis://:secret@redis:6379' },
    REDIS_PASSWORD: { value: 'p@ss/1', beside: { REDIS_URL: 'redis://redis:6379' } },
    REDIS_SENTINEL_PASSWORD: {
      value: 'p@ss/1',
      beside: { REDIS_URL: 'redis://a:26379,redis://b:26379', REDIS_SENTINEL_MASTER: 'tickets' },
    },
    KAFKA_SASL_PASSWORD: { value: 'p@ss/1', beside: { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u' } },
    SMTP_URL: { value: 'smtp://u:p@mail:587' },
    AUTH_JWT_SECRET: { value: 'x'.repeat(32) },
    STRIPE_SECRET_KEY: {
      value: 'sk_test_1',
      beside: { STRIPE_PUBLISHABLE_KEY: 'pk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' },
    },
    STRIPE_PUBLISHABLE_KEY: {
      value: 'pk_test_1',
      beside: { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' },
    },
    STRIPE_WEBHOOK_SECRET: {
      value: 'whsec_1',
      beside: { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_PUBLISHABLE_KEY: 'pk_test_1' },
    },
  };

  it.each(SECRETS)('takes %s from a file as it takes it from the environment', (name) => {
    const { value, beside } = RIGHT[name];
    const env = { ...beside, NODE_ID: 'node' };
    const path = file('secret', ` ${value}\r\n`);
    expect(loadConfig({ ...env, [`${name}_FILE`]: path })).toEqual(loadConfig({ ...env, [name]: value }));
    expect(loadConfig({ ...env, [`${name}_FILE`]: path })).not.toEqual(loadConfig({ NODE_ID: 'node' }));
    expect(mistakes({ ...env, [name]: value, [`${name}_FILE`]: path })).toEqual([
      `${name}_FILE: can't be set with ${name}`,
    ]);
    expect(mistakes({ ...env, [`${name}_FILE`]: join(folder, 'none') })).toContain(
      `${name}_FILE: can't be read (ENOENT)`,
    );
    expect(mistakes({ ...env, [`${name}_FILE`]: file('empty', '\n') })).toContain(`${name}_FILE: is an empty file`);
  });

  it('takes passwords as they are, whatever URLs want escaped', () => {
    const { database, redis } = loadConfig({
      DATABASE_URL: 'postgresql://u:old@db:5432/seatwire?sslmode=verify-full',
      DATABASE_DIRECT_URL: 'postgresql://u@db:5433/seatwire',
      DATABASE_PASSWORD: 'p@ss/w:rd%#?',
      REDIS_URL: 'rediss://a:6379,rediss://u@b:6379/1',
      REDIS_PASSWORD: 'p@ss/w:rd%#?',
    });
    for (const url of [database.url, database.directUrl]) {
      expect(decodeURIComponent(new URL(url!).password)).toBe('p@ss/w:rd%#?');
    }
    expect(new URL(database.url!).search).toBe('?sslmode=verify-full');
    for (const url of redis.urls!) expect(decodeURIComponent(new URL(url).password)).toBe('p@ss/w:rd%#?');
    expect(redis.tls).toEqual({ ca: null, cert: null, key: null });
  });

  it.each(['REDIS', 'KAFKA'])("says what is wrong with %s' certificates, by the setting", (part) => {
    const on: Record<string, string> = {
      REDIS_URL: 'rediss://redis:6379',
      KAFKA_BROKERS: 'kafka:9092',
      KAFKA_TLS: 'true',
    };
    const name = (kind: string) => `${part}_TLS_${kind}_FILE`;
    const text = file('text.pem', 'no certificate');
    expect(mistakes({ ...on, [name('CA')]: join(folder, 'none') })).toEqual([`${name('CA')}: can't be read (ENOENT)`]);
    expect(mistakes({ ...on, [name('CA')]: text })).toEqual([`${name('CA')}: is no certificate in PEM`]);
    expect(mistakes({ ...on, [name('CERT')]: text })).toEqual([`${name('KEY')}: must be set with ${name('CERT')}`]);
    expect(mistakes({ ...on, [name('KEY')]: text })).toEqual([`${name('CERT')}: must be set with ${name('KEY')}`]);
    expect(mistakes({ ...on, [name('CERT')]: text, [name('KEY')]: text })).toEqual([
      `${name('CERT')}: is no certificate in PEM that ${name('KEY')} is the key of`,
    ]);
    const [line, ...others] = mistakes({ [name('CA')]: text });
    expect(others).toEqual([]);
    expect(line).toMatch(new RegExp(`^${name('CA')}: needs `));
  });

  it("takes Kafka's login only whole", () => {
    const login = { KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' };
    expect(loadConfig(login).kafka.sasl).toEqual({ mechanism: 'scram-sha-512', username: 'u', password: 'p' });
    expect(mistakes({ ...login, KAFKA_SASL_MECHANISM: 'gssapi' })).toEqual([
      'KAFKA_SASL_MECHANISM: must be one of plain, scram-sha-256, scram-sha-512, oauthbearer, not "gssapi"',
    ]);
    expect(mistakes({ ...login, KAFKA_SASL_MECHANISM: '' })).toEqual([
      'KAFKA_SASL_USERNAME: needs KAFKA_SASL_MECHANISM',
      'KAFKA_SASL_PASSWORD: needs KAFKA_SASL_MECHANISM',
    ]);
    expect(mistakes({ KAFKA_SASL_MECHANISM: 'plain' })).toEqual([
      'KAFKA_SASL_USERNAME: must be set with KAFKA_SASL_MECHANISM',
      'KAFKA_SASL_PASSWORD: must be set with KAFKA_SASL_MECHANISM',
    ]);
    const tokens = { ...login, KAFKA_SASL_MECHANISM: 'oauthbearer' };
    expect(mistakes(tokens)).toEqual(['KAFKA_SASL_TOKEN_URL: must be set with KAFKA_SASL_MECHANISM=oauthbearer']);
    expect(mistakes({ ...tokens, KAFKA_SASL_TOKEN_URL: 'http://id.example.org/token' })).toEqual([
      'KAFKA_SASL_TOKEN_URL: must be https:// but on this machine',
    ]);
    expect(mistakes({ ...login, KAFKA_SASL_SCOPE: 'kafka' })).toEqual([
      'KAFKA_SASL_SCOPE: is of KAFKA_SASL_MECHANISM=oauthbearer only',
    ]);
  });

  it('takes sentinels for what they are, and nothing of them alone', () => {
    const sentinels = { REDIS_URL: 'redis://a:26379,redis://b', REDIS_SENTINEL_MASTER: 'tickets' };
    expect(loadConfig(sentinels).redis.sentinel).toEqual({ master: 'tickets', password: null });
    expect(mistakes({ ...sentinels, REDIS_URL: '' })).toEqual(['REDIS_SENTINEL_MASTER: needs REDIS_URL']);
    expect(mistakes({ REDIS_URL: 'redis://a', REDIS_SENTINEL_PASSWORD: 'p' })).toEqual([
      'REDIS_SENTINEL_PASSWORD: needs REDIS_SENTINEL_MASTER',
    ]);
    expect(mistakes({ REDIS_URL: 'redis://a,rediss://b' })).toEqual([
      'REDIS_URL: must be all redis:// or all rediss://',
    ]);
  });

  describe('manifests of documents', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'manifests-'));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));
    const file = (name: string, content: unknown) => {
      const path = join(folder, name);
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
      return path;
    };
    const apollo = (...operations: object[]) => ({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations,
    });

    it('are read in the forms that tools write', () => {
      const paths = [
        file('apollo.json', apollo({ id: 'a', name: 'A', type: 'query', body: 'query A { a }' })),
        file('codegen.json', { b: 'query B { b }' }),
      ];
      expect([...loadConfig({ DOCUMENT_MANIFESTS: paths.join(', ') }).graphql.documents.byId]).toEqual([
        ['a', 'query A { a }'],
        ['b', 'query B { b }'],
      ]);
    });

    it.each<[string, unknown, RegExp]>([
      ['are no JSON', 'no JSON', /is no JSON$/],
      ['are no object', [], /expected record/],
      ['have a document that is no text', { a: 1 }, /: a: /],
      ['have an operation without an id', apollo({ body: '{ a }' }), /operations\.0\.id/],
      ['are of a later version', { ...apollo(), version: 2 }, /version/],
    ])('are refused where they %s', (_what, content, message) => {
      const path = file('manifest.json', content);
      expect(mistakes({ DOCUMENT_MANIFESTS: path })).toEqual([expect.stringMatching(message)]);
      expect(mistakes({ DOCUMENT_MANIFESTS: path })[0]).toContain(`DOCUMENT_MANIFESTS: ${path}: `);
    });

    it('are refused where they are not there, or mean two documents by one id', () => {
      expect(mistakes({ DOCUMENT_MANIFESTS: join(folder, 'missing.json') })).toEqual([
        expect.stringMatching(/can't be read \(ENOENT\)$/),
      ]);
      const paths = [file('a.json', { a: '{ a }' }), file('b.json', { a: '{ b }' })];
      expect(mistakes({ DOCUMENT_MANIFESTS: paths.join(',') })).toEqual([expect.stringMatching(/another document/)]);
    });
  });
});
