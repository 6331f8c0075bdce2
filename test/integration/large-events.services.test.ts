import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAX_EVENT_BYTES } from '../../src/modules/events/event-size.ts';
import type { SeatEvent } from '../../src/modules/events/events.ts';
import { TOPICS } from '../../src/modules/events/topics.ts';
import type { EventLog } from '../../src/platform/events/event-log.ts';
import { Signal } from '../../src/platform/events/signal.ts';
import { createKafkaEventLog } from '../../src/platform/kafka/kafka-event-log.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { queriedImage, storedImage, watchSeatMap } from '../kit/callers/buyer.ts';
import { OpenMap } from '../kit/callers/open-map.ts';
import { BlockSeats, UnblockSeats } from '../kit/callers/operations.graphql.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { describeWithServices, requireKafka } from '../kit/servers/servers.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

const SEATS = 20_000;

/** Of as many seats as may be blocked at once, with ids as long as they may be. */
function largeHall() {
  const plan = hallPlan({ zones: 10, rows: 40, seats: SEATS / 400 });
  for (const zone of plan.zones) {
    for (const row of zone.rows) for (const seat of row.seats) seat.seat_guid = seat.seat_guid.padEnd(200, '-');
  }
  return plan;
}

/** The show's events as they are on Kafka. */
class SeatEventReader {
  readonly events: SeatEvent[] = [];
  readonly sizes: number[] = [];
  readonly #came = new Signal();

  static async start(log: EventLog, topicPrefix: string): Promise<SeatEventReader> {
    const reader = new SeatEventReader();
    await log.consume({
      groupId: `${topicPrefix}large-events`,
      topics: [`${topicPrefix}${TOPICS.seat}`],
      from: 'beginning',
      async handle({ value }) {
        reader.events.push(JSON.parse(value));
        reader.sizes.push(Buffer.byteLength(value));
        reader.#came.raise();
      },
    });
    return reader;
  }

  async untilVersion(version: number): Promise<void> {
    const never = new AbortController().signal;
    while (this.events.at(-1)?.version !== version) await this.#came.next(this.#came.count, 1_000, never);
  }
}

describeWithServices('all seats of a large hall, blocked and unblocked at once', () => {
  let app: TestApp;
  let log: EventLog;

  beforeAll(async () => {
    app = await startTestApp({ mode: 'services', env: { DEMO: 'false' } });
    const logger = createLogger({ level: 'silent', nodeId: 'test' });
    log = createKafkaEventLog({ brokers: requireKafka(), clientId: 'seatwire-test', logger });
  });
  afterAll(async () => {
    await log?.close();
    await app?.[Symbol.asyncDispose]();
  });

  it('come to Kafka, to open maps and to those who come back, in events that a topic takes by default', async () => {
    const plan = largeHall();
    const seatIds = plan.zones.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats.map((seat) => seat.seat_guid)));
    const showId = await organiseShow(app, { title: 'The Tempest', plan });
    const reader = await SeatEventReader.start(log, app.env.KAFKA_TOPIC_PREFIX!);
    const start = await watchSeatMap(app.client(), showId);
    const open = await OpenMap.open(app.client(), showId);

    const { blockSeats } = await app.organiser.data(BlockSeats, { input: { showId, seatIds } });
    expect(blockSeats.__typename).toBe('BlockSeatsSuccess');
    const blocked = await storedImage(app.database, showId);
    expect(blocked.unavailable).toHaveLength(SEATS);
    expect(blocked.version).toBeGreaterThan(4);
    await open.until(({ version }) => version === blocked.version);
    expect(open.mirror.image()).toEqual(blocked);
    expect(await queriedImage(app.client(), showId)).toEqual(blocked);

    const { unblockSeats } = await app.organiser.data(UnblockSeats, { input: { showId, seatIds } });
    expect(unblockSeats.__typename).toBe('UnblockSeatsSuccess');
    const unblocked = { version: 2 * blocked.version, unavailable: [], areas: [] };
    await open.until(({ version }) => version === unblocked.version);
    expect(open.mirror.image()).toEqual(unblocked);
    expect(await queriedImage(app.client(), showId)).toEqual(unblocked);
    const resumed = await watchSeatMap(app.client(), showId, { after: start });
    await resumed.untilVersion(unblocked.version);
    expect(resumed.image()).toEqual(unblocked);

    await reader.untilVersion(unblocked.version);
    expect(reader.events.map(({ version }) => version)).toEqual(
      Array.from({ length: unblocked.version }, (_, index) => index + 1),
    );
    const half = reader.events.slice(0, blocked.version);
    expect(half.flatMap(({ seat_ids }) => seat_ids)).toEqual(seatIds);
    expect(Math.max(...reader.sizes)).toBeLessThanOrEqual(MAX_EVENT_BYTES);
    expect(await app.database.query('SELECT FROM outbox_refused')).toEqual([]);
    await expectConsistent(app.database, showId);
  });
});
