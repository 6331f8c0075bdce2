import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKafkaEventLog } from '../../src/platform/kafka/kafka-event-log.ts';
import type { KafkaSecurity } from '../../src/platform/kafka/kafka-security.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { createDatabase } from '../../src/platform/postgres/database.ts';
import { freePorts } from '../../src/platform/processes/free-ports.ts';
import { bookSeats, payBooking, watchSeatMap } from '../kit/callers/buyer.ts';
import { GetBooking } from '../kit/callers/operations.graphql.ts';
import { startTestApp } from '../kit/product/app.ts';
import { uniquePrefix } from '../kit/product/prefix.ts';
import { describeWithPooler } from '../kit/servers/servers.ts';
import { startTokenEndpoint } from '../kit/servers/token-endpoint.ts';
import { makeCertificates, type TestCertificates } from '../services/certificates.ts';
import { removeFolder } from '../services/folder.ts';
import { startKafka } from '../services/kafka.ts';
import { startPgbouncer } from '../services/pgbouncer.ts';
import { startRedis } from '../services/redis.ts';
import { type SecuredPostgres, startSecuredPostgres } from '../services/secured-postgres.ts';
import type { RunningServer } from '../services/server-process.ts';

/** What a URL has to escape. */
const PASSWORD = 'p@ss/w:rd%#?';
const KAFKA_PASSWORD = 'k-Pass.word';

describeWithPooler('servers with TLS and logins', () => {
  let certificates: TestCertificates;
  let strangers: TestCertificates;
  let postgres: SecuredPostgres;
  let pooler: RunningServer;
  let redis: RunningServer;
  let kafka: RunningServer;
  let loginPort: number;
  let certificatePort: number;
  let env: Record<string, string>;

  beforeAll(async () => {
    [certificates, strangers] = await Promise.all([makeCertificates(), makeCertificates()]);
    const [redisPort, ...kafkaPorts] = (await freePorts(3)) as [number, number, number];
    [loginPort, certificatePort] = kafkaPorts;
    const passwordFile = join(certificates.folder, 'password');
    await writeFile(passwordFile, `${PASSWORD}\n`);
    [postgres, redis, kafka] = await Promise.all([
      startSecuredPostgres(certificates, PASSWORD),
      startRedis({
        args: [
          ...['--port', '0', '--tls-port', `${redisPort}`, '--tls-ca-cert-file', certificates.ca],
          ...['--tls-cert-file', certificates.serverCert, '--tls-key-file', certificates.serverKey],
          ...['--user', 'default', 'off', '--user', 'shop', 'on', `>${PASSWORD}`, '~office:*'],
          ...['+@all', '-@admin', '-@dangerous', '+info'],
        ],
      }),
      startKafka({
        secured: { certificates, user: { name: 'shop', password: KAFKA_PASSWORD }, loginPort, certificatePort },
      }),
    ]);
    const postgresUrl = Object.assign(new URL(postgres.url), { password: encodeURIComponent(PASSWORD) }).href;
    pooler = await startPgbouncer({ postgresUrl, certificates });
    env = {
      DATABASE_URL: postgres.url,
      DATABASE_PASSWORD_FILE: passwordFile,
      REDIS_URL: `rediss://shop@127.0.0.1:${redisPort}`,
      REDIS_PASSWORD_FILE: passwordFile,
      REDIS_KEY_PREFIX: 'office:',
      REDIS_TLS_CA_FILE: certificates.ca,
      REDIS_TLS_CERT_FILE: certificates.clientCert,
      REDIS_TLS_KEY_FILE: certificates.clientKey,
      KAFKA_BROKERS: `127.0.0.1:${loginPort}`,
      KAFKA_TLS: 'true',
      KAFKA_TLS_CA_FILE: certificates.ca,
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'shop',
      KAFKA_SASL_PASSWORD: KAFKA_PASSWORD,
    };
  });
  afterAll(async () => {
    await pooler?.stop();
    await Promise.all([kafka?.stop(), redis?.stop(), postgres?.server.stop()]);
    for (const made of [certificates, strangers]) if (made) await removeFolder(made.folder);
  });

  /** Through PgBouncer, and past it where a session is needed. */
  const pooled = () => ({
    DATABASE_URL: Object.assign(new URL(postgres.url), { host: new URL(pooler.url).host }).href,
    DATABASE_DIRECT_URL: postgres.url,
  });

  it.each([
    ['directly', ['A-1-1', 'A-1-2'], () => ({})],
    ['through PgBouncer in transaction mode', ['A-2-1', 'A-2-2'], pooled],
  ])(
    'sell seats, all of them at once, as an ordinary role of PostgreSQL and a user without rights to administer Redis, %s',
    async (_, seatIds, urls) => {
      await using app = await startTestApp({ env: { ...env, ...urls() } });
      const watcher = await watchSeatMap(app.client(), app.demoShowId);
      const buyer = await app.guest();
      const booking = await bookSeats(buyer, app.demoShowId, seatIds);
      await payBooking(buyer, booking.id);
      await watcher.untilAll(seatIds, 'BOOKED');
      expect((await buyer.data(GetBooking, { id: booking.id })).booking).toMatchObject({ status: 'CONFIRMED' });
      const { parts } = (await (await fetch(new URL('/ready', app.url))).json()) as { parts: Record<string, string> };
      expect(parts).toMatchObject({ postgres: 'up', redis: 'up', kafka: 'up' });

      const admin = createDatabase({ url: postgres.server.url });
      try {
        const rows = await admin.query<{ ssl: boolean; usesuper: boolean }>(
          `SELECT DISTINCT ssl, usesuper FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) JOIN pg_user USING (usename)
          WHERE datname = 'box_office'`,
        );
        expect(rows).toEqual([{ ssl: true, usesuper: false }]);
      } finally {
        await admin.close();
      }
    },
  );

  /** The URL, with the authority of others. */
  const strangersOf = (url: string) =>
    url.replace(encodeURIComponent(certificates.ca), encodeURIComponent(strangers.ca));

  describe('refuse at the start, in one line that names the setting', () => {
    it.each<[string, () => Record<string, string>, RegExp]>([
      [
        "PostgreSQL's password",
        () => ({ DATABASE_PASSWORD: 'wrong' }),
        /^DATABASE_URL: .*password authentication failed/,
      ],
      [
        "PostgreSQL's authority",
        () => ({ DATABASE_URL: strangersOf(postgres.url) }),
        /^DATABASE_URL: .*(self-signed|unable to verify|certificate)/,
      ],
      [
        "PgBouncer's password",
        () => ({ ...pooled(), DATABASE_PASSWORD: 'wrong' }),
        /^DATABASE_URL: .*(password|SASL) authentication failed/,
      ],
      [
        "PgBouncer's authority",
        () => ({ ...pooled(), DATABASE_URL: strangersOf(pooled().DATABASE_URL) }),
        /^DATABASE_URL: .*(self-signed|unable to verify|certificate)/,
      ],
      [
        'the authority of the PostgreSQL behind PgBouncer',
        () => ({ ...pooled(), DATABASE_DIRECT_URL: strangersOf(postgres.url) }),
        /^DATABASE_DIRECT_URL: .*(self-signed|unable to verify|certificate)/,
      ],
      ["Redis' password", () => ({ REDIS_PASSWORD: 'wrong' }), /^REDIS_URL: .*WRONGPASS/],
      ["Redis' authority", () => ({ REDIS_TLS_CA_FILE: strangers.ca }), /^REDIS_URL: .*certificate/],
      ['a right of Redis', () => ({ REDIS_KEY_PREFIX: 'forbidden:' }), /^REDIS_URL: .*NOPERM/],
      ["Kafka's password", () => ({ KAFKA_SASL_PASSWORD: 'wrong' }), /^KAFKA_BROKERS: .*[Aa]uthentication failed/],
      ["Kafka's authority", () => ({ KAFKA_TLS_CA_FILE: strangers.ca }), /^KAFKA_BROKERS: .*certificate/],
      ['no TLS where Kafka wants it', () => ({ KAFKA_TLS: 'false', KAFKA_TLS_CA_FILE: '' }), /^KAFKA_BROKERS: /],
    ])('%s', async (_, wrong, line) => {
      const other = { ...env, ...wrong() };
      for (const name of Object.keys(wrong())) if (`${name}_FILE` in other) other[`${name}_FILE`] = '';
      const failure = await startTestApp({ env: other }).then(
        async (app) => {
          await app[Symbol.asyncDispose]();
          return null;
        },
        (error: Error) => error,
      );
      expect(failure?.message).toMatch(line);
      expect(failure?.message).not.toContain('\n');
    });
  });

  describe('Kafka takes events', () => {
    const logger = createLogger({ level: 'silent', nodeId: 'test' });
    const material = () => ({ ca: readFileSync(certificates.ca, 'utf8'), cert: null, key: null });
    const shop = { username: 'shop', password: KAFKA_PASSWORD };

    /** Resolves once an event was written to a topic of its own. */
    async function write(port: number, security: KafkaSecurity): Promise<void> {
      const log = createKafkaEventLog({ brokers: [`127.0.0.1:${port}`], clientId: 'test', security, logger });
      try {
        const topic = uniquePrefix();
        await log.ensureTopics([{ name: topic, partitions: 1 }]);
        await log.append([{ topic, key: 'a', value: '{}', headers: {} }]);
        await log.ping();
      } finally {
        await log.close();
      }
    }

    it.each(['plain', 'scram-sha-256'] as const)('by %s', async (mechanism) => {
      await write(loginPort, { tls: material(), sasl: { mechanism, ...shop } });
    });

    it('by a certificate of ours, and by no other', async () => {
      const [cert, key] = [certificates.clientCert, certificates.clientKey].map((path) => readFileSync(path, 'utf8'));
      await write(certificatePort, { tls: { ...material(), cert: cert!, key: key! }, sasl: null });
      const [otherCert, otherKey] = [strangers.clientCert, strangers.clientKey].map((path) =>
        readFileSync(path, 'utf8'),
      );
      const other = { tls: { ...material(), cert: otherCert!, key: otherKey! }, sasl: null };
      await expect(write(certificatePort, other)).rejects.toThrow(/certificate|closed|SSL|socket/i);
    });

    it('by a token of an identity provider, and says what that answers when it gives none', async () => {
      await using provider = await startTokenEndpoint();
      const client = { mechanism: 'oauthbearer', clientId: 'shop', scope: 'kafka', tokenUrl: provider.url } as const;
      await write(loginPort, { tls: material(), sasl: { ...client, clientSecret: PASSWORD } });
      expect(provider.scopes).toContain('kafka');
      const wrong = { tls: material(), sasl: { ...client, clientSecret: 'wrong' } };
      await expect(write(loginPort, wrong)).rejects.toThrow(/KAFKA_SASL_TOKEN_URL: no token: invalid_client/);
    });
  });
});
