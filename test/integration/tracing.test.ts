import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTracing } from '../../src/platform/observability/tracing.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { lockSeats } from '../kit/callers/buyer.ts';
import { startTestApp } from '../kit/product/app.ts';
import { tracingSuite } from '../kit/suites/tracing.suite.ts';

describe('a trace on the embedded default', () => tracingSuite('embedded'));

describe('a collector', () => {
  const requests: { request: IncomingMessage; body: Buffer }[] = [];
  const collector = createServer(async (request, response) => {
    requests.push({ request, body: await buffer(request) });
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
  beforeAll(() => new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => collector.close(resolve)));

  it('gets the spans, also the last ones of a node that stops', async () => {
    const { port } = collector.address() as AddressInfo;
    const app = await startTestApp({
      env: {
        NODE_ID: 'traced-node',
        KAFKA_TOPIC_PREFIX: '',
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        OTEL_BSP_SCHEDULE_DELAY: '50',
      },
    });
    const sent = () => Buffer.concat(requests.map(({ body }) => body));
    try {
      expect(isTracing()).toBe(true);
      const buyer = await app.guest();
      await lockSeats(buyer, app.demoShowId, ['D-14-1']);
      await eventually(() => expect(sent().includes('mutation lockSeats')).toBe(true));
      await buyer.request('mutation { renewGuestSession { __typename } }');
    } finally {
      await app[Symbol.asyncDispose]();
    }
    expect(isTracing()).toBe(false);
    for (const text of [
      'traced-node',
      'seatwire',
      'inventory/hold',
      'process seat-events',
      'mutation renewGuestSession',
    ])
      expect(sent().includes(text), text).toBe(true);
    const { request } = requests[0]!;
    expect(`${request.method} ${request.url}`).toBe('POST /v1/traces');
    expect(request.headers['content-type']).toBe('application/x-protobuf');
  });
});
