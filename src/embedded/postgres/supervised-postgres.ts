import { backoff_ms } from '../../platform/timing/backoff.ts';
import { pause } from '../../platform/timing/pause.ts';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded.ts';

const RETRY = { first_ms: 200, max_ms: 5_000 };

export interface SupervisedPostgres {
  /** The same for as long as it is supervised. */
  readonly url: string;
  /** The present server's process id. */
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * Starts the embedded server and starts it again, at the same address, when it ends by itself (killed for its memory, by a
 * hand): PostgreSQL then recovers what was committed, and connections are taken up again by their pools.
 * Throws StartupError as `startEmbeddedPostgres` does.
 */
export async function startSupervisedPostgres(
  options: Omit<EmbeddedPostgresOptions, 'port'>,
): Promise<SupervisedPostgres> {
  const { logger } = options;
  const stopped = new AbortController();
  let server = await startEmbeddedPostgres(options);
  const { url } = server;
  const port = Number(new URL(url).port);

  async function startAgain(): Promise<EmbeddedPostgres | null> {
    for (let failures = 1; !stopped.signal.aborted; failures += 1) {
      try {
        return await startEmbeddedPostgres({ ...options, port });
      } catch (error) {
        logger.error({ err: error }, 'the built-in PostgreSQL does not start, trying again');
        await pause(backoff_ms(failures, RETRY), stopped);
      }
    }
    return null;
  }

  async function supervise(): Promise<void> {
    for (;;) {
      await server.exited;
      if (stopped.signal.aborted) return;
      logger.error({ pid: server.pid }, 'the built-in PostgreSQL has ended by itself, starting it again');
      const next = await startAgain();
      if (!next) return;
      server = next;
    }
  }

  const supervising = supervise();
  return {
    url,
    get pid() {
      return server.pid;
    },
    async stop() {
      stopped.abort();
      await server.stop();
      await supervising;
      // A start that was under way when we were asked to stop.
      await server.stop();
    },
  };
}
