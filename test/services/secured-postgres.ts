import { chmod, chown, copyFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { TestCertificates } from './certificates.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';

export interface SecuredPostgres {
  server: PostgresServer;
  /** Of an ordinary role, which owns its database and nothing else, by TLS that is verified. Without its password. */
  url: string;
}

/** A PostgreSQL with TLS, and a role with this password that may do what is in its own database. */
export async function startSecuredPostgres(
  { serverCert, serverKey, ca }: TestCertificates,
  password: string,
): Promise<SecuredPostgres> {
  const server = await startPostgres();
  try {
    const admin = new pg.Client({ connectionString: server.url });
    await admin.connect();
    try {
      const { rows } = await admin.query<{ data_directory: string }>('SHOW data_directory');
      const folder = rows[0]!.data_directory;
      const { uid, gid } = await stat(folder);
      for (const [from, name] of [
        [serverCert, 'server.crt'],
        [serverKey, 'server.key'],
      ] as const) {
        await copyFile(from, join(folder, name));
        await chown(join(folder, name), uid, gid);
        await chmod(join(folder, name), 0o600);
      }
      const secret = password.replaceAll("'", "''");
      for (const statement of [
        'ALTER SYSTEM SET ssl = on',
        'SELECT pg_reload_conf()',
        `CREATE ROLE shop LOGIN PASSWORD '${secret}' NOSUPERUSER NOCREATEDB NOCREATEROLE`,
        'CREATE DATABASE box_office OWNER shop',
      ]) {
        await admin.query(statement);
      }
    } finally {
      await admin.end();
    }
    const url = new URL(server.url);
    url.username = 'shop';
    url.password = '';
    url.pathname = '/box_office';
    url.search = new URLSearchParams({ sslmode: 'verify-full', sslrootcert: ca }).toString();
    return { server, url: url.href };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
