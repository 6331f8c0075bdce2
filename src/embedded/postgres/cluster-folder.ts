import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Logger } from '../../platform/observability/logger.ts';
import { startGuardedProcess } from '../../platform/processes/guarded-process.ts';
import { isRunning, processIdentity } from '../../platform/processes/process-table.ts';
import { StartupError } from '../../platform/processes/startup-error.ts';
import { type ServerAccount, serverAccount } from './server-account.ts';

export const SUPERUSER = 'seatwire';

/** A complete PostgreSQL cluster on disk. */
export interface ClusterFolder {
  path: string;
  password: string;
  account: ServerAccount;
}

export interface Binaries {
  initdb: string;
  postgres: string;
}

// Written last, before the folder gets its name: a folder without it is not a complete cluster of ours.
const PASSWORD_FILE = 'seatwire.password';
const NEW = 'postgres.new-';

/**
 * Makes the data folder and checks that it can be written; resolves with its real path. Throws StartupError otherwise.
 */
export async function openDataFolder(dataDir: string): Promise<string> {
  const folder = resolve(dataDir);
  const probe = join(folder, `.probe-${randomBytes(4).toString('hex')}`);
  try {
    await makeFolder(folder);
    await writeFile(probe, '');
    await rm(probe);
    return await realpath(folder);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new StartupError(`DATA_DIR: can't write to ${folder} (${code}): choose a folder that can be written.`, {
      cause,
    });
  }
}

/** Node's own recursive mkdir spins for ever where folders can't be made at all, as under /proc. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}

/**
 * Resolves with the cluster in `folder`/postgres, which is initialised first when it is not there. It gets this name only
 * when it is complete, so being killed halfway through leaves nothing that looks like a cluster.
 */
export async function openCluster(folder: string, binaries: Binaries, logger: Logger): Promise<ClusterFolder> {
  const path = join(folder, 'postgres');
  await removeUnfinished(folder);
  let password = await readFile(join(path, PASSWORD_FILE), 'utf8').catch(ifMissing);
  const account = serverAccount(folder, binaries.postgres, password === null ? null : (await stat(path)).uid);
  if (password === null) {
    await setAside(path, logger);
    logger.info({ folder: path }, 'initialising PostgreSQL');
    password = randomBytes(24).toString('base64url');
    await initialise(path, { binaries, account, password });
    // Another process may have been faster with the same folder: then the cluster, and its password, are that one's.
    password = await readFile(join(path, PASSWORD_FILE), 'utf8');
  }
  return { path, password, account };
}

interface Initialisation {
  binaries: Binaries;
  account: ServerAccount;
  password: string;
}

async function initialise(path: string, { binaries, account, password }: Initialisation): Promise<void> {
  const fresh = join(path, '..', `${NEW}${processIdentity(process.pid)}-${randomBytes(4).toString('hex')}`);
  const passwordFile = `${fresh}.password`;
  try {
    await mkdir(fresh, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (account.owner) {
      await chown(fresh, account.owner.uid, account.owner.gid);
      await chown(passwordFile, account.owner.uid, account.owner.gid);
    }
    const lines: string[] = [];
    const initdb = await startGuardedProcess({
      ...account.call(binaries.initdb, [
        ...['--pgdata', fresh, '--username', SUPERUSER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
        // The built-in locale sorts the same on every machine.
        ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
        '--no-instructions',
      ]),
      env: serverEnvironment(),
      stopSignal: 'TERM',
      onLine: (line) => lines.push(line),
    });
    if ((await initdb.exited) !== 0) {
      const reason = lines.findLast((line) => /error|fatal/i.test(line)) ?? lines.at(-1) ?? 'no reason given';
      throw new StartupError(`DATA_DIR: PostgreSQL could not be initialised in ${path}: ${reason}`);
    }
    await rename(passwordFile, join(fresh, PASSWORD_FILE));
    await rename(fresh, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
  }
}

/** Nothing of our own settings reaches the server; PG… variables would change what it does. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH, TZ: 'UTC', LC_ALL: 'C' };
}

/** Removes what processes that were killed during `initialise` left behind. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const maker = name.startsWith(NEW) ? name.slice(NEW.length).split('-')[0] : undefined;
    if (maker !== undefined && !isRunning(maker)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Whatever stands in the cluster's place and is none is kept, under another name: it is not ours to delete. */
async function setAside(path: string, logger: Logger): Promise<void> {
  const aside = `${path}.incomplete-${new Date().toISOString().replace(/\W/g, '')}`;
  const moved = await rename(path, aside).then(() => true, ifMissing);
  if (moved)
    logger.warn({ from: path, to: aside }, 'the folder of the database is incomplete: set aside, starting anew');
}

function ifMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}
