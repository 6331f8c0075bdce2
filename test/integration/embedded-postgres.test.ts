import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startEmbeddedPostgres, URL_FILE } from '../../src/embedded/postgres/embedded.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { commandLine } from '../../src/platform/processes/process-table.ts';
import { StartupError } from '../../src/platform/processes/startup-error.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });
const HOLDER = new URL('../kit/servers/postgres-holder.ts', import.meta.url);

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('startEmbeddedPostgres', () => {
  let dataDir: string;

  beforeEach(async () => {
    // Only its owner may enter: as root, the user that PostgreSQL runs as needs help.
    dataDir = await mkdtemp(join(tmpdir(), 'seatwire-data-'));
  });

  /** What a test has started. A folder can't be removed for good while a server still writes to it. */
  const running: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    await Promise.all(running.splice(0).map((stop) => stop()));
    await rm(dataDir, { recursive: true });
  });

  async function start() {
    const server = await startEmbeddedPostgres({ dataDir, logger });
    running.push(() => server.stop());
    return server;
  }

  /** A process of its own that runs PostgreSQL in the folder, and the URL of it. */
  async function startHolder() {
    const holder = spawn(process.execPath, [HOLDER.pathname, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface({ input: holder.stdout }), 'line');
    const { url, pid } = JSON.parse(line) as { url: string; pid: number };
    running.push(async () => {
      holder.kill('SIGKILL');
      await vi.waitUntil(() => commandLine(pid) === null, { timeout: 30_000 });
    });
    return { holder, url, pid };
  }

  it('keeps the data from one start to the next, and leaves nothing running', async () => {
    const first = await start();
    expect(new URL(first.url)).toMatchObject({ hostname: '127.0.0.1', pathname: '/seatwire' });
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    expect(await readFile(join(dataDir, URL_FILE), 'utf8')).toBe(first.url);
    await first.stop();
    await first.stop();
    expect(commandLine(first.pid)).toBeNull();
    expect(await readdir(dataDir)).toEqual(['postgres']);

    const second = await start();
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('speaks UTC and UTF-8, listens on the loopback only, and lets nobody in without the password', async () => {
    const { url } = await start();
    expect(
      await query(
        url,
        "SELECT current_setting('timezone') AS zone, current_setting('server_encoding') AS encoding, " +
          "current_setting('listen_addresses') AS addresses",
      ),
    ).toEqual([{ zone: 'UTC', encoding: 'UTF8', addresses: '127.0.0.1' }]);
    const stranger = new URL(url);
    stranger.password = 'guess';
    await expect(query(stranger.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect((await stat(join(dataDir, URL_FILE))).mode & 0o077).toBe(0);
  });

  it('stops when its process is killed, and starts again with all that was committed', async () => {
    const { holder, url, pid } = await startHolder();
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    // At once: the server may still be stopping.
    const server = await start();
    expect(await query(server.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(commandLine(pid)).toBeNull();
  });

  it('recovers when the server itself was killed', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await start();
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('is not confused by a pid file whose process id is another program by now', async () => {
    await (await start()).stop();
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
    await writeFile(pidFile, `${process.pid}\n${join(dataDir, 'postgres')}\n0\n1\n\n127.0.0.1\n`);
    expect(await query((await start()).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('refuses a folder that another process has, in one clear line', async () => {
    const { holder } = await startHolder();
    const error = await startEmbeddedPostgres({ dataDir, logger }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartupError);
    expect((error as Error).message).toBe(
      `DATA_DIR: ${dataDir} is in use by process ${holder.pid}: stop it, or choose another folder.`,
    );
  });

  it('lets one of two that start in a new folder at once have it', async () => {
    const results = await Promise.allSettled([start(), start()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = results.find((result) => result.status === 'rejected');
    expect(refused?.reason).toBeInstanceOf(StartupError);
    expect(refused?.reason.message).toContain('is in use by');
  });

  it('starts anew beside a half-finished folder, and removes what a killed initialisation left', async () => {
    await mkdir(join(dataDir, 'postgres', 'base'), { recursive: true });
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '18\n');
    await mkdir(join(dataDir, 'postgres.new-999999999.1-abcdef'));
    await (await start()).stop();
    const names = await readdir(dataDir);
    expect(names.sort()).toEqual(['postgres', expect.stringMatching(/^postgres\.incomplete-\d+T\d+Z$/)]);
    expect(await readdir(join(dataDir, names[1]!))).toEqual(expect.arrayContaining(['PG_VERSION', 'base']));
  });

  it('makes the folder, parents included', async () => {
    const nested = join(dataDir, 'a', 'b');
    const server = await startEmbeddedPostgres({ dataDir: nested, logger });
    await server.stop();
    expect(await readdir(nested)).toEqual(['postgres']);
  });

  it.each([
    ['is a file', async () => writeFile(join(dataDir, 'x'), '').then(() => join(dataDir, 'x'))],
    ['is below a file', async () => writeFile(join(dataDir, 'x'), '').then(() => join(dataDir, 'x', 'y'))],
    ['is read-only', async () => (process.getuid?.() === 0 ? '/proc/seatwire' : readOnlyFolder())],
  ])('says in one line when the folder %s', async (_, makeFolder) => {
    const folder = await makeFolder();
    const error = await startEmbeddedPostgres({ dataDir: folder, logger }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartupError);
    expect((error as Error).message).toMatch(/^DATA_DIR: can't write to [^\n]+ \([A-Z]+\): choose a folder[^\n]+$/);
  });

  async function readOnlyFolder(): Promise<string> {
    const folder = join(dataDir, 'closed');
    await mkdir(folder);
    await chmod(folder, 0o500);
    return folder;
  }
});
