import { readdir } from 'node:fs/promises';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { oneAtATime } from '../batching/one-at-a-time.ts';
import type { HttpRoute } from '../http/route.ts';
import { pathOf } from '../http/url-path.ts';

/** What one node tells Prometheus at `GET /metrics`. */
export interface Metrics {
  readonly route: HttpRoute;
  /** Counts an answered request and how long it took. */
  observeRequest(request: { method: string; status: number; duration_ms: number }): void;
  /** A figure that is read when it is asked for; left out of the answer while it can't be read. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  /** A figure that only grows, one for each value of its label; the name ends in `_total`. Returns what counts one. */
  counter(name: string, help: string, label: string): (value: string) => void;
  /** Figures of one kind that are read when they are asked for, one for each value of its label. */
  gauges(name: string, help: string, by: GaugeLabels): void;
  /** A figure that only grows, and is read when it is asked for; the name ends in `_total`. */
  total(name: string, help: string, read: () => number): void;
  /** A figure that only grows, by so many at a time, one for each value of its label; the name ends in `_total`. */
  tallies(name: string, help: string, label: string): (value: string, by: number) => void;
  /** How long something took, by several labels, of which there are few values; the name ends in `_seconds`. Returns what notes one. */
  durations<Label extends string>(
    name: string,
    help: string,
    labels: readonly Label[],
  ): (values: Readonly<Record<Label, string>>, duration_ms: number) => void;
  /** How long something took, for each value of its label; the name ends in `_seconds`. Returns what notes one. */
  histogram(name: string, help: string, label: string): (value: string, duration_ms: number) => void;
}

export interface GaugeLabels {
  label: string;
  values: readonly string[];
  read(value: string): number;
}

const DURATION_BUCKETS_S = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Where there are several labels, each bucket is a line of the answer for each of their values together. */
const COARSE_BUCKETS_S = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10];

/**
 * Of prom-client's figures of the process these take time for every handle there is, twice: 80 milliseconds of the event loop with
 * 3,000 connections, as often as anybody asks. Connections are counted by what has them.
 */
const BY_HANDLE = [
  'nodejs_active_handles',
  'nodejs_active_handles_total',
  'nodejs_active_requests',
  'nodejs_active_requests_total',
  'nodejs_active_resources',
  'nodejs_active_resources_total',
];
/** Read at a stretch by prom-client, which takes as long with many connections. */
const OPEN_FILES = 'process_open_fds';

/** A registry of its own: several nodes of one process (tests) don't add up. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  // Some figures are counted in the database, and anybody may ask.
  const readAll = oneAtATime(() => registry.metrics());
  collectProcessMetrics(registry);
  const requests = new Histogram({
    name: 'seatwire_http_request_duration_seconds',
    help: 'HTTP requests by method and status, from their arrival to the end of the answer.',
    labelNames: ['method', 'status'],
    buckets: DURATION_BUCKETS_S,
    registers: [registry],
  });
  return {
    observeRequest({ method, status, duration_ms }) {
      requests.observe({ method, status }, duration_ms / 1000);
    },
    gauge(name, help, read) {
      new Gauge({
        name: `seatwire_${name}`,
        help,
        registers: [registry],
        async collect() {
          try {
            this.set(await read());
          } catch {
            this.reset();
          }
        },
      });
    },
    gauges(name, help, { label, values, read }) {
      new Gauge({
        name: `seatwire_${name}`,
        help,
        labelNames: [label],
        registers: [registry],
        collect() {
          for (const value of values) this.set({ [label]: value }, read(value));
        },
      });
    },
    histogram(name, help, label) {
      const histogram = new Histogram({
        name: `seatwire_${name}`,
        help,
        labelNames: [label],
        buckets: DURATION_BUCKETS_S,
        registers: [registry],
      });
      return (value, duration_ms) => histogram.observe({ [label]: value }, duration_ms / 1000);
    },
    total(name, help, read) {
      new Counter({
        name: `seatwire_${name}`,
        help,
        registers: [registry],
        collect() {
          this.reset();
          this.inc(read());
        },
      });
    },
    tallies(name, help, label) {
      const counter = new Counter({ name: `seatwire_${name}`, help, labelNames: [label], registers: [registry] });
      return (value, by) => counter.inc({ [label]: value }, by);
    },
    durations(name, help, labels) {
      const histogram = new Histogram<string>({
        name: `seatwire_${name}`,
        help,
        labelNames: labels,
        buckets: COARSE_BUCKETS_S,
        registers: [registry],
      });
      return (values, duration_ms) => histogram.observe({ ...values }, duration_ms / 1000);
    },
    counter(name, help, label) {
      const counter = new Counter({ name: `seatwire_${name}`, help, labelNames: [label], registers: [registry] });
      return (value) => counter.inc({ [label]: value });
    },
    async route(request, response) {
      if (pathOf(request) !== '/metrics') return false;
      const text = await readAll();
      response.writeHead(200, { 'content-type': registry.contentType });
      response.end(request.method === 'HEAD' ? undefined : text);
      return true;
    },
  };
}

function collectProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  for (const name of [...BY_HANDLE, OPEN_FILES]) registry.removeSingleMetric(name);
  if (process.platform !== 'linux') return;
  new Gauge({
    name: OPEN_FILES,
    help: 'Number of open file descriptors.',
    registers: [registry],
    async collect() {
      try {
        // One of them is the folder's own.
        this.set((await readdir('/proc/self/fd')).length - 1);
      } catch {
        // It takes a descriptor itself: where there is none left, the other figures are needed most.
        this.reset();
      }
    },
  });
}
