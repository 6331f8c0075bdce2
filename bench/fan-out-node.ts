/**
 * A node for the fan-out benchmarks, in a process of its own: the product's parts on real PostgreSQL, its GraphQL server on a
 * free port, and beside it, on another, the same schema and services behind graphql-ws as it comes. Changes enter where the
 * relay's do: as events in the (embedded) log. Told what to do by its parent: see fan-out.ts.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { startHttp } from '../src/app/http.ts';
import { openParts } from '../src/app/parts.ts';
import { createSchema } from '../src/app/schema.ts';
import { type BoxOffice, createBoxOffice } from '../src/app/services.ts';
import { loadConfig } from '../src/config.ts';
import { TOPICS, topicSpecs } from '../src/modules/events/topics.ts';
import { completeEvent } from '../src/modules/events/write-events.ts';
import { cloudEventHeaders } from '../src/platform/events/cloud-events.ts';
import { createOutboxRelay } from '../src/platform/events/outbox-relay.ts';
import { createMetrics } from '../src/platform/observability/metrics.ts';
import { createReleaseStack } from '../src/platform/processes/release-stack.ts';
import type { GraphqlContext } from '../src/schema/context.ts';
import type { Change, Done } from './fan-out.ts';
import { logger } from './logger.ts';
import { answerParent, memoryPerSocket, nowNs } from './reporting-process.ts';

const stack = createReleaseStack(logger);
const config = loadConfig(process.env);
const parts = await openParts(config, logger, stack);
await parts.log.ensureTopics(topicSpecs(''));
const office = await createBoxOffice(config, logger, parts);
await office.hub.start();
stack.push('live map', () => office.hub.stop());
const relay = createOutboxRelay({ database: parts.database, log: parts.log, topicPrefix: '', source: '/', logger });
const url = await startHttp(config, logger, {
  parts,
  office,
  stack,
  relay,
  demoShowId: null,
  metrics: createMetrics(),
});

answerParent({
  change: (change: Change) => tell(change),
  memory: () => memoryPerSocket(),
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  ports: async () => ({ product: Number(new URL(url).port), stock: await listenStock(office) }),
});
process.once('disconnect', () => stack.unwind().then(() => process.exit()));
process.send!('ready');

const LONG_AFTER = '2099-01-01T00:00:00.000Z';

/** Appends one event per change in one batch, as the relay does. Resolves when the hub has them. */
async function tell({ showId, fromVersion, changes }: Change): Promise<Done> {
  const records = changes.map(({ seatIds, isLocked }, index) => {
    const change = {
      show_id: showId,
      version: fromVersion + index + 1,
      seat_ids: seatIds,
      lock_id: 'lock_bench',
      actor: 'guest_bench',
    };
    const event = completeEvent(
      isLocked
        ? { event_type: 'seat.locked', ...change, expires_at: LONG_AFTER }
        : { event_type: 'seat.unlocked', ...change, reason: 'RELEASED' },
    );
    const headers = cloudEventHeaders({
      id: event.event_id,
      type: event.event_type,
      source: '/',
      time: new Date(0),
    });
    return { topic: TOPICS.seat, key: showId, value: JSON.stringify(event), headers };
  });
  const cpu = process.cpuUsage();
  const began_ns = nowNs();
  await parts.log.append(records);
  return { began_ns, cpu };
}

/** One execution, serialisation and send per subscriber: what graphql-ws does with a schema and a context. */
async function listenStock({ services }: BoxOffice): Promise<number> {
  const server = createServer();
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  const context: GraphqlContext = { principal: null, requestId: 'stock', services };
  useServer({ schema: createSchema(), context: () => ({ ...context }) }, sockets);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.push('stock graphql-ws', () => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
