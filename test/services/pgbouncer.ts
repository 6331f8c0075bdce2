import { chown, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { serverAccount } from '../../src/embedded/postgres/server-account.ts';
import { freePorts } from '../../src/platform/processes/free-ports.ts';
import type { TestCertificates } from './certificates.ts';
import { findOnPath, removeFolder, temporaryFolder } from './folder.ts';
import { type RunningServer, runServer, startServerProcess } from './server-process.ts';
import { ServiceUnavailable } from './service-unavailable.ts';

const [USERS, KEY] = ['users.txt', 'server.key'];
const READY_WITHIN_MS = 10_000;
/** Of few connections: those of one node are more, so that its transactions change sessions all the time. */
const POOL_SIZE = 8;

export interface PgbouncerOptions {
  /** The PostgreSQL behind it, with a user and a password, by which it is asked, too. */
  postgresUrl: string;
  poolMode?: 'transaction' | 'session';
  /** With TLS to its clients, and to PostgreSQL, whose certificate it verifies. Default: without. */
  certificates?: TestCertificates;
}

/** Debian has it where only administrators look. */
export function findPgbouncer(): string | null {
  return findOnPath('pgbouncer', `${process.env.PATH ?? ''}${delimiter}/usr/sbin`);
}

/**
 * Starts a PgBouncer on the loopback interface, before all databases of a server. As root it would refuse to run: it does so as an ordinary user.
 * Throws ServiceUnavailable where there is none.
 */
export async function startPgbouncer(options: PgbouncerOptions): Promise<RunningServer> {
  const program = findPgbouncer();
  if (!program)
    throw new ServiceUnavailable(
      'pgbouncer',
      'pgbouncer is not on PATH (apt-get install --no-install-recommends pgbouncer)',
    );
  const folder = await temporaryFolder();
  const [port] = (await freePorts(1)) as [number];
  try {
    const account = serverAccount(folder, program, null);
    const settings = join(folder, 'pgbouncer.ini');
    const files = [
      [settings, settingsOf(options, folder, port)],
      [join(folder, USERS), usersOf(options.postgresUrl)],
      // Its own copy: others may not read a key.
      ...(options.certificates ? [[join(folder, KEY), await readFile(options.certificates.serverKey, 'utf8')]] : []),
    ] as [string, string][];
    for (const [path, text] of files) {
      await writeFile(path, text, { mode: 0o600 });
      if (account.owner) await chown(path, account.owner.uid, account.owner.gid);
    }
    const url = new URL(options.postgresUrl);
    url.host = `127.0.0.1:${port}`;
    return await runServer({
      launch: async () => ({
        ...(await startServerProcess({
          ...account.call(program, [settings]),
          readyLine: /process up: PgBouncer/i,
          readyWithin_ms: READY_WITHIN_MS,
        })),
        url: url.href,
      }),
      cleanUp: () => removeFolder(folder),
    });
  } catch (error) {
    await removeFolder(folder);
    throw new ServiceUnavailable('pgbouncer', `PgBouncer did not start: ${(error as Error).message}`, error);
  }
}

/** What docs/operations.md gives, and what is of this machine. */
function settingsOf(
  { postgresUrl, poolMode = 'transaction', certificates }: PgbouncerOptions,
  folder: string,
  port: number,
) {
  const { hostname, port: postgresPort } = new URL(postgresUrl);
  const tls = certificates
    ? `client_tls_sslmode = require
client_tls_key_file = ${join(folder, KEY)}
client_tls_cert_file = ${certificates.serverCert}
server_tls_sslmode = verify-full
server_tls_ca_file = ${certificates.ca}
`
    : '';
  return `[databases]
* = host=${hostname} port=${postgresPort}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(folder, USERS)}
pool_mode = ${poolMode}
default_pool_size = ${POOL_SIZE}
${tls}`;
}

function usersOf(postgresUrl: string): string {
  const { username, password } = new URL(postgresUrl);
  const quoted = [username, password].map((part) => `"${decodeURIComponent(part).replaceAll('"', '""')}"`);
  return `${quoted.join(' ')}\n`;
}
