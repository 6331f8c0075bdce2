import { randomUUID } from 'node:crypto';
import type { AclEntry, Admin, ConfigResourceTypes } from 'kafkajs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { TOPICS } from '../../src/modules/events/topics.ts';
import { createKafkaClient } from '../../src/platform/kafka/kafka-client.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { lockSeats, queriedImage, storedImage } from '../kit/callers/buyer.ts';
import { OpenMap } from '../kit/callers/open-map.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { runProduct } from '../kit/product/product-process.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';
import { startKafka } from '../services/kafka.ts';
import type { RunningServer } from '../services/server-process.ts';

/** Node can't import kafkajs' own enumerations by name. */
const TOPIC_RESOURCE: ConfigResourceTypes.TOPIC = 2;
const RIGHTS = { topic: 2, literal: 3, all: 2, write: 4, deny: 2, allow: 3 };
const PATIENTLY = { timeout: 30_000, interval: 200 };

describeWithServices('what a node tells of Kafka', () => {
  let app: TestApp;
  let other: TestApp;
  let kafka: RunningServer;
  let admin: Admin;
  let showId: string;

  beforeAll(async () => {
    kafka = await startKafka({ hasRights: true });
    app = await startTestApp({ mode: 'services', env: { DEMO: 'false', KAFKA_BROKERS: kafka.url } });
    other = await startTestApp({ mode: 'services', beside: app });
    showId = await openHallShow(app.organiser, { rows: 4, seats: 20 });
    const logger = createLogger({ level: 'silent', nodeId: 'test' });
    admin = createKafkaClient({ brokers: [kafka.url], clientId: 'seatwire-test', logger }).admin();
    await admin.connect();
  });
  afterAll(async () => {
    await admin?.disconnect();
    await other?.[Symbol.asyncDispose]();
    await app?.[Symbol.asyncDispose]();
    await kafka?.stop();
  });

  const topic = () => `${app.env.KAFKA_TOPIC_PREFIX ?? ''}${TOPICS.seat}`;

  async function set(name: string, value: string): Promise<void> {
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: TOPIC_RESOURCE, name: topic(), configEntries: [{ name, value }] }],
    });
    await eventually(async () => {
      const resources = [{ type: TOPIC_RESOURCE, name: topic(), configNames: [name] }];
      const { resources: told } = await admin.describeConfigs({ resources, includeSynonyms: false });
      expect(told[0]?.configEntries[0]?.configValue).toBe(value);
    });
  }

  async function ready(node = app): Promise<{ status: number; kafka: string; outbox: string }> {
    const response = await fetch(new URL('/ready', node.url));
    const { parts } = (await response.json()) as { parts: Record<string, string> };
    return { status: response.status, kafka: parts.kafka!, outbox: parts.outbox! };
  }

  async function setAside(): Promise<string | undefined> {
    const metrics = await (await fetch(new URL('/metrics', app.url))).text();
    return /^seatwire_outbox_set_aside (\d+)$/m.exec(metrics)?.[1];
  }

  const expectReady = (parts: object, node = app) =>
    vi.waitFor(async () => expect(await ready(node)).toMatchObject(parts), PATIENTLY);

  async function expectEverywhere(stored: Image, maps: readonly OpenMap[]): Promise<void> {
    for (const map of maps) {
      await map.until(({ version }) => version === stored.version);
      expect(map.mirror.image()).toEqual(stored);
    }
    for (const node of [app, other]) expect(await queriedImage(node.client(), showId)).toEqual(stored);
  }

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
    // The other node's relay only waits for its turn.
    const behind = /^down: events have been waiting for \d+ s$/;
    await expectReady({ status: 200, kafka: expect.stringMatching(behind), outbox: '1 waiting' }, other);
    await admin.deleteAcls({ filters: [entry(RIGHTS.write, RIGHTS.deny)] });
    await expectReady({ status: 200, kafka: 'up', outbox: '0 waiting' });
  });

  it('is that it refused an event, until somebody has seen to it; maps are right on all nodes', async () => {
    expect(await setAside()).toBe('0');
    const maps = await Promise.all([app, other].map((node) => OpenMap.open(node.client(), showId)));
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
    // Nothing comes after it that would tell of the gap, and it never comes itself: open maps are right all the same.
    const stored = await storedImage(app.database, showId);
    expect(stored.unavailable).toContainEqual([seatIds[0], 'LOCKED']);
    await expectEverywhere(stored, maps);

    // One that comes behind a later one, out of order, changes nothing.
    const late = await lockSeats(guest, showId, ['Z1-3-1', 'Z1-3-2']);
    await expectReady({ outbox: '0 waiting, 1 set aside' });
    await set('max.message.bytes', '1048576');
    await guest.data(RELEASE, { input: { lockId: late.id, idempotencyKey: randomUUID() } });
    await expectReady({ outbox: expect.stringMatching(/^0 waiting/) });
    await runProduct('scripts/dlq.ts', app.env, ['republish']).ended;
    await vi.waitFor(async () => expect(await ready()).toMatchObject({ outbox: '0 waiting' }), PATIENTLY);
    await lockSeats(guest, showId, ['Z1-4-1']);
    await expectEverywhere(await storedImage(app.database, showId), maps);
  });
});

type Image = Awaited<ReturnType<typeof storedImage>>;

const RELEASE = 'mutation ($input: ReleaseLockInput!) { releaseLock(input: $input) { __typename } }';
