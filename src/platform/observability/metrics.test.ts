import { createServer } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

const servers = new Set<ReturnType<typeof createServer>>();
afterEach(async () => {
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  servers.clear();
});

async function scrape(metrics: ReturnType<typeof createMetrics>): Promise<string> {
  const server = createServer((request, response) => void metrics.route(request, response));
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { connection: 'close' } });
  expect(answer.headers.get('content-type')).toContain('text/plain');
  return await answer.text();
}

it('tells requests, the process, and figures that are read when asked for', async () => {
  const metrics = createMetrics();
  let waiting = 3;
  metrics.gauge('outbox_waiting', 'Events.', () => waiting);
  metrics.observeRequest({ method: 'POST', status: 200, duration_ms: 7 });
  const first = await scrape(metrics);
  expect(first).toContain('seatwire_http_request_duration_seconds_count{method="POST",status="200"} 1');
  expect(first).toContain('seatwire_outbox_waiting 3');
  expect(first).toContain('process_cpu_seconds_total');
  waiting = 4;
  expect(await scrape(metrics)).toContain('seatwire_outbox_waiting 4');
});

it('answers without a figure that can not be read', async () => {
  const metrics = createMetrics();
  metrics.gauge('outbox_waiting', 'Events.', () => Promise.reject(new Error('away')));
  expect(await scrape(metrics)).toMatch(
    /seatwire_outbox_waiting 0|# TYPE seatwire_outbox_waiting gauge\n(?!seatwire_outbox_waiting)/,
  );
});

it('counts nothing by going through every connection of the process', async () => {
  const text = await scrape(createMetrics());
  expect(text).not.toContain('nodejs_active_');
  if (process.platform === 'linux') expect(text).toMatch(/^process_open_fds [1-9]/m);
});
