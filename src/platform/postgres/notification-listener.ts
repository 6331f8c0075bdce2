import pg from 'pg';
import type { Logger } from '../observability/logger.ts';
import { levelOfFailure } from '../outages/outage.ts';
import { backoff_ms } from '../timing/backoff.ts';
import { pause } from '../timing/pause.ts';
import { within } from '../timing/within.ts';

export interface NotificationListenerOptions {
  url: string;
  /** A plain identifier. */
  channel: string;
  /**
   * Called for each NOTIFY of the channel, and when a connection is there, the first included: what was told in between was told to nobody.
   * Must not throw.
   */
  onNews: () => void;
  logger: Logger;
}

export interface NotificationListener {
  /** Never fails: what can't be reached is tried again. */
  start(): void;
  /** Idempotent. */
  stop(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 2_000;
const CLOSE_TIMEOUT_MS = 1_000;
const RETRY = { first_ms: 200, max_ms: 10_000 };

/** Hears what PostgreSQL notifies, on a connection of its own. It may come late or never: whoever listens looks from time to time all the same. */
export function createNotificationListener(options: NotificationListenerOptions): NotificationListener {
  const { url, channel, onNews, logger } = options;
  const stopped = new AbortController();
  let running: Promise<void> | null = null;

  /** Resolves once the connection is lost, or the listener stopped. */
  async function listen(onConnected: () => void): Promise<void> {
    const client = new pg.Client({
      ...{ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, query_timeout: CONNECT_TIMEOUT_MS },
      ...{ keepAlive: true, application_name: `listens to ${channel}` },
    });
    const over = Promise.withResolvers<void>();
    const end = () => over.resolve();
    for (const event of ['error', 'end'] as const) client.on(event, end);
    client.on('notification', onNews);
    stopped.signal.addEventListener('abort', end);
    try {
      await client.connect();
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      onConnected();
      await over.promise;
    } finally {
      stopped.signal.removeEventListener('abort', end);
      // A peer that is gone never confirms.
      await within(CLOSE_TIMEOUT_MS, client.end(), () => new Error('late')).catch(() => undefined);
    }
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopped.signal.aborted) {
      try {
        await listen(() => {
          failures = 0;
          onNews();
        });
      } catch (err) {
        logger[levelOfFailure(err)]({ err, channel }, 'notifications of PostgreSQL are not heard, trying again');
      }
      failures += 1;
      if (!stopped.signal.aborted) await pause(backoff_ms(failures, RETRY), { signal: stopped.signal });
    }
  }

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopped.abort();
      await running;
    },
  };
}
