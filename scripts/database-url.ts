import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { loadConfig } from '../src/config.ts';
import { URL_FILE } from '../src/embedded/postgres/embedded.ts';
import { StartupError } from '../src/platform/processes/startup-error.ts';

/**
 * The database of the product, for command line tools: DATABASE_URL (past a pooler: DATABASE_DIRECT_URL), else the built-in one while the product runs.
 * Throws StartupError, one clear line, when neither answers; ConfigError when the settings are wrong.
 */
export async function findDatabaseUrl(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const config = loadConfig(env);
  const { url, directUrl } = config.database;
  if (url) {
    const setting = directUrl ? 'DATABASE_DIRECT_URL' : 'DATABASE_URL';
    await check(directUrl ?? url, (reason) => `${setting}: the database can't be reached: ${reason}`);
    return directUrl ?? url;
  }
  // One that was started with another folder runs all the same.
  const notRunning = `No product runs on ${config.data.dir}: start it first (npm start), set DATA_DIR as it was started with, or set DATABASE_URL.`;
  const builtIn = await readFile(join(config.data.dir, URL_FILE), 'utf8').catch((cause: Error) => {
    throw new StartupError(notRunning, { cause });
  });
  await check(builtIn, () => notRunning);
  return builtIn;
}

async function check(url: string, explain: (reason: string) => string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
  } catch (cause) {
    const { message, code } = cause as NodeJS.ErrnoException;
    throw new StartupError(explain(message || String(code)), { cause });
  } finally {
    await client.end();
  }
}
