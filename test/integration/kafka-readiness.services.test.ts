import { randomUUID } from 'node:crypto';
import type { AclEntry, Admin, ConfigResourceTypes } from 'kafkajs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { TOPICS } from '../../src/modules/events/topics.ts';
import { createKafkaClient } from '../../src/platform/kafka/kafka-client.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { startTestApp, type TestApp } from '../kit/app.ts';
import { lockSeats } from '../kit/buyer.ts';
import { openHallShow } from '../kit/hall-show.ts';
import { runProduct } from '../kit/product-process.ts';
import { describeWithServices } from '../kit/servers.ts';
import { startKafka } from '../services/kafka.ts';
import type { RunningServer } from '../services/server-process.ts';

/** Node can't import kafkajs' own enumerations by name. */
const TOPIC_RESOURCE: ConfigResourceTypes.TOPIC = 2;
const RIGHTS = { topic: 2, literal: 3, all: 2, write: 4, deny: 2, allow: 3 };
const PATIENTLY = { timeout: 30_000, interval: 200 };

describeWithServices('what a node tells of Kafka', () => {
  let app: TestApp;
  let kafka: RunningServer;
  let admin: Admin;
  let showId: string;

  beforeAll(async () => {
    kafka = await startKafka({ hasRights: true });
    app = await startTestApp({ env: { DEMO: 'false', KAFKA_BROKERS: kafka.url } });
    showId = await openHallShow(app.organiser, { rows: 4, seats: 20 });
    const logger = createLogger({ level: 'silent', nodeId: 'test' });
    admin = createKafkaClient({ brokers: [kafka.url], clientId: 'seatwire-test', logger }).admin();
    await admin.connect();
  });
  afterAll(async () => {
    await admin?.disconnect();
    await app?.[Symbol.asyncDispose]();
    await kafka?.stop();
  });

  const topic = () => `${app.env.KAFKA_TOPIC_PREFIX ?? ''}${TOPICS.seat}`;

  async function set(name: string, value: string): Promise<void> {
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: TOPIC_RESOURCE, name: topic(), configEntries: [{ name, value }] }],
    });
  }

  async function ready(): Promise<{ status: number; kafka: string; outbox: string }> {
    const response = await fetch(new URL('/ready', app.url));
    const { parts } = (await response.json()) as { parts: Record<string, string> };
    return { status: response.status, kafka: parts.kafka!, outbox: parts.outbox! };
  }

  async function setAside(): Promise<string | undefined> {
    const metrics = await (await fetch(new URL('/metrics', app.url))).text();
    return /^seatwire_outbox_set_aside (\d+)$/m.exec(metrics)?.[1];
  }

  const expectReady = (parts: object) => vi.waitFor(async () => expect(await ready()).toMatchObject(parts), PATIENTLY);

  it('is that it takes no events, though it answers; the node goes on, and they wait', async () => {
    await expectReady({ status: 200, kafka: 'up', outbox: '0 waiting' });
    const entry = (operation: number, permissionType: number): AclEntry => ({
      principal: 'User:ANONYMOUS',
      host: '*',
      resourceType: RIGHTS.topic,
      resourceName: topic(),
      resourcePatternType: RIGHTS.literal,
      operation,
      permissionType,
    });
    await admin.createAcls({ acl: [entry(RIGHTS.all, RIGHTS.allow), entry(RIGHTS.write, RIGHTS.deny)] });
    await lockSeats(await app.guest(), showId, ['Z1-1-1']);
    await expectReady({
      status: 200,
      kafka: expect.stringMatching(/^down: takes no events: .*not authorized/i),
      outbox: '1 waiting',
    });
    await admin.deleteAcls({ filters: [entry(RIGHTS.write, RIGHTS.deny)] });
    await expectReady({ status: 200, kafka: 'up', outbox: '0 waiting' });
  }, 120_000);

  it('is that it refused an event, until somebody has seen to it', async () => {
    expect(await setAside()).toBe('0');
    await set('max.message.bytes', '300');
    const seatIds = Array.from({ length: 20 }, (_, index) => `Z1-2-${index + 1}`);
    const guest = await app.guest();
    // The broker takes the setting a moment later.
    await vi.waitFor(async () => {
      const lock = await lockSeats(guest, showId, seatIds);
      await expectReady({ outbox: expect.stringMatching(/^0 waiting/) });
      const { outbox } = await ready();
      if (outbox !== '0 waiting, 1 set aside') {
        await guest.data(RELEASE, { input: { lockId: lock.id, idempotencyKey: randomUUID() } });
        throw new Error(outbox);
      }
    }, PATIENTLY);
    expect(await setAside()).toBe('1');
    expect(await ready()).toMatchObject({ status: 200, kafka: 'up' });
    const [{ event_id: eventId }] = (await app.database.query<{ event_id: string }>(
      'SELECT event_id FROM outbox JOIN outbox_refused ON outbox_id = id',
    )) as [{ event_id: string }];
    const { ended, lines } = runProduct('scripts/dlq.ts', app.env, ['dismiss', '--event', eventId]);
    await ended;
    expect(lines.join('\n')).toContain('1 event.');
    expect(await ready()).toMatchObject({ outbox: '0 waiting' });
    expect(await setAside()).toBe('0');
  }, 120_000);
});

const RELEASE = 'mutation ($input: ReleaseLockInput!) { releaseLock(input: $input) { __typename } }';
