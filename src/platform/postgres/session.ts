import pg from 'pg';
import { StartupError } from '../processes/startup-error.ts';

const CONNECT_TIMEOUT_MS = 5_000;

export interface SessionOptions {
  /** A server that does not answer a statement for so long is gone. Default: never; migrations may take long. */
  query_timeout?: number;
}

/** One connection, for what is done at the start. Throws StartupError, by the setting that the URL is of, when there is none. */
export async function openSession(url: string, setting: string, options: SessionOptions = {}): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, ...options });
  client.on('error', () => {}); // the query at work rejects as well
  try {
    await client.connect();
    return client;
  } catch (cause) {
    const { host, pathname } = new URL(url);
    // Node gathers the failures of each address of a host name in one error that has no message.
    const { message, code } = cause as NodeJS.ErrnoException;
    throw new StartupError(`${setting}: can't open ${host}${pathname}: ${message || code}`, { cause });
  }
}
